"""Occurrences as they are grouped: vector and surroundings, without copies, and no more than can be grouped."""

import numpy as np

from components.engine.errors import WordError
from components.engine.geometry.vectors import unit
from components.engine.records import Occurrences

MOST_GROUPED = 1000  # occurrences that differ; time grows with the cube, memory with the square
SAME = 1e-6  # cosine distance up to which sentences are identical; other words in the batch change less


def rows_grouped(occurrences: Occurrences) -> np.ndarray:
    """Choose the occurrences that are grouped at the last layer, by number; each of the others joins one of them."""
    vectors = describe(occurrences, -1)
    rows, _ = different(vectors)
    return rows[even_sample(vectors[rows])[0]]


def describe(occurrences: Occurrences, layer: int) -> np.ndarray:
    """Join each occurrence's vector with that of its surroundings, each of length 1: (n, 2 · width)."""
    if not occurrences.states.shape[1]:
        raise WordError("There are no occurrences to group. Add sentences with the word.")
    around = occurrences.context if occurrences.nearby is None else occurrences.nearby
    return np.concatenate([unit(part[layer].astype(np.float64)) for part in (occurrences.states, around)], axis=1)


def different(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find those of the vectors (n, 2 · width) that differ.

    Returns their rows (d,), in an order of their own, and for each vector which of these it is: (n,).
    """
    order = np.lexsort(vectors[:, :3].T)  # the same, however the occurrences come
    rows = vectors[order].astype(np.float32)
    blocks = (rows[begin : begin + MOST_GROUPED] for begin in range(0, len(rows), MOST_GROUPED))
    first, copy_of = np.unique(
        np.concatenate([(block @ rows.T / 2 > 1 - SAME).argmax(axis=1) for block in blocks]), return_inverse=True
    )
    return order[first], copy_of[np.argsort(order)]


def even_sample(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Choose as many of the vectors (n, 2 · width) as are grouped, and tell for each, (n,), which chosen is nearest."""
    chosen = np.unique(np.linspace(0, len(vectors) - 1, min(MOST_GROUPED, len(vectors))).round().astype(int))
    distinct = centred(vectors)
    return chosen, (distinct @ distinct[chosen].T).argmax(axis=1)


def centred(vectors: np.ndarray) -> np.ndarray:
    """Centre what `describe` joined, each half scaled to length 1: (n, 2 · width) unit vectors."""
    parts = [unit(part) for part in np.split(vectors, 2, axis=1)]
    return unit(np.concatenate([part - part.mean(axis=0) for part in parts], axis=1))
