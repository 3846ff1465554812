"""What the benchmarks and tests measure vectors and substitutes by, and the app does not."""

from collections.abc import Collection, Sequence
from itertools import combinations

import numpy as np
from sklearn.metrics import roc_auc_score

from components.engine.geometry.vectors import cosine_matrix, unit


def nearest_centroid(states: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Find the centroid (labels, layers + 1, width) of largest cosine with each vector: (layers + 1, n) numbers."""
    return np.einsum("lnw,clw->lnc", states, unit(centres)).argmax(axis=2)


def same_sense_auc(states: np.ndarray, labels: Sequence[str]) -> np.ndarray:
    """Measure how well cosine tells same-sense from different-sense pairs: (layers + 1, n, width) to (layers + 1,).

    The area under the ROC curve: the chance that a random pair of one sense is closer than a random pair of two.
    0.5 is chance, 1 is perfect. NaN if all labels are equal or no label occurs twice.
    """
    first, second = np.triu_indices(len(labels), k=1)
    names = np.asarray(labels)
    same = names[first] == names[second]
    if same.all() or not same.any():
        return np.full(len(states), np.nan)
    return np.array([roc_auc_score(same, cosine_matrix(layer)[first, second]) for layer in states])


def mean_shared(found: Sequence[Collection[str]], labels: Sequence[str]) -> tuple[float, float]:
    """Count how many substitutes two occurrences share on average: two of one sense, and two of different senses.

    NaN where there are no such two.
    """
    words = [set(one) for one in found]
    shared: dict[bool, list[int]] = {True: [], False: []}
    for a, b in combinations(range(len(words)), 2):
        shared[labels[a] == labels[b]].append(len(words[a] & words[b]))
    same, other = (float(np.mean(shared[kind])) if shared[kind] else float("nan") for kind in (True, False))
    return same, other
