"""Who is nearest to whom, and what the nearest say: shares that stay, and senses that agree."""

import numpy as np

CLOSE = 1e-6  # cosines nearer to each other than this are equal


def nearest_of_all(apart: np.ndarray, count: int) -> np.ndarray:
    """Return the `count` nearest others of every point: (n, n) distances to (n, count)."""
    apart = apart.copy()
    np.fill_diagonal(apart, np.inf)
    return np.argsort(apart, axis=1, kind="stable")[:, :count]


def shared_neighbours(before: np.ndarray, after: np.ndarray, count: int) -> np.ndarray:
    """Return the share of every point's `count` nearest others that are its nearest after as well.

    Two distances (n, n) of the same points to (n,) in 0 … 1.
    """
    sides = (nearest_of_all(apart, count) for apart in (before, after))
    return np.array([len(set(a) & set(b)) / count for a, b in zip(*sides, strict=True)])


def neighbour_hits(likeness: np.ndarray, senses: np.ndarray) -> np.ndarray:
    """Tell whether the nearest other occurrence has the same sense: (layers + 1, n, n) to (layers + 1, n) in 0 … 1.

    Where several are equally near, as at layer 0 all are that stand at the same place of their sentences, it is the
    share of them that have.
    """
    others = np.where(np.eye(len(senses), dtype=bool), -np.inf, likeness)
    nearest = others >= others.max(axis=2, keepdims=True) - CLOSE
    return (nearest & (senses[:, None] == senses)).sum(axis=2) / nearest.sum(axis=2)
