"""How far a drawn map may be trusted: what it keeps of the full space, and what the same method draws from noise."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from components.engine.geometry.neighbours import CLOSE, elsewhere, shared_neighbours
from components.engine.geometry.vectors import cosine_matrix, unit
from components.engine.progress import OnProgress, ShouldStop, never, unheard

NEIGHBOURS = 10
AT_ONCE = 4096  # vectors that are compared with those sampled


@dataclass(frozen=True)
class MapQuality:
    """One layer's map against the full space; NaN where a figure is not defined."""

    trustworthiness: float  # 0 … 1: few strangers among a point's neighbours on the map (Venna & Kaski 2001)
    trustworthiness_by_chance: float  # of a map that knows nothing, on average
    kept: float  # 0 … 1: share of the nearest neighbours of the full space that are nearest on the map as well
    kept_by_chance: float  # of a map that knows nothing, on average
    neighbours: int  # how many nearest neighbours both figures look at
    silhouette_space: float  # -1 … 1: of the labels, cosine, all dimensions (Rousseeuw 1987)
    silhouette_map: float  # -1 … 1: of the labels, on the map
    agreement: np.ndarray  # (n,): `kept` of every single point


def map_quality(
    vectors: np.ndarray, points: np.ndarray, labels: Sequence[object], texts: np.ndarray | None = None
) -> MapQuality:
    """Compare a layer's vectors (n, width) with their places on the map (n, 2 or 3).

    Occurrences of one text, by `texts` (n,), are neither neighbours nor examples of each other's label.
    Trustworthiness counts them: a map that draws a copy where it is says what is so. Where a label is None, the
    silhouettes leave the occurrence out.
    """
    from scipy.spatial.distance import cdist
    from sklearn.manifold import trustworthiness  # takes 1 s to import, which no other page should wait for

    count = len(vectors)
    others = elsewhere(count, texts).sum(axis=1)  # (n,)
    neighbours = int(min(NEIGHBOURS, others.min() // 2)) if count else 0
    if neighbours < 1:
        return MapQuality(np.nan, np.nan, np.nan, np.nan, 0, np.nan, np.nan, np.full(count, np.nan))
    apart, drawn_apart = 1 - cosine_matrix(vectors), cdist(points, points)
    agreement = shared_neighbours(apart, drawn_apart, neighbours, texts)
    known = [number for number, label in enumerate(labels) if label is not None]
    told, of = [labels[number] for number in known], None if texts is None else texts[known]
    both = np.stack([apart, drawn_apart])[:, known][:, :, known]
    space, drawn = silhouette(both, told, of) if known else (np.nan, np.nan)
    return MapQuality(
        float(trustworthiness(unit(vectors), points, n_neighbors=neighbours)),
        random_trustworthiness(count, neighbours),
        float(agreement.mean()),
        float((neighbours / others).mean()),
        neighbours,
        float(space),
        float(drawn),
        agreement,
    )


def random_trustworthiness(count: int, neighbours: int) -> float:
    """Return the mean trustworthiness of maps that put `count` points anywhere.

    A neighbour k on such a map has any of the ranks 1 … n − 1 in the full space, and costs what its rank is beyond k.
    """
    strangers = count - 1 - neighbours
    return 1 - strangers * (strangers + 1) / ((count - 1) * (2 * count - 3 * neighbours - 1))


def sampled_trustworthiness(
    vectors: np.ndarray,
    points: np.ndarray,
    sample: int = 5000,
    neighbours: int = NEIGHBOURS,
    seed: int = 0,
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> np.ndarray:
    """Judge a map (n, 2) of very many vectors (n, width) by some of its points: (sampled,), whose mean is the figure.

    Each value is the trustworthiness (Venna & Kaski 2001) of one point, whose neighbours on the map and ranks in the
    full space are those among all n. Vectors as near as the neighbour itself are not before it. Nothing of fewer than
    3 points.
    """
    count = len(vectors)
    neighbours = min(neighbours, (count - 1) // 2)
    if neighbours < 1:
        return np.empty(0)
    generator = np.random.default_rng([seed, count])  # not the one that drew points for the map
    drawn = np.sort(generator.choice(count, min(sample, count), replace=False))
    near = nearest_on_map(points, drawn, neighbours)  # (sampled, neighbours)
    asked = unit(vectors[drawn].astype(np.float32))
    likeness = np.stack([(asked * unit(vectors[column].astype(np.float32))).sum(axis=1) for column in near.T], axis=1)
    bounds = likeness + CLOSE
    nearer = -(bounds < 1).astype(np.int64)  # the point itself does not count
    for first in range(0, count, AT_ONCE):
        if should_stop():
            break
        cosines = asked @ unit(vectors[first : first + AT_ONCE].astype(np.float32)).T
        cosines.sort(axis=1)
        nearer += [cosines.shape[1] - np.searchsorted(*pair, "right") for pair in zip(cosines, bounds, strict=True)]
        on_progress(min(1.0, (first + AT_ONCE) / count))
    beyond = np.maximum(nearer + 1 - neighbours, 0).sum(axis=1)
    return 1 - 2 * beyond / (neighbours * (2 * count - 3 * neighbours - 1))


def nearest_on_map(points: np.ndarray, drawn: np.ndarray, neighbours: int) -> np.ndarray:
    """Find who is nearest on the map (n, 2) to the points with the numbers `drawn` (m,): (m, neighbours)."""
    from scipy.spatial import cKDTree

    found = cKDTree(points).query(points[drawn], neighbours + 1)[1]
    own = found == drawn[:, None]
    own[~own.any(axis=1), -1] = True  # many lie in one place, and the point itself is not among those found
    return found[~own].reshape(len(drawn), neighbours)


def silhouette(
    distances: np.ndarray, labels: Sequence[object] | np.ndarray, texts: np.ndarray | None = None
) -> np.ndarray:
    """Return the mean silhouette (Rousseeuw 1987) of labels (n,): distances (…, n, n) to (…).

    NaN if no two have one label, or all. Occurrences of one text, by `texts` (n,), say nothing of each other.
    """
    apart = elsewhere(len(labels), texts)
    numbers = np.unique(list(labels), return_inverse=True)[1]
    own_label = np.eye(numbers.max() + 1, dtype=bool)[numbers]  # (n, labels)
    pairs = apart @ own_label.astype(int)
    if not (pairs[own_label].any() and pairs[~own_label].any()):
        return np.full(distances.shape[:-2], np.nan)
    means = np.where(pairs > 0, (distances * apart) @ own_label / np.maximum(pairs, 1), np.inf)  # (…, n, labels)
    own, other = (np.where(which, means, np.inf).min(axis=-1) for which in (own_label, ~own_label))
    found, known = np.zeros_like(own), np.isfinite(own + other)  # one without an example elsewhere counts 0
    found[known] = (other[known] - own[known]) / np.maximum(np.maximum(own, other)[known], 1e-12)
    return found.mean(axis=-1)


def noise_like(states: np.ndarray) -> np.ndarray:
    """Draw random vectors without any structure, in the shape of `states` (layers + 1, n, width)."""
    return np.random.default_rng(0).normal(size=states.shape).astype(np.float32)


def islands(points: np.ndarray, count: int) -> np.ndarray:
    """Part a map (n, dimensions) into `count` groups as an eye would (k-means): (n,) int."""
    from sklearn.cluster import KMeans

    places = len(np.unique(points.round(4), axis=0))  # identical sentences lie on one place
    return KMeans(min(count, places), n_init=5, random_state=0).fit_predict(points)
