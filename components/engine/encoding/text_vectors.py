"""One vector a text, at every layer, by every pooling.

mean       over all tokens, [CLS] and [SEP] included: what sentence-transformers does
words      the mean without special tokens
[CLS]      the first token's vector
maximum    the largest number of each dimension, without special tokens
"""

from collections.abc import Sequence

import numpy as np
import torch

from components.engine.encoding.batches import padded
from components.engine.encoding.bulk import run_all, tokenize_all
from components.engine.loading.load import Encoder
from components.engine.progress import OnProgress, ShouldStop, never, unheard
from components.engine.records import record

POOLINGS = ("mean", "words", "[CLS]", "maximum")


@record
class TextVectors:
    """The vectors of some texts; `pooled[pooling]` is (layers + 1, n, width)."""

    pooled: dict[str, np.ndarray]
    shortened: tuple[int, ...] = ()  # texts longer than the model reads, of which only the beginning counts

    def at(self, pooling: str, layer: int) -> np.ndarray:
        """Return one layer's vectors by one pooling: (n, width) float32."""
        return self.pooled[pooling][layer].astype(np.float32)


def embed_texts(
    encoder: Encoder,
    texts: Sequence[str],
    kept_as: type = np.float32,
    shorten: bool = False,
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> TextVectors | None:
    """Compute the vectors of `texts` at every layer by every pooling, or None if `should_stop` said so.

    With `shorten`, texts longer than the model reads lose their ends and are named in the result.
    Raises TextError if a text is too long otherwise, or if nothing is left of one.
    """
    tokenized, shortened = tokenize_all(encoder, texts, shorten)
    shape = (encoder.facts.layers + 1, len(texts), encoder.facts.width)
    pooled: dict[str, np.ndarray] = {pooling: np.empty(shape, dtype=kept_as) for pooling in POOLINGS}
    for numbers, output in run_all(encoder, tokenized, "float32", True, on_progress, should_stop):
        states = torch.stack(output.hidden_states)  # (layers + 1, texts, tokens, width)
        ordinary = [1 - np.array(tokenized[number].special_tokens_mask) for number in numbers]
        words, tokens = (mask.bool() for mask in padded(ordinary))  # (texts, tokens) each
        for pooling in POOLINGS:
            pooled[pooling][:, numbers] = pool(states, tokens, words, pooling).numpy()
    if should_stop():
        return None
    return TextVectors(pooled, shortened)


def pool(states: torch.Tensor, tokens: torch.Tensor, words: torch.Tensor, pooling: str) -> torch.Tensor:
    """Make one vector a text of states (..., texts, tokens, width): (..., texts, width)."""
    match pooling:
        case "mean":
            return average(states, tokens)
        case "words":
            return average(states, words)
        case "[CLS]":
            return states[..., 0, :]
        case "maximum":
            return states.masked_fill(~words[..., None], -torch.inf).amax(dim=-2)
    raise ValueError(pooling)


def average(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Average the marked tokens."""
    weights = mask / mask.sum(dim=-1, keepdim=True)
    return torch.einsum("...btw,bt->...bw", states, weights)
