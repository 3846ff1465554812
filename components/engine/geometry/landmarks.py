"""A map of very many vectors, by landmarks.

PCA     to 50 components, fitted to the landmarks, of vectors scaled to length 1.
UMAP    (McInnes et al. 2018) lays out the landmarks: all vectors, up to 20,000; of more, some that are drawn by lot.
placed  Every other vector goes where most of its 15 nearest landmarks lie together, to their mean there. The mean of
        all 15 would often lie between places that UMAP has put apart, where nothing is like it, and copies of the
        nearest one's place would pile up.

Of 100,000 uses of words it keeps neighbours as UMAP of all does, in a fifth of the time or less
(`tests/bench/corpus/mapping.py`).
Left out: what vectors that are no landmarks say of each other.
"""

import io
import warnings
from collections.abc import Iterator

import numpy as np
from scipy.spatial import cKDTree
from usearch.index import Index

from components.engine.errors import CorpusError
from components.engine.geometry.intervals import mean_interval
from components.engine.geometry.map_quality import NEIGHBOURS, random_trustworthiness, sampled_trustworthiness
from components.engine.geometry.project import FIRST_EPOCHS, UMAP_FROM, UMAP_WIDTH, principal_axes
from components.engine.geometry.vectors import unit
from components.engine.progress import OnProgress, ShouldStop, never, share_between, unheard
from components.engine.records import record

ALL_UP_TO = 20_000  # vectors that are all laid out
FEWEST, MOST = 10_000, 20_000  # landmarks of more: a tenth, within these
NEAR = 15  # UMAP's own number of neighbours
LOOKED = 32  # landmarks at once in a search, which then finds 98 % of the nearest; twice as many take twice the time
AT_ONCE = 10_000  # vectors that are placed together
SAMPLED = 2000  # points by which the map is judged
TINY = 1e-6  # of distances on the map and between vectors


@record
class LandmarkMap:
    """A map, and how far it may be trusted."""

    points: np.ndarray  # (n, 2) float32
    landmarks: np.ndarray  # (m,): the numbers of those that were laid out, no two alike
    method: str  # "umap", or "pca" where fewer than 15 vectors differ
    trustworthiness: float  # 0 … 1, by the points that were sampled; NaN for fewer than 3
    low: float  # 95 % interval of it, the sampled points drawn anew
    high: float
    trustworthiness_by_chance: float  # of a map that knows nothing
    sampled: int
    neighbours: int  # that it looks at on the map


