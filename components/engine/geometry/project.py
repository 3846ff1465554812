"""Vectors of all layers to one map, so that movement from layer to layer means something.

pca   one affine map for all layers. Its axes are the main directions in which the occurrences differ from each
      other within a layer, among those in which the layers as wholes do not drift apart. So every layer's cloud
      has the same centre, and a point whose (scaled) vector does not change does not move.
umap  (McInnes et al. 2018) the last layer first; each earlier layer starts from the layout of the layer after
      it and is turned onto it (Procrustes), so that the layers can be compared. It keeps neighbours better, but
      draws clusters even in noise: distances and gaps on it are no evidence.

Vectors are scaled to length 1 first: the maps show directions, as cosine does.
"""

import warnings

import numpy as np

from components.engine.errors import WordError
from components.engine.geometry.vectors import unit
from components.engine.records import record

UMAP_FROM = 15  # with fewer points UMAP has no neighbourhoods to learn, and PCA shows as much
UMAP_WIDTH = 50  # vectors are reduced to this many principal components before UMAP
FIRST_EPOCHS, NEXT_EPOCHS = 200, 180
ADD_NEIGHBOURS = 5
TINY = 1e-12  # below this a variance is rounding error
ROUNDING = 1e-12  # and below this share of the largest


@record
class Projection:
    """A map of all layers on one basis."""

    method: str
    points: np.ndarray  # (layers + 1, n, dimensions) float32
    centre: np.ndarray  # (width,): what PCA subtracts
    axes: np.ndarray  # (dimensions, width): what PCA multiplies by
    explained: np.ndarray  # (layers + 1,): share of each layer's variance on the map, 0 … 1; NaN for UMAP
    reference: np.ndarray  # (layers + 1, n, width): the vectors the map was made of, length 1

    def add(self, states: np.ndarray) -> np.ndarray:
        """Place new occurrences (layers + 1, m, width) on the map: (layers + 1, m, dimensions); the others stay.

        PCA applies its map. UMAP puts a new point at the mean of its five nearest old ones in the full space,
        weighted by cosine: a place to look, not a fit.
        """
        new = unit(states)
        if self.method == "pca":
            return ((new - self.centre) @ self.axes.T).astype(np.float32)
        placed = [
            between(row @ old.T, points) for row, old, points in zip(new, self.reference, self.points, strict=True)
        ]
        return np.stack(placed).astype(np.float32)


def movement(made: Projection, layer: int) -> tuple[float, float]:
    """Say how far points move on the map from the layer before to `layer`, and how far unchanged ones would.

    Returns two means over the points, in the map's own units: the movement of the points, and that of a copy of each
    whose vector stays what it was at the layer before, placed at `layer` as `add` does without looking at the point
    itself. On the PCA basis the second is 0.
    """
    before, after = made.points[layer - 1], made.points[layer]
    moved = float(np.linalg.norm(after - before, axis=1).mean())
    if made.method == "pca":
        return moved, 0.0
    likeness = made.reference[layer - 1] @ made.reference[layer].T
    np.fill_diagonal(likeness, -np.inf)
    return moved, float(np.linalg.norm(between(likeness, after) - before, axis=1).mean())


