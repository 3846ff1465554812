"""Who is nearest to whom, and what the nearest say: shares that stay, and senses that agree.

A copy of a sentence has the same vector whatever it means, and two occurrences in one sentence share their context.
They are near, but that tells nothing: with `texts` (n,), numbers that such occurrences share, they are no neighbours.
"""

import numpy as np

CLOSE = 1e-6  # cosines nearer to each other than this are equal


def elsewhere(count: int, texts: np.ndarray | None = None) -> np.ndarray:
    """Tell which of `count` occurrences stand in another sentence than which: (n, n) bool."""
    numbers = np.arange(count) if texts is None else texts
    return numbers[:, None] != numbers


def nearest_of_all(apart: np.ndarray, count: int, texts: np.ndarray | None = None) -> np.ndarray:
    """Return the `count` nearest others of every point: (n, n) distances to (n, count)."""
    others = np.where(elsewhere(len(apart), texts), apart, np.inf)
    return np.argsort(others, axis=1, kind="stable")[:, :count]


def shared_neighbours(before: np.ndarray, after: np.ndarray, count: int, texts: np.ndarray | None = None) -> np.ndarray:
    """Return the share of every point's `count` nearest others that are its nearest after as well.

    Two distances (n, n) of the same points to (n,) in 0 … 1.
    """
    sides = (nearest_of_all(apart, count, texts) for apart in (before, after))
    return np.array([len(set(a) & set(b)) / count for a, b in zip(*sides, strict=True)])


def neighbour_hits(likeness: np.ndarray, senses: np.ndarray, texts: np.ndarray | None = None) -> np.ndarray:
    """Tell whether the nearest in another sentence has the same sense: (layers + 1, n, n) to (layers + 1, n) in 0 … 1.

    Where several are equally near, as at layer 0 all are that stand at the same place of their sentences, it is the
    share of them that have.
    """
    others = np.where(elsewhere(len(senses), texts), likeness, -np.inf)
    nearest = others >= others.max(axis=2, keepdims=True) - CLOSE
    return (nearest & (senses[:, None] == senses)).sum(axis=2) / nearest.sum(axis=2)
