"""What visitors share of the page on languages: words of one meaning, sentences matched and aligned."""

from concurrent.futures import Future
from typing import Any

import numpy as np
import streamlit as st

from components.engine.errors import LaneError
from components.engine.languages.examples import read_aligned, read_meanings
from components.engine.records import Occurrence
from components.ui.shared import jobs, models, readings
from components.ui.shared.store import digest, results, small_results


def states(name: str, meanings: tuple[str, ...], centred: bool) -> np.ndarray:
    """Compute the vectors of the built-in words with these meanings: (layers + 1, n, width)."""
    from components.engine.languages.neighbourhoods import centre_languages

    chosen = read_meanings().only(meanings)
    found = readings.occurrences(name, chosen.sentences, places(meanings)).states
    return centre_languages(found, chosen.languages) if centred else found


@st.cache_resource(show_spinner=False, max_entries=8)
def places(meanings: tuple[str, ...]) -> tuple[Occurrence, ...]:
    """Find each built-in word in its sentence."""
    from components.engine.text.find_word import find_occurrences

    chosen = read_meanings().only(meanings)
    found = []
    for number, (sentence, word) in enumerate(zip(chosen.sentences, chosen.words, strict=True)):
        place = find_occurrences([sentence], word)[0]
        found.append(Occurrence(number, place.start, place.end))
    return tuple(found)


def pca(name: str, meanings: tuple[str, ...], centred: bool) -> Any:
    """Draw the words on one basis: an `engine.geometry.project.Projection`."""
    from components.engine.geometry.project import fit_pca

    vectors = states(name, meanings, centred)  # not inside: one computation at a time
    return results().get(("meanings", name, meanings, centred), lambda: fit_pca(vectors))


@st.cache_resource(show_spinner=False, max_entries=16)
def umap_future(name: str, meanings: tuple[str, ...], centred: bool) -> Future:
    """Queue the words' UMAP layout in the lane, once for all visitors."""
    from components.engine.geometry import umap_process

    return umap_process.submit_umap(states(name, meanings, centred))


def umap(name: str, meanings: tuple[str, ...], centred: bool) -> Any | None:
    """Return the words' map by UMAP, or None while the lane is at work.

    Raises LaneError if the lane failed; the next call starts it again.
    """
    from components.engine.geometry.project import as_umap

    future = umap_future(name, meanings, centred)
    if not future.done():
        return None
    if (reason := future.exception()) is not None:
        umap_future.clear(name, meanings, centred)
        raise LaneError(f"UMAP’s process failed ({type(reason).__name__}). Pick UMAP again to retry, or PCA.")
    return as_umap(states(name, meanings, centred), future.result())


def neighbourhoods(name: str, meanings: tuple[str, ...], centred: bool) -> Any:
    """Count who is near at each layer: an `engine.languages.neighbourhoods.Neighbourhoods`."""
    from components.engine.languages.neighbourhoods import measure_neighbourhoods

    chosen = read_meanings().only(meanings)
    return small_results().get(
        ("neighbourhoods", name, meanings, centred),
        lambda: measure_neighbourhoods(states(name, meanings, centred), chosen.languages, chosen.meanings),
    )


def word_cosines(name: str, first: str, second: str) -> Any:
    """Compare the words of two sentences: an `engine.languages.word_alignment.WordCosines`."""
    from components.engine.languages.word_alignment import compare_words

    loaded = models.encoder(name)
    return results().get(("word cosines", name, first, second), lambda: compare_words(loaded, first, second))


def alignment_curve(name: str) -> np.ndarray:
    """Score the hand-aligned pairs at every layer: (layers + 1, 3), precision, recall and F1."""
    from components.engine.languages.word_alignment import alignment_scores, compare_words

    def work(note: Any, stop: Any) -> np.ndarray | None:
        compared = []
        for number, pair in enumerate(pairs, start=1):
            if stop():
                return None
            compared.append(compare_words(loaded, pair.first, pair.second, pair.first_words, pair.second_words))
            note(number / len(pairs))
        drawn, layers = [pair.links for pair in pairs], range(loaded.facts.layers + 1)
        return np.array([alignment_scores([one.links(layer) for one in compared], drawn) for layer in layers])

    loaded, pairs = models.encoder(name), read_aligned()
    return jobs.finish(("alignment curve", name), f"Aligning {len(pairs)} pairs at every layer …", work)


def matched(name: str, first: tuple[str, ...], second: tuple[str, ...]) -> Any:
    """Compare two lists of sentences: an `engine.languages.translations.Matched`."""
    from components.engine.languages.translations import match

    loaded = models.encoder(name)
    key = ("matched", name, digest(first), digest(second))
    what = f"Reading {len(first) + len(second):,} sentences …"
    return jobs.finish(key, what, lambda note, stop: match(loaded, first, second, note, stop))
