"""How far known senses part, layer by layer, in the full space: the curve under the map.

silhouette       (Rousseeuw 1987) with cosine distance: is an occurrence closer to its own sense than to the next?
accuracy         leave one out: the sense of the single nearest other occurrence (k = 1). An occurrence whose sense
                 has no second example cannot be right and is not counted, but it can mislead others.
self-similarity  (Ethayarajh 2019) mean cosine of all pairs of the word's occurrences. All vectors of a layer may
                 lean one way (anisotropy), so the adjusted figure subtracts the mean cosine of random words.
"""

import re
from collections.abc import Sequence

import numpy as np

from components.engine.geometry import cosine_matrix, mean_cosine
from components.engine.load import Encoder
from components.engine.occurrences import embed_occurrences
from components.engine.records import LayerCurves, Occurrence, Occurrences, read_only
from components.engine.wordbench import bench_words, read_bench

RESAMPLES = 1000
BASELINE_WORDS = 400


def separation_by_layer(
    occurrences: Occurrences, labels: Sequence, seed: int = 0, baseline: np.ndarray | None = None
) -> LayerCurves:
    """Measure how well the senses `labels` (n,) part at every layer.

    The interval is a percentile bootstrap over occurrences, with each one's nearest neighbour held fixed, so it
    tells what other sentences of the same kind would change, not other neighbours. `baseline` (layers + 1,) is
    what `random_baseline` returns.
    """
    senses, counts = np.unique(np.asarray(labels), return_inverse=True, return_counts=True)[1:]
    states = occurrences.states
    likeness = cosine_matrix(states)  # (layers + 1, n, n)
    counted = counts[senses] >= 2
    hits = neighbour_hits(likeness, senses)[:, counted] if len(counts) >= 2 else np.empty((len(states), 0))
    low, high = bootstrap_interval(hits, seed)
    similarity = mean_cosine(states)
    random = np.full(len(states), np.nan) if baseline is None else np.array(baseline, dtype=float)
    curves = (silhouette(likeness, senses), mean_or_nan(hits), low, high, similarity, similarity - random, random)
    return LayerCurves(*(read_only(np.asarray(curve, dtype=float)) for curve in curves), counted=hits.shape[1])


def neighbour_hits(likeness: np.ndarray, senses: np.ndarray) -> np.ndarray:
    """Tell whether the nearest other occurrence has the same sense: (layers + 1, n, n) to (layers + 1, n)."""
    others = np.where(np.eye(len(senses), dtype=bool), -np.inf, likeness)
    return senses[others.argmax(axis=2)] == senses


def mean_or_nan(hits: np.ndarray) -> np.ndarray:
    """Average over occurrences, (layers + 1, n) to (layers + 1,); NaN if there are none."""
    return hits.mean(axis=1) if hits.shape[1] else np.full(len(hits), np.nan)


def bootstrap_interval(hits: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the 2.5 % and 97.5 % points of the mean of `hits` (layers + 1, n) when occurrences are drawn anew."""
    n = hits.shape[1]
    if n == 0:
        return mean_or_nan(hits), mean_or_nan(hits)
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=RESAMPLES)  # (resamples, n)
    return tuple(np.quantile(hits @ drawn.T / n, (0.025, 0.975), axis=1))


def silhouette(likeness: np.ndarray, senses: np.ndarray) -> np.ndarray:
    """Average the silhouette with cosine distance: (layers + 1, n, n) to (layers + 1,).

    An occurrence that is alone in its sense counts 0. NaN unless there are 2 to n - 1 senses.
    """
    members = np.eye(senses.max(initial=0) + 1)[senses]  # (n, senses)
    sizes = members.sum(axis=0)
    if not 2 <= len(sizes) < len(senses):
        return np.full(len(likeness), np.nan)
    distance = 1 - likeness
    np.einsum("lnn->ln", distance)[:] = 0
    sums = distance @ members  # (layers + 1, n, senses)
    rows = np.arange(len(senses))
    own = sums[:, rows, senses] / np.maximum(sizes[senses] - 1, 1)
    means = sums / sizes
    means[:, rows, senses] = np.inf
    nearest = means.min(axis=2)
    widths = (nearest - own) / np.maximum(np.maximum(nearest, own), 1e-12)
    return np.where(sizes[senses] > 1, widths, 0).mean(axis=1)


def random_baseline(encoder: Encoder, seed: int = 0) -> np.ndarray:
    """Measure the anisotropy of every layer: the mean cosine of random words of the built-in sentences.

    One word of each of 400 sentences, whatever their subject, as the mean of its pieces: (layers + 1,).
    """
    generator = np.random.default_rng(seed)
    sentences = [sentence for word in bench_words() for sentence in read_bench(word).sentences]
    chosen = [sentences[number] for number in generator.permutation(len(sentences))[:BASELINE_WORDS]]
    places = [generator.choice([match.span() for match in re.finditer(r"\w+", sentence)]) for sentence in chosen]
    spans = [Occurrence(number, int(start), int(end)) for number, (start, end) in enumerate(places)]
    return read_only(mean_cosine(embed_occurrences(encoder, chosen, spans).states))