def between(likeness: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Put new points between their five nearest old ones, weighted by cosine: likeness (m, n) to (m, dimensions)."""
    nearest = np.argsort(-likeness, axis=1)[:, :ADD_NEIGHBOURS]
    weights = np.clip(np.take_along_axis(likeness, nearest, axis=1), 1e-6, None) ** 4
    return (weights[..., None] * points[nearest]).sum(axis=1) / weights.sum(axis=1, keepdims=True)


def project_layers(states: np.ndarray, method: str = "pca", dimensions: int = 2, seed: int = 0) -> Projection:
    """Draw all layers of `states` (layers + 1, n, width) on one basis, by "pca" or "umap".

    Raises WordError for fewer than 2 points, or fewer than 15 with UMAP.
    """
    if method == "pca":
        return fit_pca(states, dimensions)
    return as_umap(states, umap_points(states, dimensions, seed))


def fit_pca(states: np.ndarray, dimensions: int = 2) -> Projection:
    """Fit the one affine map described at the top of this file.

    Raises WordError for fewer than 2 points.
    """
    vectors = unit(states.astype(np.float64))
    if vectors.shape[1] < 2:
        raise WordError("One occurrence makes no map. Add a second sentence with the word.")
    means = vectors.mean(axis=1)  # (layers + 1, width)
    centre = means.mean(axis=0)
    within = vectors - means[:, None]
    drift = orthonormal(means - centre)  # (rank, width)
    free = within - (within @ drift.T) @ drift
    scatter = (free**2).sum(axis=(1, 2))
    weights = 1 / np.sqrt(np.where(scatter > TINY, scatter, np.inf))  # every layer counts the same
    axes = principal_axes((free * weights[:, None, None]).reshape(-1, vectors.shape[2]), dimensions)
    return as_pca(vectors, centre, axes, within)


def fit_paths(states: np.ndarray) -> Projection:
    """Fit one affine map to all layers (or sides) of the same things: plain PCA of (layers + 1) · n vectors.

    Unlike `fit_pca` it keeps the drift of the layers, which is most of a token's way.
    """
    vectors = unit(states.astype(np.float64))
    centre = vectors.mean(axis=(0, 1))
    centred = vectors - centre
    axes = principal_axes(centred.reshape(-1, vectors.shape[2]), 2)
    return as_pca(vectors, centre, axes, centred)


def as_pca(vectors: np.ndarray, centre: np.ndarray, axes: np.ndarray, spread: np.ndarray) -> Projection:
    """Apply a map; `spread` (layers + 1, m, width) is what each layer's explained share is taken of."""
    total = (spread**2).sum(axis=(1, 2))
    shown = ((spread @ axes.T) ** 2).sum(axis=(1, 2))
    explained = np.divide(shown, total, out=np.full(len(vectors), np.nan), where=total > TINY)
    points = ((vectors - centre) @ axes.T).astype(np.float32)
    return Projection("pca", points, centre, axes, explained, vectors.astype(np.float32))


def principal_axes(rows: np.ndarray, dimensions: int) -> np.ndarray:
    """Return the first principal axes of centred `rows` (n, width): (dimensions, width), zero beyond the rank.

    The largest number of each axis is positive. Fewer rows than `width` are decomposed by their products with each
    other, (n, n) instead of (width, width): if u is an eigenvector of those, u @ rows is one of the others.
    """
    few = len(rows) < rows.shape[1]
    values, vectors = np.linalg.eigh(rows @ rows.T if few else rows.T @ rows)
    values, vectors = values[::-1][:dimensions], vectors[:, ::-1].T[:dimensions]
    found = values > max(TINY, ROUNDING * values.max(initial=0))
    axes = np.zeros((dimensions, rows.shape[1]))
    axes[: len(values)][found] = vectors[found] @ rows / np.sqrt(values[found, None]) if few else vectors[found]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return axes * np.where(largest < 0, -1, 1)  # the sign of an axis is arbitrary; fix it


def orthonormal(rows: np.ndarray) -> np.ndarray:
    """Return an orthonormal basis (rank, width) of the space that `rows` span."""
    _, values, basis = np.linalg.svd(rows, full_matrices=False)
    return basis[values > 1e-8 * max(values.max(initial=0), TINY)]


def as_umap(states: np.ndarray, points: np.ndarray) -> Projection:
    """Join UMAP's layout with the vectors it was made of."""
    layers, _, width = states.shape
    empty = np.zeros((points.shape[2], width))
    explained = np.full(layers, np.nan)
    return Projection("umap", points, empty[0], empty, explained, unit(states))


def umap_points(states: np.ndarray, dimensions: int = 2, seed: int = 0) -> np.ndarray:
    """Lay out every layer with UMAP, tied to the layer after it: (layers + 1, n, dimensions) float32.

    Run it in `lane`, not in the server's process: importing and compiling takes 15 s, and two fits at once can
    abort a process (umap issue 665).
    Raises WordError for fewer than 15 points.
    """
    if states.shape[1] < UMAP_FROM:
        raise WordError(f"UMAP needs {UMAP_FROM} occurrences, and there are {states.shape[1]}. Use PCA.")
    points = np.empty((*states.shape[:2], dimensions), dtype=np.float32)
    after = None
    for layer in reversed(range(len(states))):
        reduced = principal_components(unit(states[layer].astype(np.float64)))
        layout = run_umap(reduced, dimensions, seed, after)
        points[layer] = after = layout if after is None else procrustes(layout, after)
    return points


def run_umap(vectors: np.ndarray, dimensions: int, seed: int, start: np.ndarray | None) -> np.ndarray:
    """Run UMAP on (n, width), from `start` (n, dimensions) if given.

    With few points umap-learn asks for each distance by itself, in Python, which takes longer than the layout.
    """
    from scipy.spatial.distance import pdist, squareform
    from umap import UMAP  # it takes 5 s to import, and only the lane's process ever needs it

    apart = squareform(pdist(vectors)).astype(np.float32)
    reducer = UMAP(
        n_components=dimensions,
        n_neighbors=min(15, len(vectors) - 1),
        init="spectral" if start is None else start,
        n_epochs=FIRST_EPOCHS if start is None else NEXT_EPOCHS,
        random_state=seed,
        n_jobs=1,
        metric="precomputed",
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "using precomputed metric")  # nothing is transformed back here
        return reducer.fit_transform(apart)


def principal_components(vectors: np.ndarray) -> np.ndarray:
    """Reduce (n, width) to (n, at most 50) without changing distances more than the lost components hold."""
    centred = vectors - vectors.mean(axis=0)
    if len(centred) > centred.shape[1]:
        return centred @ principal_axes(centred, min(UMAP_WIDTH, centred.shape[1])).T
    return coordinates_of(centred @ centred.T)[:, :UMAP_WIDTH]  # of the smaller side: far faster


def coordinates_of(products: np.ndarray) -> np.ndarray:
    """Return the principal components of centred vectors by their products (n, n): (n, n), those of most spread first.

    This is classical scaling: the rows are as far apart as the vectors.
    """
    values, vectors = np.linalg.eigh(products)
    return (vectors * np.sqrt(np.clip(values, 0, None)))[:, ::-1]


def procrustes(points: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Move, turn and mirror `points` (n, dimensions) onto `target` by least squares, and give them its spread.

    The least-squares scale would shrink a layout to a speck where it has little in common with its target.
    """
    from scipy.linalg import orthogonal_procrustes

    centred, goal = points - points.mean(axis=0), target - target.mean(axis=0)
    turn, _ = orthogonal_procrustes(centred, goal)
    scale = np.linalg.norm(goal) / max(float(np.linalg.norm(centred)), TINY)
    return scale * centred @ turn + target.mean(axis=0)
