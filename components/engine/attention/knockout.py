"""What changes when a head, or one of its links, is silenced: an experiment instead of a reading of weights.

The blocks are computed here, from a layer upwards, with the model's own parts as functions. Nothing is hooked into
the model, which all visitors share, so others' texts run undisturbed meanwhile.

A silenced head puts zeros where its weighted sum of values would be (Michel et al. 2019). A cut link gets the score
−∞, so that the head spreads its attention over the other tokens (Geva et al. 2023).
"""

from collections.abc import Sequence

import numpy as np
import torch

from components.engine.errors import TextError
from components.engine.geometry.vectors import cosine
from components.engine.loading.bert_like import Part, bert_blocks, by_head, finish_block
from components.engine.loading.load import Encoder
from components.engine.records import Encoding, record

MOST_SCORES = 4_000_000  # in one run, 16 MB


@record
class Knockout:
    """A head to silence, or if `query` and `key` are given only that link of it. All numbers count from 0."""

    layer: int
    head: int
    query: int | None = None
    key: int | None = None


@record
class Outcome:
    """The states with some knockouts."""

    states: np.ndarray  # (layers + 1, tokens, width)
    kept: np.ndarray  # (layers + 1, tokens): cosine of each state with the one without knockouts


def knock_out(encoder: Encoder, encoding: Encoding, knockouts: Sequence[Knockout]) -> Outcome:
    """Run the model with `knockouts`; layers below the first one stay as they are.

    Raises ArchitectureError if the model does not work as BERT does, TextError if a link is the only one of its row.
    """
    blocks, first = bert_blocks(encoder), min(knockout.layer for knockout in knockouts)
    states = np.array(encoding.states)
    hidden = torch.tensor(encoding.states[first])[None]  # (1, tokens, width)
    with torch.inference_mode():
        for layer in range(first, encoder.facts.layers):
            block, here = blocks[layer], [knockout for knockout in knockouts if knockout.layer == layer]
            mixed = mixed_values(block.attention.self, hidden, here)
            hidden = finish_block(block, mixed, hidden)
            states[layer + 1] = hidden[0].numpy()
    return Outcome(states, cosine(states, encoding.states))


def mixed_values(attention: Part, hidden: torch.Tensor, knockouts: Sequence[Knockout]) -> torch.Tensor:
    """Compute the heads' sums of values, side by side: (batch, tokens, width) to (batch, tokens, heads · d)."""
    query, key, value = by_head(attention, hidden, hidden)  # each (batch, heads, tokens, d)
    scores = query @ key.transpose(2, 3) / query.shape[-1] ** 0.5
    for knockout in knockouts:
        if knockout.query is not None and knockout.key is not None:
            scores[:, knockout.head, knockout.query, knockout.key] = float("-inf")
    if torch.isneginf(scores).all(dim=-1).any():
        raise TextError("This link is the only one that the token has in this head. Cut another one.")
    mixed = scores.softmax(dim=-1) @ value
    for knockout in knockouts:
        if knockout.query is None:
            mixed[:, knockout.head] = 0
    return mixed.transpose(1, 2).flatten(2)


def rank_heads(encoder: Encoder, encoding: Encoding, token: int, layer: int) -> np.ndarray:
    """Silence every head of a layer by itself: 1 − cosine of the token's last vector with and without it, (heads,).

    Many at once while their scores are few: one run for all heads of a short text, one a head for a long one.
    """
    heads, tokens = encoder.facts.heads, len(encoding.tokens)
    at_once = max(1, MOST_SCORES // (heads * tokens**2))
    hidden = torch.tensor(encoding.states[layer])[None]  # (1, tokens, width)
    moved = []
    with torch.inference_mode():
        block, *above = bert_blocks(encoder)[layer:]
        mixed = mixed_values(block.attention.self, hidden, []).unflatten(-1, (heads, -1))
        for silenced in torch.arange(heads).split(at_once):
            without = mixed.repeat(len(silenced), 1, 1, 1)
            without[torch.arange(len(silenced)), :, silenced] = 0
            states = finish_block(block, without.flatten(2), hidden)  # (silenced, tokens, width)
            for later in above:
                states = finish_block(later, mixed_values(later.attention.self, states, []), states)
            moved.append(1 - cosine(states[:, token].numpy(), encoding.states[-1, token]))
    return np.concatenate(moved)
