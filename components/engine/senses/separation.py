"""How far known senses part, layer by layer, in the full space: the curve under the map.

silhouette       (Rousseeuw 1987) with cosine distance: is an occurrence closer to its own sense than to the next?
accuracy         leave one out: the sense of the single nearest other occurrence (k = 1). An occurrence whose sense
                 has no second example cannot be right and is not counted, but it can mislead others.
self-similarity  (Ethayarajh 2019) mean cosine of all pairs of the word's occurrences. All vectors of a layer may
                 lean one way (anisotropy), so the adjusted figure subtracts the mean cosine of random words.
"""

from collections.abc import Sequence

import numpy as np

from components.engine.geometry.intervals import hit_interval, mean_or_nan
from components.engine.geometry.map_quality import silhouette
from components.engine.geometry.neighbours import neighbour_hits
from components.engine.geometry.vectors import cosine_matrix, mean_cosine
from components.engine.records import LayerCurves, Occurrences


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
    low, high = hit_interval(hits, seed)
    similarity = mean_cosine(states)
    random = np.full(len(states), np.nan) if baseline is None else np.array(baseline, dtype=float)
    silhouettes = [silhouette(1 - layer, senses.tolist()) for layer in likeness]
    curves = (silhouettes, mean_or_nan(hits), low, high, similarity, similarity - random, random)
    return LayerCurves(*(np.asarray(curve, dtype=float) for curve in curves), hits.shape[1])  # type: ignore[arg-type, call-arg]  # seven