def landmark_map(
    vectors: np.ndarray, on_progress: OnProgress = unheard, should_stop: ShouldStop = never, seed: int = 0
) -> LandmarkMap | None:
    """Map `vectors` (n, width), in memory or on the disk, and judge the map; None if it was to stop.

    Raises CorpusError if there are none, or some are not numbers.
    """
    drawn = draw_map(vectors, share_between(on_progress, 0, 0.8), should_stop, seed)
    if drawn is None:
        return None
    points, landmarks = drawn
    heard = share_between(on_progress, 0.8, 1)
    kept = sampled_trustworthiness(vectors, points, SAMPLED, NEIGHBOURS, seed, heard, should_stop)
    if should_stop():
        return None
    method = "umap" if len(landmarks) >= UMAP_FROM else "pca"
    if not len(kept):
        return LandmarkMap(points, landmarks, method, np.nan, np.nan, np.nan, np.nan, 0, 0)
    neighbours = min(NEIGHBOURS, (len(vectors) - 1) // 2)
    low, high = map(float, mean_interval(kept, seed))
    chance = random_trustworthiness(len(vectors), neighbours)
    return LandmarkMap(points, landmarks, method, float(kept.mean()), low, high, chance, len(kept), neighbours)


def draw_map(
    vectors: np.ndarray, on_progress: OnProgress = unheard, should_stop: ShouldStop = never, seed: int = 0
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the places of `vectors` (n, width), (n, 2) float32, and the numbers of the landmarks, (m,)."""
    landmarks, chosen = choose_landmarks(vectors, seed)
    on_progress(0.1)
    centre = chosen.mean(axis=0, dtype=np.float64)
    axes = principal_axes(chosen - centre, min(UMAP_WIDTH, chosen.shape[1]))
    if len(landmarks) < UMAP_FROM:
        return np.concatenate([(rows - centre) @ axes[:2].T for _, rows in blocks(vectors)]).astype(
            np.float32
        ), landmarks
    shift, turn = centre.astype(np.float32), axes.T.astype(np.float32)
    reduced = (chosen - shift) @ turn  # (m, 50)
    index = Index(ndim=reduced.shape[1], metric="l2sq", dtype="f32", expansion_search=LOOKED)
    index.add(np.arange(len(reduced)), reduced, threads=1)  # by more it would differ from time to time
    near, apart = nearest(index, reduced, min(NEAR, len(reduced) - 1))
    laid = lay_out(reduced, near, apart, seed, share_between(on_progress, 0.1, 0.5))
    spread = max(float(np.median(cKDTree(laid).query(laid, NEIGHBOURS + 1)[0][:, -1])), TINY)
    points = np.empty((len(vectors), 2), dtype=np.float32)
    for first, rows in blocks(vectors):
        if should_stop():
            return None
        near, apart = nearest(index, (rows - shift) @ turn, NEAR)
        points[first : first + len(rows)] = among_landmarks(laid[near], apart, spread)
        on_progress(0.5 + 0.5 * (first + len(rows)) / len(vectors))
    points[landmarks] = laid
    return points, landmarks


def choose_landmarks(vectors: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Choose the vectors that are laid out: their numbers (m,), in order, and themselves (m, width), of length 1.

    Of copies one is chosen: many of them would have no other neighbours, and leave no room for the rest.
    """
    count = len(vectors)
    if not count:
        raise CorpusError("There are no vectors to map. Embed something first.")
    numbers = np.arange(count)
    if count > ALL_UP_TO:
        most = int(np.clip(count // 10, FEWEST, MOST))
        numbers = np.sort(np.random.default_rng(seed).choice(count, most, replace=False))
    rows = directions(vectors[numbers], numbers)
    different: dict[bytes, int] = {}
    for place, row in enumerate(rows):
        different.setdefault(row.tobytes(), place)
    places = np.array(list(different.values()))
    return numbers[places], rows[places]


def blocks(vectors: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Yield the vectors (n, width), scaled to length 1, in blocks of float32: the first one's number, and the block."""
    for first in range(0, len(vectors), AT_ONCE):
        rows = vectors[first : first + AT_ONCE]
        yield first, directions(rows, np.arange(first, first + len(rows)))


def directions(rows: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Scale rows (m, width) to length 1, float32. Raises CorpusError, with the row's number, if one is no numbers."""
    wide = np.asarray(rows, dtype=np.float32)
    wrong = ~np.isfinite(wide).all(axis=1)
    if wrong.any():
        raise CorpusError(
            f"Vector {numbers[wrong.argmax()] + 1:,} is not made of numbers, so it has no place. Embed the corpus anew."
        )
    return unit(wide)


def nearest(index: Index, rows: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Find the landmarks nearest to each row: places in the index and distances, the nearest first, (m, count)."""
    found = index.search(rows, count)
    return found.keys.astype(np.int32), np.sqrt(np.maximum(found.distances, 0))


class Heard(io.StringIO):
    """What UMAP writes its progress to: how many epochs are done, and a letter that goes back to the line's start."""

    def __init__(self, on_progress: OnProgress) -> None:
        super().__init__()
        self.on_progress = on_progress

    def write(self, said: str) -> int:
        """Tell the share of the epochs that is done."""
        if said.strip().isdecimal():
            self.on_progress(int(said) / FIRST_EPOCHS)
        return len(said)


def lay_out(
    vectors: np.ndarray, near: np.ndarray, apart: np.ndarray, seed: int, on_progress: OnProgress = unheard
) -> np.ndarray:
    """Lay out landmarks (m, 50), whose nearest are known, by UMAP: (m, 2). Two at once can abort a process."""
    from umap import UMAP  # it takes 5 s to import, and only a map's own process ever needs it

    reducer = UMAP(
        n_neighbors=near.shape[1],
        n_epochs=FIRST_EPOCHS,
        random_state=seed,
        n_jobs=1,
        precomputed_knn=(near, apart.astype(np.float32), None),
        tqdm_kwds={"disable": False, "file": Heard(on_progress), "bar_format": "{n}"},
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "precomputed_knn", UserWarning)  # nothing is transformed later
        return reducer.fit_transform(vectors)


def among_landmarks(places: np.ndarray, apart: np.ndarray, spread: float) -> np.ndarray:
    """Place vectors by their nearest landmarks' places (m, 15, 2) and distances `apart` (m, 15): (m, 2).

    A landmark counts the less, the farther it is than the nearest one, as in UMAP's own graph. The one around which
    most of this lies, by a Gaussian of standard deviation `spread` on the map, says where: the place is the mean that
    is weighted by both. A copy of a landmark lies where that lies.
    """
    beyond = apart - apart[:, :1]
    weights = np.exp(-beyond / np.maximum(beyond.mean(axis=1, keepdims=True), TINY))
    squares = sum((axis[:, :, None] - axis[:, None]) ** 2 for axis in np.moveaxis(places, -1, 0))  # (m, 15, 15)
    together = np.exp(-squares / (2 * spread**2))
    best = np.einsum("nij,nj->ni", together, weights).argmax(axis=1)
    shares = weights * together[np.arange(len(best)), best]
    means = np.einsum("nk,nkd->nd", shares / shares.sum(axis=1, keepdims=True), places)
    return np.where(apart[:, :1] < TINY, places[:, 0], means)
