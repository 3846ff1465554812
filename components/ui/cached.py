"""Every result that visitors share: models, encodings, maps; each computed once, read-only, and bounded in bytes.

Keys are names and the texts themselves, so equal input gives the same result to everyone and nothing else does.
The engine's heavy modules are imported inside the functions: torch and transformers take 4 s, and the frame and
the text box should be on screen before.
"""

import gc
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from components.engine.catalog import BUNDLED
from components.engine.errors import LaneError
from components.engine.map_quality import MapQuality, map_quality, noise_like
from components.engine.records import (
    Encoding,
    LayerCurves,
    ModelFacts,
    Occurrence,
    Occurrences,
    SenseClusters,
    WordEffects,
)
from components.engine.wordbench import ENGLISH, WordBench, read_bench
from components.ui.jobs import Job, note_or_stop, wait_for
from components.ui.results import results, small_results

if TYPE_CHECKING:
    import pandas as pd

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
    from components.engine.unpacked import is_unpacked, unpacked_folder

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
    from components.engine.load import load_encoder

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
        from components.engine.encode import encode

        return encode(loaded, text, pair or None)

    loaded = encoder(name)
    return results().get(("encoding", name, text, pair), compute)


def occurrences(name: str, sentences: tuple[str, ...], spans: tuple[Occurrence, ...]) -> Occurrences:
    """Compute the vectors of some occurrences."""

    def compute() -> Occurrences:
        from components.engine.occurrences import embed_occurrences

        return embed_occurrences(loaded, sentences, spans, lambda text: results().kept(("read", name, text)))

    loaded = encoder(name)
    return results().get(("occurrences", name, sentences, spans), compute)


def spans(sentences: tuple[str, ...], word: str, inflections: bool) -> tuple[Occurrence, ...]:
    """Find the word in the sentences."""
    from components.engine.occurrences import find_occurrences

    return tuple(find_occurrences(sentences, word, inflections))


@st.cache_resource(show_spinner=False, max_entries=64)
def bench(word: str, language: str = ENGLISH) -> WordBench:
    """Read the built-in sentences of a word."""
    return read_bench(word, language)


@st.cache_resource(show_spinner=False, max_entries=32)
def umap_future(key: tuple, dimensions: int, noise: bool) -> Future:
    """Queue the UMAP layout of the occurrences `key` (model, sentences, spans) in the lane, once for all visitors."""
    from components.engine import lane

    states = occurrences(*key).states
    return lane.submit_umap(noise_like(states) if noise else states, dimensions)


def umap_layout(key: tuple, dimensions: int, noise: bool) -> np.ndarray | None:
    """Return UMAP's points (layers + 1, n, dimensions), or None while the lane is at work.

    Raises LaneError if the lane failed; the next call starts it again.
    """
    future = umap_future(key, dimensions, noise)
    if not future.done():
        return None
    if (reason := future.exception()) is not None:
        umap_future.clear(key, dimensions, noise)
        raise LaneError(f"UMAP’s process failed ({type(reason).__name__}), so this is PCA. Pick UMAP again to retry.")
    return future.result()


def pca(key: tuple, dimensions: int, noise: bool) -> Any:
    """Draw the occurrences `key`, or as much noise, on one basis: an `engine.project.Projection`."""

    def compute() -> Any:
        from components.engine.project import fit_pca

        states = occurrences(*key).states
        return fit_pca(noise_like(states) if noise else states, dimensions)

    return results().get(("pca", key, dimensions, noise), compute)


def quality(key: tuple, noise: bool, made: Any, layer: int, labels: tuple[str, ...]) -> MapQuality:
    """Compare one layer of the map `made` of the occurrences `key` with the full space."""
    found = small_results().get(
        ("quality", key, noise, made.method, made.points.shape[2], layer, labels),
        lambda: map_quality(made.reference[layer], made.points[layer], labels),
    )
    settle("scikit-learn")
    return found


def senses(key: tuple, layer: int, count: int | None = None) -> SenseClusters:
    """Group the occurrences `key` without labels."""

    def compute() -> SenseClusters:
        from components.engine.senses import discover_senses

        return discover_senses(occurrences(*key), layer, count)

    return small_results().get(("senses", key, layer, count), compute)


def agreement(groups: np.ndarray, labels: tuple[str, ...]) -> float:
    """Compare groups with labels: the adjusted Rand index (Hubert & Arabie 1985), 1 the same, 0 chance."""
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(labels, groups))


def matched_groups(groups: np.ndarray, senses: np.ndarray) -> list[int]:
    """Give each group the number of the sense it comes closest to."""
    from components.engine.senses import match_groups

    return match_groups(groups, senses).tolist()


def separation(key: tuple, labels: tuple[str, ...], adjusted: bool = False) -> LayerCurves:
    """Measure how the senses `labels` of the occurrences `key` part; `adjusted` by random words costs seconds once."""

    def compute() -> LayerCurves:
        from components.engine.separation import separation_by_layer

        return separation_by_layer(occurrences(*key), labels, baseline=baseline)

    baseline = bench_vectors(key[0]).baseline.anisotropy if adjusted else None

    return small_results().get(("separation", key, labels, adjusted), compute)


def effects(
    name: str, sentence: str, span: Occurrence, key: tuple, layer_centroids: np.ndarray, method: str
) -> WordEffects:
    """Measure what each other word of a sentence does to the word at `span`; `key` names the centroids."""

    def compute() -> WordEffects:
        from components.engine.effects import word_effects

        return word_effects(loaded, sentence, span, layer_centroids, method)

    loaded = encoder(name)
    return small_results().get(("effects", name, sentence, span, key, method), compute)


