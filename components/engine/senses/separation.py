"""How far known senses part, layer by layer, in the full space: the curve under the map.

silhouette       (Rousseeuw 1987) with cosine distance: is an occurrence closer to its own sense than to the next?
accuracy         leave one out: the sense of the single nearest other occurrence (k = 1). An occurrence whose sense
                 has no second example cannot be right and is not counted, but it can mislead others.
self-similarity  (Ethayarajh 2019) mean cosine of all pairs of the word's occurrences. All vectors of a layer may
                 lean one way (anisotropy), so the adjusted figure subtracts the mean cosine of random words.
"""

from collections.abc import Sequence

import numpy as np

from components.engine.geometry.map_quality import silhouette
from components.engine.geometry.vectors import cosine_matrix, mean_cosine
from components.engine.records import LayerCurves, Occurrences, read_only

RESAMPLES = 1000
CLOSE = 1e-6  # cosines nearer to each other than this are equal


def separation_by_layer(
    occurrences: Occurrences, labels: Sequence, seed: int = 0, baseline: np.ndarray | None = None
) -> LayerCurves:
    """Measure how well the senses `labels` (n,) part at every layer.

    The interval is a percentile bootstrap over occurrences, with each one's nearest neighbour held fixed, so it
    tells what other sentences of the same kind would change, not other neighbours. `baseline` (layers + 1,) is
    the same mean cosine of random words, as `bench_vectors` measures it.
    """
    senses, counts = np.unique(np.asarray(labels), return_inverse=True, return_counts=True)[1:]
    states = occurrences.states
    likeness = cosine_matrix(states)  # (layers + 1, n, n)
    counted = counts[senses] >= 2
    hits = neighbour_hits(likeness, senses)[:, counted] if len(counts) >= 2 else np.empty((len(states), 0))
    low, high = bootstrap_interval(hits, seed)
    similarity = mean_cosine(states)
    random = np.full(len(states), np.nan) if baseline is None else np.array(baseline, dtype=float)
    silhouettes = [silhouette(1 - layer, senses.tolist()) for layer in likeness]
    curves = (silhouettes, mean_or_nan(hits), low, high, similarity, similarity - random, random)
    return LayerCurves(*(read_only(np.asarray(curve, dtype=float)) for curve in curves), counted=hits.shape[1])


def neighbour_hits(likeness: np.ndarray, senses: np.ndarray) -> np.ndarray:
    """Tell whether the nearest other occurrence has the same sense: (layers + 1, n, n) to (layers + 1, n) in 0 … 1.

    Where several are equally near, as at layer 0 all are that stand at the same place of their sentences, it is the
    share of them that have.
    """
    others = np.where(np.eye(len(senses), dtype=bool), -np.inf, likeness)
    nearest = others >= others.max(axis=2, keepdims=True) - CLOSE
    return (nearest & (senses[:, None] == senses)).sum(axis=2) / nearest.sum(axis=2)


def mean_or_nan(hits: np.ndarray) -> np.ndarray:
    """Average over occurrences, (layers + 1, n) to (layers + 1,); NaN if there are none."""
    return hits.mean(axis=1) if hits.shape[1] else np.full(len(hits), np.nan)


def bootstrap_interval(hits: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the 2.5 % and 97.5 % points of the mean of `hits` (layers + 1, n) when occurrences are drawn anew.

    Where all are right, or none, draws cannot differ: there the far end is Wilson's (1927).
    """
    n = hits.shape[1]
    if n == 0:
        return mean_or_nan(hits), mean_or_nan(hits)
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=RESAMPLES)  # (resamples, n)
    low, high = np.quantile(hits @ drawn.T / n, (0.025, 0.975), axis=1)
    far = 1.96**2 / (n + 1.96**2)
    return np.where(hits.min(axis=1) == 1, 1 - far, low), np.where(hits.max(axis=1) == 0, far, high)
