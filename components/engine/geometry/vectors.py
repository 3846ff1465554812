"""Lengths, angles and what they say, always in the full space and never on a drawn map."""

from collections.abc import Sequence

import numpy as np


def unit(vectors: np.ndarray) -> np.ndarray:
    """Scale vectors (..., width) to length 1; a zero vector stays zero, as it has no direction."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.where(lengths == 0, 1, lengths)


def cosine(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Compare vectors pair by pair: (..., width) twice to (...), each in -1 … 1."""
    return np.clip((unit(first) * unit(second)).sum(axis=-1), -1, 1)


def cosine_matrix(vectors: np.ndarray) -> np.ndarray:
    """Compare all vectors with all: (..., n, width) to (..., n, n)."""
    scaled = unit(vectors)
    return np.clip(scaled @ np.swapaxes(scaled, -1, -2), -1, 1)


def cosine_to_previous(states: np.ndarray) -> np.ndarray:
    """Compare each state with the one before: (layers + 1, tokens, width) to (layers, tokens)."""
    return cosine(states[1:], states[:-1])


def cosine_to_state(states: np.ndarray, layer: int) -> np.ndarray:
    """Compare each token's states with its own state at `layer`: to (layers + 1, tokens)."""
    return cosine(states, states[layer])


def cosine_to_token(states: np.ndarray, token: int) -> np.ndarray:
    """Compare every token with one token of the same layer: to (layers + 1, tokens)."""
    return cosine(states, states[:, token : token + 1])


def mean_cosine(states: np.ndarray) -> np.ndarray:
    """Average the cosine over all pairs of different vectors: (layers + 1, n, width) to (layers + 1,).

    This is the baseline that a layer's cosines must be read against (anisotropy; Ethayarajh 2019).
    """
    count = states.shape[1]
    if count < 2:
        return np.full(len(states), np.nan)
    total = unit(states).sum(axis=1)  # (layers + 1, width); its square holds every pair twice, and each vector once
    return ((total**2).sum(axis=-1) - count) / (count * (count - 1))


def centroids(vectors: np.ndarray, labels: Sequence | np.ndarray) -> np.ndarray:
    """Average the directions of each label's vectors: (..., n, width) to (labels, ..., width).

    The labels are in sorted order, as `np.unique` lists them.
    """
    names = np.asarray(labels)
    scaled = unit(vectors)
    return np.stack([scaled[..., names == name, :].mean(axis=-2) for name in np.unique(names)])


def nearest_label(vectors: np.ndarray, known: np.ndarray, labels: Sequence | np.ndarray) -> np.ndarray:
    """Return the number of the label whose centroid is nearest to each vector: (..., n, width) to (..., n).

    The labels (m,) are those of `known` (..., m, width), and are numbered in sorted order.
    """
    centres = np.moveaxis(centroids(known, labels), 0, -2)  # (..., labels, width)
    return cosine(vectors[..., :, None, :], centres[..., None, :, :]).argmax(axis=-1)
