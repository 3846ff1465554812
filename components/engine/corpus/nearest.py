"""Uses like this one: the vectors of an embedding that are nearest to one, by cosine.

Up to a million they are all compared, by usearch, a slice at a time, so that a filter copies little. Above, an HNSW
index (Malkov and Yashunin 2016) finds most of them; how many, against comparing all, is measured when it is made.
"""

import json
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from usearch.index import Index, MetricKind, search

from components.engine.corpus.store import told, write_json
from components.engine.geometry.vectors import unit
from components.engine.progress import OnProgress, ShouldStop, never, unheard

EXACT = 1_000_000  # vectors that are all compared
AT_ONCE = 200_000
TRIED, ASKED = 200, 10  # queries by which an index is judged, and neighbours of each
INDEX, RECALL = "index.usearch", "index.json"
_lock = threading.Lock()
_open: dict[Path, Index] = {}  # the one that was used last


@dataclass(frozen=True)
class Nearest:
    """The nearest vectors, the nearest first."""

    numbers: np.ndarray  # (k,)
    cosines: np.ndarray  # (k,) float32
    searched: int  # how many vectors were asked
    recall: float = 1.0  # the share of the true ten nearest that this way finds, measured; 1 where all are compared


def nearest(vectors: np.ndarray, query: np.ndarray, count: int, among: np.ndarray | None = None) -> Nearest:
    """Compare `query` (width,) with all `vectors` (n, width), or with those `among` (n,) bool, and keep the nearest."""
    asked = as_kept(query, vectors)
    numbers, apart = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
    searched = 0
    for first in range(0, len(vectors), AT_ONCE):
        part = vectors[first : first + AT_ONCE]
        chosen = None if among is None else np.flatnonzero(among[first : first + AT_ONCE])
        some = part if chosen is None else part[chosen]
        if not len(some):
            continue
        searched += len(some)
        found = search(some, asked, min(count, len(some)), MetricKind.Cos, exact=True)
        keys = found.keys.astype(np.int64)
        numbers.append(first + (keys if chosen is None else chosen[keys]))
        apart.append(found.distances.astype(np.float32))
    every, distance = np.concatenate(numbers), np.concatenate(apart)
    order = np.argsort(distance, kind="stable")[:count]
    return Nearest(every[order], np.clip(1 - distance[order], -1, 1), searched)


def as_kept(query: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Bring a query to length 1 and to the precision of the vectors."""
    return unit(np.asarray(query, dtype=np.float32)).astype(vectors.dtype)


def build_index(
    vectors: np.ndarray, folder: Path, on_progress: OnProgress = unheard, should_stop: ShouldStop = never
) -> float | None:
    """Make the index of many vectors in a folder, and return its recall; None if it was to stop.

    The recall is the share of the ten nearest that it finds, of two hundred of the vectors drawn by lot.
    """
    kind = "f16" if vectors.dtype == np.float16 else "f32"
    index = Index(ndim=vectors.shape[1], metric=MetricKind.Cos, dtype=kind, expansion_search=128)
    for first in range(0, len(vectors), AT_ONCE // 10):
        if should_stop():
            return None
        some = np.ascontiguousarray(vectors[first : first + AT_ONCE // 10])
        index.add(np.arange(first, first + len(some)), some)
        on_progress(min(1.0, (first + len(some)) / len(vectors)))
    recall = measure_recall(index, vectors)
    with told(folder / INDEX):
        fresh = folder / "index.new"
        index.save(str(fresh))
        fresh.replace(folder / INDEX)
    write_json({"recall": recall, "queries": TRIED, "neighbours": ASKED, "vectors": len(vectors)}, folder / RECALL)
    return recall


def measure_recall(index: Index, vectors: np.ndarray) -> float:
    """Return the share of the true nearest that an index finds, of vectors drawn by lot."""
    drawn = np.random.default_rng(0).choice(len(vectors), min(TRIED, len(vectors)), replace=False)
    shares = []
    for number in np.sort(drawn):
        found = index.search(np.ascontiguousarray(vectors[number]), ASKED).keys
        shares.append(np.isin(nearest(vectors, vectors[number], ASKED).numbers, found).mean())
    return float(np.mean(shares))


def find_nearest(
    vectors: np.ndarray, folder: Path, query: np.ndarray, count: int, among: np.ndarray | None = None
) -> Nearest:
    """Find the nearest of an embedding: by comparing all, or by its index if it is so large and has one.

    With a filter `among` (n,) all that pass are compared.
    """
    if among is not None or len(vectors) <= EXACT or not (folder / RECALL).is_file():
        return nearest(vectors, query, count, among)
    recall = float(json.loads((folder / RECALL).read_text())["recall"])
    found = opened(folder).search(as_kept(query, vectors), count)
    keys = found.keys.astype(np.int64)
    return Nearest(keys, np.clip(1 - found.distances.astype(np.float32), -1, 1), len(vectors), recall)


def opened(folder: Path) -> Index:
    """Open the index of a folder, which is read from the disk as it is needed; the last one stays open."""
    with _lock:
        if folder not in _open:
            _open.clear()
            index = Index.restore(str(folder / INDEX), view=True)
            assert index is not None  # only a folder without an index has none
            _open[folder] = index
        return _open[folder]
