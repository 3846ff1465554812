"""Who is joined with whom: each occurrence with those that are most like it."""

import numpy as np

NEIGHBOURS = 15  # for 225 occurrences and more; their root below that
SPREAD = (0.5, 0.75, 1, 1.25, 1.5)  # parts of that number which are averaged, so that no one number decides
FEWEST = 3


def neighbour_weights(n: int) -> np.ndarray:
    """Weigh the nearest, the second nearest, … of one of `n` occurrences: (n - 1,), 0 … 1."""
    middle = min(NEIGHBOURS, max(FEWEST, round(n**0.5)))
    sizes = np.array([max(FEWEST, round(part * middle)) for part in SPREAD])
    return (np.arange(n - 1)[:, None] < sizes).mean(axis=1)


def neighbour_graph(likeness: np.ndarray) -> np.ndarray:
    """Join each with those that are most like it, by `likeness` (n, n): (n, n), symmetric, 0 … 1."""
    n, likeness = len(likeness), likeness.copy()
    np.fill_diagonal(likeness, -np.inf)
    nearest = np.argsort(-likeness, axis=1, kind="stable")[:, : n - 1]
    wanted = np.zeros((n, n))
    np.put_along_axis(wanted, nearest, np.broadcast_to(neighbour_weights(n), nearest.shape), axis=1)
    return (wanted + wanted.T) / 2
