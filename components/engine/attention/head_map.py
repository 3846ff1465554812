"""A map of all heads by what they do on one text: heads with like attention lie close together.

Two heads are as far apart as their rows: the Hellinger distance, 0 … 1, which is the Euclidean one between the roots of
the weights, divided by √2; over several rows its root mean square. So the map is a plain principal component analysis
of those roots (classical scaling), and groups are found in the full space (Ward), never on the map.
"""

from collections.abc import Sequence

import numpy as np

from components.engine.attention.head_patterns import HeadMeasures, target_name
from components.engine.geometry.project import coordinates_of
from components.engine.records import record

MOST_GROUPS = 6


@record
class HeadMap:
    """Where each head lies, and in which group."""

    points: np.ndarray  # (layers · heads, 2)
    explained: float  # share of the squared distances that the two axes hold
    groups: np.ndarray  # (layers · heads,): a number
    names: tuple[str, ...]  # one a group, from what its heads do


def map_heads(
    attention: np.ndarray, word_ids: Sequence[int | None], measures: HeadMeasures, tokens: Sequence[str]
) -> HeadMap:
    """Draw the map and name its groups; special tokens do not count as ones that look."""
    ordinary = np.array([word is not None for word in word_ids])
    if not ordinary.any():  # only special tokens were typed
        ordinary[:] = True
    roots = np.sqrt(attention[:, :, ordinary]).reshape(attention.shape[0] * attention.shape[1], -1)
    products = roots @ roots.T / (2 * int(ordinary.sum()))  # (n, n); ½ on the diagonal
    centred = products - products.mean(axis=0) - products.mean(axis=1)[:, None] + products.mean()
    coordinates = coordinates_of(centred.astype(np.float64))  # (n, n): distances here are Hellinger distances
    groups = group(coordinates, min(MOST_GROUPS, len(coordinates)))
    names = name_groups(groups, measures, tokens)
    points, total = np.zeros((len(coordinates), 2)), (coordinates**2).sum()
    points[:, : min(2, coordinates.shape[1])] = coordinates[:, :2]
    return HeadMap(points, float((points**2).sum() / total) if total > 0 else 1.0, groups, names)


def group(coordinates: np.ndarray, count: int) -> np.ndarray:
    """Join heads to `count` groups, the largest first."""
    if count < 2:
        return np.zeros(len(coordinates), dtype=int)
    from sklearn.cluster import AgglomerativeClustering  # takes 1 s to import, which no other view should wait for

    labels = AgglomerativeClustering(n_clusters=count, linkage="ward").fit_predict(coordinates)
    order = np.argsort(-np.bincount(labels), kind="stable")
    return np.argsort(order)[labels]


def name_groups(groups: np.ndarray, measures: HeadMeasures, tokens: Sequence[str]) -> tuple[str, ...]:
    """Name each group by the two things to which its heads give most."""
    names = []
    for number in range(int(groups.max()) + 1):
        shares = {target: float(share.ravel()[groups == number].mean()) for target, share in measures.shares.items()}
        first, second = sorted(shares, key=shares.__getitem__, reverse=True)[:2]
        even = measures.entropy.ravel()[groups == number].mean() / max(np.log2(measures.tokens), 1e-9)
        start = f"{target_name(first, tokens)} {shares[first]:.0%}, {target_name(second, tokens)} {shares[second]:.0%}"
        names.append(f"broad: {start}" if even > 0.75 else start)
    return tuple(names)
