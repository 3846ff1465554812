"""Many heads to one picture: the mean, the maximum, attention rollout, and attention weighted by values.

mean, max        over the heads of one layer
rollout          Abnar & Zuidema 2020: the mean over heads, half of it replaced by the token itself (the residual
                 connection), multiplied through all layers up to this one
value-weighted   Kobayashi et al. 2020: ‖Σ_heads α f(x)‖ with f(x) = W^O (W^V x + b^V): a weight counts as much as the
                 vector that it brings; many large weights to [SEP] bring next to nothing
"""

from itertools import accumulate

import numpy as np

from components.engine.attention.head_steps import output_map, project
from components.engine.loading.load import Encoder
from components.engine.records import Encoding


def rollout(attention: np.ndarray) -> np.ndarray:
    """Multiply attention through the layers: (layers, heads, tokens, tokens) to (layers, tokens, tokens)."""
    steps = 0.5 * attention.mean(axis=1) + 0.5 * np.eye(attention.shape[-1])
    return np.array(list(accumulate(steps, lambda through, step: step @ through)), dtype=np.float32)


def moved_vectors(encoder: Encoder, states: np.ndarray, layer: int) -> np.ndarray:
    """Compute what each head would bring from each token at weight 1: f(x), (heads, tokens, width)."""
    _, _, values = project(encoder, states, layer)  # (heads, tokens, d)
    matrix, _ = output_map(encoder, layer)
    per_head = matrix.reshape(len(matrix), len(values), -1)  # (width, heads, d)
    return np.einsum("htd,whd->htw", values, per_head, optimize=True)


def value_weighted(encoder: Encoder, encoding: Encoding, layer: int) -> np.ndarray:
    """Weigh one layer as a whole by what it brings: ‖Σ_heads α f(x)‖, (tokens, tokens). Heads may cancel each other.

    Through the products of the heads' vectors for each key, so that no (tokens, tokens, width) is ever made.
    """
    moved = moved_vectors(encoder, encoding.states[layer], layer)
    products = np.einsum("gtw,htw->tgh", moved, moved, optimize=True)  # (keys, heads, heads)
    weights = encoding.attention[layer]  # (heads, queries, keys)
    by_key = np.moveaxis(weights, 2, 0)  # (keys, heads, queries)
    squares = (by_key * (products @ by_key)).sum(axis=1)  # (keys, queries)
    return np.sqrt(np.maximum(squares.T, 0)).astype(np.float32)


def row_shares(norms: np.ndarray) -> np.ndarray:
    """Scale rows to sum to 1, so that norms can be drawn and compared as weights are."""
    total = norms.sum(axis=-1, keepdims=True)
    return np.divide(norms, total, out=np.zeros_like(norms), where=total > 0)
