"""How alike two sets of vectors of the same things are, whatever their axes: linear CKA.

Leaves out kernels and the unbiased estimator: with fewer things than dimensions CKA of unrelated vectors is well above
0, so compare a figure with that of the same vectors in shuffled order.
"""

import numpy as np


def linear_cka(first: np.ndarray, second: np.ndarray) -> float:
    """Compare (n, width) with (n, other width), row for row: 1 = equal up to rotation, shift and scale, 0 = unrelated.

    ‖Yᵀ X‖² / (‖Xᵀ X‖ ‖Yᵀ Y‖) of the centred vectors (Kornblith et al. 2019, equation 3). Vectors that are all alike
    give 0. Raises ValueError if the two do not have as many rows.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} vectors cannot be compared with {len(second)}.")
    x, y = (np.asarray(rows, np.float64) - np.mean(rows, 0, dtype=np.float64) for rows in (first, second))
    if len(x) < min(x.shape[1], y.shape[1]):
        gram_x, gram_y = x @ x.T, y @ y.T  # (n, n): the smaller of two equal ways
        shared, scale = np.vdot(gram_x, gram_y), np.linalg.norm(gram_x) * np.linalg.norm(gram_y)
    else:
        shared, scale = np.linalg.norm(y.T @ x) ** 2, np.linalg.norm(x.T @ x) * np.linalg.norm(y.T @ y)
    return float(shared / scale) if scale else 0.0


def cka_of_layers(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Compare each layer of (layers + 1, n, width) with each of another model: (layers + 1, other layers + 1)."""
    return np.array([[linear_cka(a, b) for b in second] for a in first])