def cut_word(name: str, typed: str) -> Any:
    """Cut one word as the model's tokenizer does: an `engine.wordpiece.WordSteps`."""
    from components.engine import wordpiece

    return wordpiece.cut_word(encoder(name), typed)


@st.cache_resource(show_spinner=False, max_entries=MODELS)
def vocabulary(name: str) -> Any:
    """Read a model's vocabulary: an `engine.vocabulary.Vocabulary`. It holds the model's own table, no copy."""
    from components.engine.vocabulary import read_vocabulary

    return read_vocabulary(encoder(name))


def input_parts(name: str, text: str, pair: str = "") -> Any:
    """Take the input of a text apart: an `engine.embeddings.InputParts`."""

    def compute() -> Any:
        from components.engine.embeddings import split_input

        return split_input(loaded, one)

    loaded, one = encoder(name), encoding(name, text, pair)
    return results().get(("input", name, text, pair), compute)


def states_without(name: str, text: str, pair: str, off: str) -> np.ndarray:
    """Run the layers on the input without one of its parts: (layers + 1, tokens, width)."""

    def compute() -> np.ndarray:
        from components.engine.embeddings import states_without

        return states_without(loaded, parts, {off})

    loaded, parts = encoder(name), input_parts(name, text, pair)
    return results().get(("without", name, text, pair, off), compute)


def tokenizer(name: str) -> Any:
    """Load a tokenizer without its model."""
    unpack(name)
    return loaded_tokenizer(name)


@st.cache_resource(show_spinner=False, max_entries=8)
def loaded_tokenizer(name: str) -> Any:
    """Load a tokenizer whose folder is there."""
    from components.engine.tokenizers import load_tokenizer

    return load_tokenizer(name)


@st.cache_resource(show_spinner=False, ttl=10, max_entries=32)
def on_this_machine(name: str) -> bool:
    """Tell whether a hub model can be loaded without the network."""
    from components.engine import hub

    return hub.is_cached(name)


def cut(name: str, text: str) -> Any:
    """Cut a text with a model's tokenizer or a plain one: an `engine.tokenizers.Cut`."""
    from components.engine import tokenizers

    def compute() -> Any:
        return tokenizers.cut_plainly(name, text) if loaded is None else tokenizers.cut_text(loaded, text)

    loaded = None if name in tokenizers.PLAIN else tokenizer(name)
    return results().get(("cut", name, text), compute)


def words_of(text: str) -> list[tuple[int, int]]:
    """Find the words and signs of a text."""
    from components.engine.tokenizers import words_of as find

    return find(text)


def block(name: str, text: str, pair: str, layer: int) -> Any:
    """Run one layer step by step: an `engine.block.Block`."""

    def compute() -> Any:
        from components.engine.block import open_block

        return open_block(loaded, one, layer)

    loaded, one = encoder(name), encoding(name, text, pair)
    return results().get(("block", name, text, pair, layer), compute)


def lane_or_visitor_busy() -> bool:
    """Tell whether something is computed that somebody waits for."""
    from components.engine import lane

    return results().busy or lane.busy()


@st.cache_resource(show_spinner=False, max_entries=1)  # one model's, about 28 MB
def bench_job(name: str) -> Job:
    """Start computing the vectors of the built-in sentences, which takes seconds, once a model."""

    def compute(note: Callable[[float], None], stop: Callable[[], bool]) -> Any:
        from components.engine.bench_vectors import embed_bench

        return embed_bench(loaded, note_or_stop(note, stop))

    loaded = encoder(name)
    return Job(compute, lane_or_visitor_busy)


def bench_vectors(name: str) -> Any:
    """Return the vectors of the built-in sentences: an `engine.bench_vectors.BenchVectors`; wait if need be."""
    job = bench_job(name)
    if not job.future.done():
        job.urgent.set()
        what = "Reading the built-in sentences, once for this model and all visitors …"
        bar = st.progress(0.0, what)
        try:
            wait_for(job, bar, what)
        finally:
            bar.empty()
    if job.future.exception() is not None:
        bench_job.clear(name)
    return job.future.result()


def contextuality(name: str, text: str | None = None, pair: str = "") -> Any:
    """Measure the built-in sentences, or a typed text: an `engine.contextuality.Contextuality`."""
    from components.engine import contextuality as figures

    vectors = bench_vectors(name)
    if text is None:
        return bench_contextuality(name)
    return figures.measure_text(encoding(name, text, pair), text, pair, vectors.baseline)


@st.cache_resource(show_spinner=False, max_entries=8)
def bench_contextuality(name: str) -> Any:
    """Measure the built-in sentences, once a model."""
    from components.engine.contextuality import measure_bench

    return measure_bench(bench_vectors(name))


@st.cache_resource(show_spinner=False, max_entries=8)
def dominating_dimensions(name: str) -> "pd.DataFrame":
    """Name, for every layer, the dimensions that add most to the mean cosine of random words."""
    import pandas as pd

    from components.engine.anisotropy import largest_dimensions

    vectors = bench_vectors(name)
    rows = []
    for layer, drawn in enumerate(vectors.drawn()):
        row = {"layer": layer, "mean cosine": vectors.baseline.anisotropy[layer]}
        for rank, (number, share) in enumerate(largest_dimensions(drawn), start=1):
            row |= {f"dimension {rank}": number, f"share {rank}": share}
        rows.append(row)
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class Sized:
    """An array that tells its bytes as our records do; an array's own `size` counts numbers."""

    array: np.ndarray

    @property
    def size(self) -> int:
        """Count the bytes."""
        return self.array.nbytes
