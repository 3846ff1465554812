"""How far known senses part, layer by layer, in the full space: the curve under the map.

silhouette       (Rousseeuw 1987) with cosine distance: is an occurrence closer to its own sense than to the next?
accuracy         leave one sentence out: the sense of the single nearest occurrence in another (k = 1). An occurrence
                 whose sense is in no other sentence cannot be right and is not counted, but it can mislead others.
self-similarity  (Ethayarajh 2019) mean cosine of all pairs of the word's occurrences. All vectors of a layer may
                 lean one way (anisotropy), so the adjusted figure subtracts the mean cosine of random words.

All three look at pairs in different sentences alone, and a copy of a sentence is no other sentence: a text that is
pasted twice gives the figures, and the interval, of the text.
"""

from collections.abc import Sequence

import numpy as np

from components.engine.geometry.intervals import hit_interval, mean_or_nan
from components.engine.geometry.map_quality import silhouette
from components.engine.geometry.neighbours import elsewhere, neighbour_hits
from components.engine.geometry.vectors import cosine_matrix
from components.engine.records import LayerCurves, Occurrences


def separation_by_layer(
    occurrences: Occurrences, labels: Sequence, seed: int = 0, baseline: np.ndarray | None = None
) -> LayerCurves:
    """Measure how well the senses `labels` (n,) part at every layer.

    The interval is a percentile bootstrap over sentences, with each occurrence's nearest neighbour held fixed, so it
    tells what other sentences of the same kind would change, not other neighbours. `baseline` (layers + 1,) is
    the same mean cosine of random words, as `bench_vectors` measures it.
    """
    senses = np.unique(np.asarray(labels), return_inverse=True)[1]
    texts, likeness = occurrences.texts, cosine_matrix(occurrences.states)  # (n,), (layers + 1, n, n)
    apart = elsewhere(len(senses), texts)
    counted = (apart & (senses[:, None] == senses)).any(axis=1) & senses.any()  # none, if there is one sense alone
    hits = neighbour_hits(likeness, senses, texts)[:, counted]
    low, high = hit_interval(hits, seed, texts[counted])
    similarity = mean_or_nan(likeness[:, apart])
    random = np.full(len(likeness), np.nan) if baseline is None else np.array(baseline, dtype=float)
    curves = (
        silhouette(1 - likeness, senses, texts),
        mean_or_nan(hits),
        low,
        high,
        similarity,
        similarity - random,
        random,
    )
    most = np.bincount(senses[counted]).max() / counted.sum() if counted.any() else np.nan
    floats = (np.asarray(curve, dtype=float) for curve in curves)
    return LayerCurves(*floats, hits.shape[1], len(np.unique(texts[counted])), float(most))  # type: ignore[arg-type, call-arg]  # seven


def pair_likeness(
    states: np.ndarray, texts: np.ndarray, labels: Sequence | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Average the cosine of pairs of one sense, and of pairs of two, in different sentences: (layers + 1,) twice.

    `states` are (layers + 1, n, width); `texts` (n,) number the sentences. NaN where there is no such pair.
    """
    likeness, apart = cosine_matrix(states), elsewhere(len(texts), texts)
    senses = np.asarray(labels)
    same = senses[:, None] == senses
    return mean_or_nan(likeness[:, apart & same]), mean_or_nan(likeness[:, apart & ~same])
