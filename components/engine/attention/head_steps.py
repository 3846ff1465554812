"""One head step by step, with the model's own weights: queries, keys, values, softmax, the weighted sum, W^O.

    q = W_q x + b_q,  k = W_k x + b_k,  v = W_v x + b_v         x: the states that go into the block (post-LN BERT)
    weights = softmax(q · k ÷ √d)                               d: the width of one head
    z = Σ weights · v                                           one vector a head
    out = W_o [z of head 1; …; z of head H] + b_o               added to x and normalised (Vaswani et al. 2017)

Models whose heads work differently (relative positions, shared layers) are refused.
"""

import numpy as np
import torch
from scipy.special import softmax

from components.engine.loading.bert_like import bert_blocks, by_head
from components.engine.loading.load import Encoder
from components.engine.records import read_only, record


@record
class HeadSteps:
    """The numbers of one head for one token that looks."""

    state: np.ndarray  # (width,): what goes in
    query: np.ndarray  # (d,)
    keys: np.ndarray  # (tokens, d)
    values: np.ndarray  # (tokens, d)
    products: np.ndarray  # (tokens,): q · k
    scores: np.ndarray  # (tokens,): q · k ÷ √d
    weights: np.ndarray  # (tokens,): softmax of the scores
    weighted: np.ndarray  # (tokens, d): weights × values
    mixed: np.ndarray  # (d,): their sum
    joined: np.ndarray  # (width,): the sums of all heads, one after the other
    output: np.ndarray  # (width,): W^O times that, plus its bias
    share: np.ndarray  # (width,): what this head alone adds to the output, W^O's bias left out


def project(encoder: Encoder, states: np.ndarray, layer: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compute queries, keys and values of all heads: states (tokens, width) to three (heads, tokens, d)."""
    attention = bert_blocks(encoder)[layer].attention.self
    inputs = torch.tensor(states)
    with torch.inference_mode():
        maps = by_head(attention, inputs, inputs)
    query, key, value = (read_only(vectors.contiguous().numpy()) for vectors in maps)
    return query, key, value


def output_map(encoder: Encoder, layer: int) -> tuple[np.ndarray, np.ndarray]:
    """Return W^O (width, heads · d) and its bias (width,)."""
    dense = bert_blocks(encoder)[layer].attention.output.dense
    return dense.weight.detach().numpy(), dense.bias.detach().numpy()


def step_through(encoder: Encoder, states: np.ndarray, layer: int, head: int, query: int) -> HeadSteps:
    """Follow one head for one token; `states` (tokens, width) go into the block. All numbers count from 0.

    Raises ArchitectureError if the model does not work as BERT does.
    """
    queries, keys, values = project(encoder, states, layer)  # each (heads, tokens, d)
    width = queries.shape[-1]
    products = np.einsum("hd,hkd->hk", queries[:, query], keys)
    weights = softmax(products / width**0.5, axis=-1)  # (heads, tokens)
    mixed = np.einsum("hk,hkd->hd", weights, values)
    matrix, bias = output_map(encoder, layer)
    part = slice(head * width, (head + 1) * width)
    steps = {
        "state": states[query],
        "query": queries[head, query],
        "keys": keys[head],
        "values": values[head],
        "products": products[head],
        "scores": products[head] / width**0.5,
        "weights": weights[head],
        "weighted": weights[head][:, None] * values[head],
        "mixed": mixed[head],
        "joined": mixed.ravel(),
        "output": matrix @ mixed.ravel() + bias,
        "share": matrix[:, part] @ mixed[head],
    }
    return HeadSteps(**{name: np.array(array) for name, array in steps.items()})
