"""What changes when a head, or one of its links, is silenced: an experiment instead of a reading of weights.

The blocks are computed here, from a layer upwards, with the model's own parts as functions. Nothing is hooked into
the model, which all visitors share, so others' texts run undisturbed meanwhile.

A silenced head puts zeros where its weighted sum of values would be (Michel et al. 2019). A cut link gets the score
−∞, so that the head spreads its attention over the other tokens (Geva et al. 2023).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from components.engine.arithmetic import block
from components.engine.errors import TextError
from components.engine.geometry import cosine
from components.engine.load import Encoder
from components.engine.records import Encoding, read_only


@dataclass(frozen=True)
class Cut:
    """A head to silence, or if `query` and `key` are given only that link of it. All numbers count from 0."""

    layer: int
    head: int
    query: int | None = None
    key: int | None = None


@dataclass(frozen=True)
class Outcome:
    """The states with some cuts."""

    states: np.ndarray  # (layers + 1, tokens, width)
    kept: np.ndarray  # (layers + 1, tokens): cosine of each state with the one without cuts

    @property
    def size(self) -> int:
        """Count the bytes of both arrays."""
        return self.states.nbytes + self.kept.nbytes


def cut_out(encoder: Encoder, encoding: Encoding, cuts: Sequence[Cut]) -> Outcome:
    """Run the model with `cuts`; layers below the first one stay as they are.

    Raises ModelError if the model does not work as BERT does, TextError if a link is the only one of its row.
    """
    first = min(cut.layer for cut in cuts)
    states = np.array(encoding.states)
    hidden = torch.tensor(encoding.states[first])[None]  # (1, tokens, width)
    with torch.inference_mode():
        for layer in range(first, encoder.facts.layers):
            part = block(encoder, layer)
            mixed = mixed_values(part.attention.self, hidden, [cut for cut in cuts if cut.layer == layer])
            attended = part.attention.output(mixed, hidden)
            hidden = part.output(part.intermediate(attended), attended)
            states[layer + 1] = hidden[0].numpy()
    return Outcome(read_only(states), read_only(cosine(states, encoding.states)))


def mixed_values(attention: torch.nn.Module, hidden: torch.Tensor, cuts: Sequence[Cut]) -> torch.Tensor:
    """Compute the heads' weighted sums of values, one after the other, with cuts: (1, tokens, heads · d)."""
    heads, tokens = attention.num_attention_heads, hidden.shape[1]
    query, key, value = (
        layer(hidden[0]).view(tokens, heads, -1).transpose(0, 1)
        for layer in (attention.query, attention.key, attention.value)
    )  # each (heads, tokens, d)
    scores = query @ key.transpose(1, 2) / query.shape[-1] ** 0.5
    for cut in cuts:
        if cut.query is not None and cut.key is not None:
            scores[cut.head, cut.query, cut.key] = float("-inf")
    if torch.isneginf(scores).all(dim=-1).any():
        raise TextError("This link is the only one that the token has in this head. Cut another one.")
    mixed = scores.softmax(dim=-1) @ value
    for cut in cuts:
        if cut.query is None:
            mixed[cut.head] = 0
    return mixed.transpose(0, 1).reshape(1, tokens, -1)


def rank_heads(encoder: Encoder, encoding: Encoding, token: int, layer: int) -> np.ndarray:
    """Silence every head of a layer by itself: 1 − cosine of the token's last vector with and without it, (heads,)."""
    heads = range(encoder.facts.heads)
    return np.array([1 - cut_out(encoder, encoding, [Cut(layer, head)]).kept[-1, token] for head in heads])
