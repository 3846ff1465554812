"""The nearest of very many vectors: against numpy in blocks."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from components.engine.corpus.nearest import nearest
from tests.bench.parts.figure import Figure

SIZES, WIDTH, COUNT, QUERIES, BLOCK = (100_000, 1_000_000), 384, 10, 5, 20_000


def measure(_data: Path | None) -> Iterator[Figure]:
    """Yield the rows."""
    for size in SIZES:
        vectors = drawn(size)
        queries = vectors[:: size // QUERIES][:QUERIES].astype(np.float32)
        ours, theirs, kept = [], [], []
        nearest(vectors, queries[0], COUNT)
        for query in queries:
            begun = time.perf_counter()
            found = nearest(vectors, query, COUNT).numbers
            between = time.perf_counter()
            true = plain(vectors, query)
            ours.append(between - begun)
            theirs.append(time.perf_counter() - between)
            kept.append(np.isin(true, found).mean())
        name = f"corpus: uses like this one in {size:,} / numpy in blocks"
        yield Figure(name, float(np.median(ours)), "s", float(np.median(theirs)), most=0.3)
        yield Figure(f"corpus: recall of the {COUNT} nearest in {size:,}", float(np.mean(kept)), "", least=0.99)


def drawn(size: int) -> np.ndarray:
    """Draw vectors in clusters, as words have: (size, width) float16."""
    random = np.random.default_rng(0)
    centres = random.normal(size=(1000, WIDTH)).astype(np.float32)
    vectors = np.empty((size, WIDTH), dtype=np.float16)
    for first in range(0, size, BLOCK):
        some = slice(first, min(first + BLOCK, size))
        count = some.stop - some.start
        vectors[some] = centres[random.integers(1000, size=count)] + random.normal(size=(count, WIDTH))
    return vectors


def plain(vectors: np.ndarray, query: np.ndarray) -> np.ndarray:
    """Find the nearest by cosine with numpy, a block at a time."""
    cosines = np.empty(len(vectors), dtype=np.float32)
    for first in range(0, len(vectors), BLOCK):
        some = vectors[first : first + BLOCK].astype(np.float32)
        cosines[first : first + BLOCK] = some @ query / np.linalg.norm(some, axis=1)
    best = np.argpartition(-cosines, COUNT)[:COUNT]
    return best[np.argsort(-cosines[best])]
