"""Judged pairs: two uses of a word, from 1 to 4, by many people and by a model (Schlechtweg et al. 2018).

What one person judged is a line of signs, one a pair in the order of `pairs_of`: 1 to 4, 0 for who could not tell, or -
for not judged yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import krippendorff
import numpy as np
from scipy.spatial import procrustes
from scipy.stats import rankdata

from components.engine.geometry.intervals import ends
from components.engine.geometry.vectors import cosine

SCALE = {1: "unrelated", 2: "distantly related", 3: "closely related", 4: "identical"}
NOT_JUDGED, CANNOT_TELL = "-", "0"
SAME = 2.5  # uses whose mean judgement is higher are joined in the graph (Schlechtweg et al. 2021)
RESAMPLES = 200


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's α for ordinal values, 0 by chance and 1 at best, with its 95 % interval over the pairs."""

    alpha: float
    low: float
    high: float
    judges: int  # who judged a pair that somebody else judged too
    pairs: int  # that two or more judged


def pairs_of(uses: int) -> list[tuple[int, int]]:
    """List all pairs of so many uses."""
    return list(combinations(range(uses), 2))


def read_judgements(said: Sequence[str], uses: int) -> np.ndarray:
    """Read what people judged: (people, pairs), NaN where nothing was judged, or what was said is no judgement."""
    count = len(pairs_of(uses))
    lines = [line[:count].ljust(count, NOT_JUDGED) for line in said]
    read = [[float(sign) if sign in "1234" else np.nan for sign in line] for line in lines]
    return np.array(read).reshape(len(said), count)


def mean_judgements(judged: np.ndarray) -> np.ndarray:
    """Average the judgements (people, pairs) of each pair: (pairs,), NaN where there are none."""
    count = (~np.isnan(judged)).sum(axis=0)
    return np.where(count > 0, np.nansum(judged, axis=0) / np.maximum(count, 1), np.nan)


def agreement(judged: np.ndarray, seed: int = 0) -> Agreement | None:
    """Measure how far people agree, from their judgements (people, pairs); None if no two can be compared.

    They cannot if fewer than two judged the same pair, or if all said one and the same. The interval is a bootstrap
    over the pairs; draws that cannot be compared are left out.
    """
    shared = judged[:, (~np.isnan(judged)).sum(axis=0) > 1]
    shared = shared[~np.isnan(shared).all(axis=1)]
    alpha = ordinal_alpha(shared)
    if alpha is None:
        return None
    draws = np.random.default_rng(seed).integers(shared.shape[1], size=(RESAMPLES, shared.shape[1]))
    again = [value for draw in draws if (value := ordinal_alpha(shared[:, draw])) is not None]
    low, high = ends(np.array(again))
    return Agreement(alpha, float(low), float(high), *shared.shape)


def ordinal_alpha(judged: np.ndarray) -> float | None:
    """Compute Krippendorff's α of (people, pairs), each pair judged by two or more; None if all said the same."""
    if len(np.unique(judged[~np.isnan(judged)])) < 2:
        return None
    return float(krippendorff.alpha(judged, level_of_measurement="ordinal"))


def closeness(vectors: np.ndarray) -> np.ndarray:
    """Compare each pair of uses by cosine: vectors (layers + 1, uses, width) to (layers + 1, pairs)."""
    first, second = np.array(pairs_of(vectors.shape[1])).T
    return cosine(vectors[:, first], vectors[:, second])


def rank_agreement(means: np.ndarray, close: np.ndarray) -> np.ndarray:
    """Correlate mean judgements (pairs,) with cosines (layers + 1, pairs) by Spearman's ρ: (layers + 1,).

    Pairs that nobody judged are left out; NaN if all that is left were judged the same.
    """
    known = ~np.isnan(means)
    if len(np.unique(means[known])) < 2:
        return np.full(len(close), np.nan)
    ranks = rankdata(means[known])
    return np.array([np.corrcoef(ranks, rankdata(layer[known]))[0, 1] for layer in close])


def chance_reach(pairs: int) -> float:
    """Return how far from 0 Spearman's ρ of so many pairs gets by chance in 95 of 100 cases, by its normal form."""
    return min(1.0, 1.96 / np.sqrt(max(pairs - 1, 1)))


def places(near: np.ndarray, uses: int, beside: np.ndarray | None = None) -> np.ndarray:
    """Place uses in the plane so that near pairs lie near: (pairs,) to (uses, 2), by classical scaling.

    Pairs of which nothing is known (NaN) are as near as the mean. With the places of another picture `beside` it, they
    are turned and mirrored to lie as alike as they can (Procrustes). Where all is equally near they lie on a circle.
    """
    circle = np.array([(np.cos(turn), np.sin(turn)) for turn in 2 * np.pi * np.arange(uses) / uses])
    known = near[~np.isnan(near)]
    if len(known) == 0 or np.ptp(known) < 1e-9:
        return unit(circle)
    far = np.zeros((uses, uses))
    first, second = np.array(pairs_of(uses)).T
    far[first, second] = far[second, first] = known.max() - np.where(np.isnan(near), known.mean(), near)
    middle = np.eye(uses) - 1 / uses
    values, axes = np.linalg.eigh(-middle @ far**2 @ middle / 2)
    found = axes[:, -2:] * np.sqrt(np.maximum(values[-2:], 0))
    return spread(unit(found) if beside is None else procrustes(beside, found)[1])


def spread(found: np.ndarray, least: float = 0.22, rounds: int = 50) -> np.ndarray:
    """Push places (uses, 2) apart that would hide each other, each pair by as much as it lacks."""
    moved = found.copy()
    for _ in range(rounds):
        for a, b in pairs_of(len(moved)):
            way = moved[b] - moved[a]
            length = float(np.linalg.norm(way))
            if length < least:
                side = way / length if length > 1e-6 else np.array([np.cos(a + b), np.sin(a + b)])
                moved[a] -= side * (least - length) / 2
                moved[b] += side * (least - length) / 2
    return moved


def unit(found: np.ndarray) -> np.ndarray:
    """Centre places (uses, 2) and give them the sum of squares 1, as Procrustes does."""
    centred = found - found.mean(axis=0)
    return centred / np.linalg.norm(centred)
