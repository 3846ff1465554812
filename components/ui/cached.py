"""Every result that visitors share: models, encodings, maps; each computed once, read-only, and bounded in bytes.

Keys are names and the texts themselves, so equal input gives the same result to everyone and nothing else does.
The engine's heavy modules are imported inside the functions: torch and transformers take 4 s, and the frame and
the text box should be on screen before.
"""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from cachetools import LRUCache

from components.engine.errors import LaneError
from components.engine.records import Encoding, ModelFacts, Occurrence, Occurrences
from components.engine.wordbench import WordBench, read_bench

RESULT_BYTES = 120_000_000
HTML_BYTES = 24_000_000
MODELS = 2


class Results:
    """A store of results, least recently used out first, whose items together stay below a number of bytes."""

    def __init__(self, most_bytes: int, size: Callable[[Any], int]) -> None:
        self._items = LRUCache(most_bytes, getsizeof=size)
        self._reading = threading.Lock()
        self._computing = threading.Lock()  # one computation at a time: they share the processor anyway

    def get(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """Return the result kept under `key`, or compute and keep it. What is larger than the store is not kept."""
        with self._reading:
            if key in self._items:
                return self._items[key]
        with self._computing:
            with self._reading:
                if key in self._items:  # another visitor asked for the same meanwhile
                    return self._items[key]
            result = compute()
            with self._reading:
                if self._items.getsizeof(result) <= self._items.maxsize:
                    self._items[key] = result
            return result


@st.cache_resource(show_spinner=False)
def results() -> Results:
    """Return the one store of arrays."""
    return Results(RESULT_BYTES, lambda result: result.size)


@st.cache_resource(show_spinner=False)
def pages() -> Results:
    """Return the one store of HTML strings."""
    return Results(HTML_BYTES, len)


@st.cache_resource(show_spinner="Loading the model, once for all visitors …", max_entries=MODELS)
def encoder(name: str) -> Any:
    """Load a model; two are kept, for all visitors together."""
    from components.engine.load import load_encoder

    return load_encoder(name)


def facts(name: str) -> ModelFacts:
    """Return the facts about a model, loading it if need be."""
    return encoder(name).facts


def encoding(name: str, text: str, pair: str = "") -> Encoding:
    """Encode a text, or a pair."""

    def compute() -> Encoding:
        from components.engine.encode import encode

        return encode(loaded, text, pair or None)

    loaded = encoder(name)
    return results().get(("encoding", name, text, pair), compute)


def occurrences(name: str, sentences: tuple[str, ...], spans: tuple[Occurrence, ...]) -> Occurrences:
    """Compute the vectors of some occurrences."""

    def compute() -> Occurrences:
        from components.engine.occurrences import embed_occurrences

        return embed_occurrences(loaded, sentences, spans)

    loaded = encoder(name)
    return results().get(("occurrences", name, sentences, spans), compute)


def spans(sentences: tuple[str, ...], word: str) -> tuple[Occurrence, ...]:
    """Find the word and its regular inflections in the sentences."""
    from components.engine.occurrences import find_occurrences

    return tuple(find_occurrences(sentences, word, inflections=True))


@st.cache_resource(show_spinner=False, max_entries=64)
def bench(word: str) -> WordBench:
    """Read the built-in sentences of a word."""
    return read_bench(word)


@st.cache_resource(show_spinner=False, max_entries=32)
def umap_future(name: str, sentences: tuple[str, ...], spans: tuple[Occurrence, ...]) -> Future:
    """Queue the UMAP layout of these occurrences in the lane, once for all visitors; the future holds the points."""
    from components.engine import lane

    return lane.submit_umap(occurrences(name, sentences, spans).states)


def umap_layout(name: str, sentences: tuple[str, ...], spans: tuple[Occurrence, ...]) -> np.ndarray | None:
    """Return UMAP's points (layers + 1, n, 2), or None while the lane is at work.

    Raises LaneError if the lane failed; the next call starts it again.
    """
    future = umap_future(name, sentences, spans)
    if not future.done():
        return None
    if (reason := future.exception()) is not None:
        umap_future.clear(name, sentences, spans)
        raise LaneError(f"UMAP’s process failed ({type(reason).__name__}), so this is PCA. Pick UMAP again to retry.")
    return future.result()


@st.cache_resource(show_spinner=False)
def warm_up() -> Future:
    """Start the lane, once a server; the future is done when UMAP is compiled."""
    from components.engine import lane

    return lane.start()


def telling_link(name: str, text: str, pair: str = "") -> Any:
    """Find the link of attention that is most worth looking at: an `engine.heads.Link`."""
    from components.engine.heads import telling_link as find
    from components.engine.heads import without_letters

    one = encoding(name, text, pair)
    return find(one.attention, one.word_ids, without_letters(one.tokens))


def head_measures(name: str, text: str, pair: str = "") -> Any:
    """Measure what every head does on a text: an `engine.heads.HeadMeasures`."""
    from components.engine.heads import measure_heads

    one = encoding(name, text, pair)
    return results().get(
        ("head measures", name, text, pair), lambda: measure_heads(one.attention, one.tokens, one.word_ids)
    )


def small_heads(name: str, text: str, pair: str, way: tuple[str, str, str]) -> np.ndarray:
    """Shrink every head, read in one way (units, special, direction): (layers, heads, rows, columns) uint8.

    A cell is the root of its share, so that faint ones stay visible.
    """
    from components.engine.packing import thumbnails
    from components.engine.reading import read

    one = encoding(name, text, pair)

    def compute() -> np.ndarray:
        reading = read(one, text, pair, *way)
        cells = np.stack([thumbnails(reading.apply(layer)) for layer in one.attention])
        return np.rint(255 * np.sqrt(np.clip(cells, 0, 1))).astype(np.uint8)

    return results().get(("small heads", name, text, pair, way), compute)


def value_weighted(name: str, text: str, pair: str, layer: int) -> np.ndarray:
    """Weigh one layer by what its heads bring (Kobayashi et al. 2020), `layer` from 0: (tokens, tokens)."""
    from components.engine.attention_summary import layer_norms

    loaded, one = encoder(name), encoding(name, text, pair)
    return (
        results().get(("value-weighted", name, text, pair, layer), lambda: Sized(layer_norms(loaded, one, layer))).array
    )


@dataclass(frozen=True)
class Sized:
    """An array that tells its bytes as our records do; an array's own `size` counts numbers."""

    array: np.ndarray

    @property
    def size(self) -> int:
        """Count the bytes."""
        return self.array.nbytes


def head_steps(name: str, text: str, pair: str, layer: int, head: int, query: int) -> Any:
    """Follow one head for one token: an `engine.arithmetic.HeadSteps`; all numbers from 0."""
    from components.engine.arithmetic import step_through

    loaded, one = encoder(name), encoding(name, text, pair)
    return results().get(
        ("head steps", name, text, pair, layer, head, query),
        lambda: step_through(loaded, one.states[layer], layer, head, query),
    )


def row_distance(name: str, sentences: tuple[str, str], tokens: tuple[tuple[int, ...], tuple[int, ...]]) -> np.ndarray:
    """Compare what a word looks at in two sentences, for every head: (layers, heads)."""
    from components.engine.contexts import row_distance as compare

    first, second = (encoding(name, sentence) for sentence in sentences)
    key = ("row distance", name, sentences, tokens)
    return results().get(key, lambda: Sized(compare(first, tokens[0], second, tokens[1]))).array


def knock_out(name: str, text: str, pair: str, cuts: tuple[tuple[int, int, int | None, int | None], ...]) -> Any:
    """Run a text with (layer, head, query, key) cut: an `engine.knockout.Outcome`."""
    from components.engine.knockout import Cut, cut_out

    loaded, one = encoder(name), encoding(name, text, pair)
    return results().get(
        ("knock-out", name, text, pair, cuts), lambda: cut_out(loaded, one, [Cut(*cut) for cut in cuts])
    )


def ranked_knock_outs(name: str, text: str, pair: str, token: int, layer: int) -> np.ndarray:
    """Silence every head of a layer by itself: how far the token's last vector moves, (heads,).

    A layer at a time, so that other visitors' computations get their turn between.
    """
    from components.engine.knockout import rank_heads

    loaded, one = encoder(name), encoding(name, text, pair)
    key = ("ranked knock-outs", name, text, pair, token, layer)
    return results().get(key, lambda: Sized(rank_heads(loaded, one, token, layer))).array


def head_map(name: str, text: str, pair: str = "") -> Any:
    """Draw a map of all heads by what they do: an `engine.head_map.HeadMap`."""
    from components.engine.head_map import map_heads

    one, measures = encoding(name, text, pair), head_measures(name, text, pair)
    return results().get(
        ("head map", name, text, pair), lambda: map_heads(one.attention, one.word_ids, measures, one.tokens)
    )


def joint_map(name: str, sentences: tuple[str, ...], layer: int, head: int) -> Any:
    """Draw one head's queries and keys over some sentences: an `engine.joint.JointMap`; numbers from 0."""
    from components.engine.joint import map_queries_and_keys

    loaded = encoder(name)
    return results().get(
        ("joint map", name, sentences, layer, head), lambda: map_queries_and_keys(loaded, sentences, layer, head)
    )
