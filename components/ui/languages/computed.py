"""What visitors share of the page on languages: words of one meaning, sentences matched and aligned."""

from dataclasses import replace
from typing import Any

import numpy as np

from components.engine.geometry.project import fit_pca
from components.engine.languages.examples import read_aligned, read_meanings
from components.engine.languages.neighbourhoods import centre_languages, measure_neighbourhoods
from components.engine.records import Span
from components.ui.shared import models, readings, waiting
from components.ui.shared.store import digest, shared


@shared
def states(name: str, meanings: tuple[str, ...], centred: bool) -> np.ndarray:
    """Compute the vectors of the built-in words with these meanings: (layers + 1, n, width)."""
    chosen = read_meanings().only(meanings)
    found = readings.occurrences(name, chosen.sentences, places(meanings)).states
    return centre_languages(found, chosen.languages) if centred else found


@shared
def places(meanings: tuple[str, ...]) -> tuple[Span, ...]:
    """Find each built-in word in its sentence."""
    chosen = read_meanings().only(meanings)
    first = [readings.spans((each,), word, False)[0] for each, word in zip(chosen.sentences, chosen.words, strict=True)]
    return tuple(replace(span, sentence=number) for number, span in enumerate(first))


@shared
def pca(name: str, meanings: tuple[str, ...], centred: bool) -> Any:
    """Draw the words on one basis: an `engine.geometry.project.Projection`."""
    return fit_pca(states(name, meanings, centred))


@shared
def neighbourhoods(name: str, meanings: tuple[str, ...], centred: bool) -> Any:
    """Count who is near at each layer: an `engine.languages.neighbourhoods.Neighbourhoods`."""
    chosen = read_meanings().only(meanings)
    return measure_neighbourhoods(states(name, meanings, centred), chosen.languages, chosen.meanings)


@shared
def word_cosines(name: str, first: str, second: str) -> Any:
    """Compare the words of two sentences: an `engine.languages.word_alignment.WordCosines`."""
    from components.engine.languages.word_alignment import compare_words

    return compare_words(models.encoder(name), first, second)


def alignment_curve(name: str) -> np.ndarray:
    """Score the hand-aligned pairs at every layer: (layers + 1, 3), precision, recall and F1."""
    from components.engine.languages.word_alignment import alignment_scores, compare_words

    def work(note: Any, stop: Any) -> np.ndarray | None:
        loaded, compared = models.encoder(name), []
        for number, pair in enumerate(pairs, start=1):
            if stop():
                return None
            compared.append(compare_words(loaded, pair.first, pair.second, pair.first_words, pair.second_words))
            note(number / len(pairs))
        drawn, layers = [pair.links for pair in pairs], range(loaded.facts.layers + 1)
        return np.array([alignment_scores([one.links(layer) for one in compared], drawn) for layer in layers])

    pairs = read_aligned()
    return waiting.finish(("alignment curve", name), f"Aligning {len(pairs)} pairs at every layer …", work)


def matched(name: str, first: tuple[str, ...], second: tuple[str, ...]) -> Any:
    """Compare two lists of sentences: an `engine.languages.translations.Matched`."""
    from components.engine.languages.translations import match

    key = ("matched", name, digest(first), digest(second))
    what = f"Reading {len(first) + len(second):,} sentences …"
    return waiting.finish(key, what, lambda note, stop: match(models.encoder(name), first, second, note, stop))
