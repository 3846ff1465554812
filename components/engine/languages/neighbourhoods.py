"""Does meaning or language decide who is near? One word's meanings in several languages, layer by layer."""

from collections.abc import Sequence

import numpy as np

from components.engine.geometry.intervals import hit_interval
from components.engine.geometry.vectors import cosine_matrix
from components.engine.records import record

NEIGHBOURS = 5


@record
class Neighbourhoods:
    """Who is in the nearest neighbourhood, by layer; every array is (layers + 1,)."""

    meaning: np.ndarray  # share of neighbours with the same meaning, in another language
    meaning_low: np.ndarray  # 95 % bootstrap interval over occurrences
    meaning_high: np.ndarray
    language: np.ndarray  # share with the same language, in another meaning
    language_low: np.ndarray
    language_high: np.ndarray
    chance_meaning: float
    chance_language: float
    counted: int


def measure_neighbourhoods(
    states: np.ndarray,
    languages: Sequence[str],
    meanings: Sequence[str],
    neighbours: int = NEIGHBOURS,
) -> Neighbourhoods:
    """Count who is near, in the full space by cosine; `states` is (layers + 1, n, width).

    Occurrences of the same language *and* meaning are left out of the neighbourhood: they would fill it, and say
    nothing about which of the two matters.
    """
    same_language, same_meaning = (np.equal.outer(kinds, kinds) for kinds in (np.array(languages), np.array(meanings)))
    candidates = ~(same_language & same_meaning)
    k = min(neighbours, int(candidates.sum(axis=1).min()))
    likeness = np.where(candidates, cosine_matrix(states), -np.inf)
    nearest = np.argsort(-likeness, axis=2, kind="stable")[:, :, :k]  # (layers + 1, n, k)
    rows = np.arange(len(languages))[None, :, None]
    shares = [kind[rows, nearest].mean(axis=2) for kind in (same_meaning, same_language)]  # (layers + 1, n) each
    figures = [curve for share in shares for curve in (share.mean(axis=1), *hit_interval(share, 0))]
    chance = [
        float(((kind & candidates).sum(axis=1) / candidates.sum(axis=1)).mean())
        for kind in (same_meaning, same_language)
    ]
    return Neighbourhoods(*figures, *chance, len(languages))  # type: ignore[arg-type, call-arg]  # six, two


def centre_languages(states: np.ndarray, languages: Sequence[str]) -> np.ndarray:
    """Subtract each language's own mean at each layer: what all its words have in common goes."""
    centred = states.astype(np.float32).copy()
    for language in set(languages):
        own = np.array(languages) == language
        centred[:, own] -= centred[:, own].mean(axis=1, keepdims=True)
    return centred
