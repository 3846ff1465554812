"""The nearest words of a vector at every layer, by cosine in the full space."""

from collections.abc import Sequence

import numpy as np

from components.engine.records import Encoding, record
from components.engine.text.words import group_by_word


@record
class Neighbours:
    """The nearest of some words at every layer, nearest first."""

    numbers: np.ndarray  # (layers + 1, most) which words
    cosines: np.ndarray  # (layers + 1, most)


def nearest(
    states: np.ndarray,
    vectors: np.ndarray,
    most: int = 8,
    lengths: np.ndarray | None = None,
    leave_out: Sequence[int] = (),
) -> Neighbours:
    """Find the nearest of `states` (layers + 1, n, width), any precision, to `vectors` (layers + 1, width).

    `lengths` (layers + 1, n) of the states saves computing them; the words numbered in `leave_out` are passed over.
    """
    numbers, cosines = [], []
    for layer, vector in enumerate(vectors):
        rows = states[layer].astype(np.float32, copy=False)
        long = np.linalg.norm(rows, axis=1) if lengths is None else lengths[layer]
        alike = rows @ vector / np.maximum(long * np.linalg.norm(vector), 1e-12)  # (n,)
        alike[list(leave_out)] = -np.inf
        count = min(most, len(alike) - len(leave_out))
        best = np.argpartition(-alike, max(count - 1, 0))[:count]
        best = best[np.argsort(-alike[best], kind="stable")]
        numbers.append(best)
        cosines.append(np.clip(alike[best], -1, 1))
    return Neighbours(np.array(numbers), np.array(cosines))


def words_of_encoding(encoding: Encoding) -> tuple[list[list[int]], np.ndarray]:
    """Gather the words of a text: the places of each one's pieces, and their means, (layers + 1, words, width)."""
    groups = group_by_word(encoding.word_ids)
    return groups, np.stack([encoding.states[:, some].mean(axis=1) for some in groups], axis=1)
