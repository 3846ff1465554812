"""How alike two sets of vectors of the same things are, whatever their axes: linear CKA without its bias.

CKA as it was first written (Kornblith et al. 2019) is large for unrelated vectors where there are fewer things than
dimensions: .96 for 16 of 384. Here it is made of the unbiased estimate of HSIC (Song et al. 2012; Nguyen et
al. 2021), which is about 0 for them, and may fall below. Leaves out kernels.
"""

import numpy as np

FEWEST = 4  # things: the estimate divides by n − 3


def linear_cka(first: np.ndarray, second: np.ndarray) -> float:
    """Compare (n, width) with (n, other width), row for row: 1 = equal up to rotation, shift and scale, 0 = unrelated.

    Vectors that are all alike give 0, fewer than 4 NaN. Raises ValueError if the two do not have as many rows.
    """
    return float(cka_of_layers(first[None], second[None])[0, 0])


def cka_of_layers(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Compare each layer of (layers + 1, n, width) with each of another model: (layers + 1, other layers + 1)."""
    count, other = first.shape[1], second.shape[1]
    if count != other:
        raise ValueError(f"{count} vectors cannot be compared with {other}.")
    if count < FEWEST:
        return np.full((len(first), len(second)), np.nan)
    rows = [unbiased_gram(layer) for layer in first]
    columns = (unbiased_gram(layer) for layer in second)
    return np.array([[np.vdot(row, column) for row in rows] for column in columns]).T


def unbiased_gram(vectors: np.ndarray) -> np.ndarray:
    """Return the products of all pairs of (n, width), such that those of two sets multiply to CKA: (n, n), norm 1.

    U-centred (Székely & Rizzo 2014): no thing is held against itself, and the rows sum to 0. The sum of two such
    matrices' products is n (n − 3) times the unbiased HSIC. Vectors that are all alike give zeros.
    """
    count = len(vectors)
    centred = vectors - np.mean(vectors, axis=0, dtype=np.float64)
    gram = centred @ centred.T
    np.fill_diagonal(gram, 0)
    rows = gram.sum(axis=1) / (count - 2)
    gram += gram.sum() / ((count - 1) * (count - 2)) - rows - rows[:, None]
    np.fill_diagonal(gram, 0)
    norm = np.linalg.norm(gram)
    return gram / norm if norm > 1e-12 * np.vdot(vectors, vectors) else np.zeros_like(gram)
