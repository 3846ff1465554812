"""Texts of like length read together, so that little is padding."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from tokenizers import Encoding as TokenizerEncoding
from torch.nn.utils.rnn import pad_sequence
from transformers import PreTrainedModel

from components.engine.loading.load import Encoder
from components.engine.progress import OnProgress, unheard

BATCH_TOKENS = 1024  # padding included; more at once is no faster, and long texts would fill the memory


@dataclass(frozen=True)
class ReadText:
    """What the model made of one text."""

    states: np.ndarray  # (layers + 1, tokens, width) float32
    tokenized: TokenizerEncoding


def like_lengths(lengths: Mapping[int, int], most: int = BATCH_TOKENS) -> list[list[int]]:
    """Group texts, by number, into batches of like length (little padding); `lengths` counts each one's tokens.

    A batch has at most `most` tokens, padding included, or one text.
    """
    batches: list[list[int]] = []
    for number in sorted(lengths, key=lengths.__getitem__):
        if not batches or (len(batches[-1]) + 1) * lengths[number] > most:
            batches.append([])
        batches[-1].append(number)
    return batches


def in_batches(lengths: Mapping[int, int], on_progress: OnProgress = unheard) -> Iterator[list[int]]:
    """Yield texts in batches of like length; before each, `on_progress` is told the share of texts that is done."""
    done = 0
    for batch in like_lengths(lengths):
        on_progress(done / len(lengths))
        yield batch
        done += len(batch)


def padded(rows: Iterable[Sequence[int] | np.ndarray], filler: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """Join rows of ids, or of vectors, to one (rows, longest, …); in (rows, longest) 1 marks what is no padding."""
    tensors = [torch.as_tensor(row) for row in rows]
    mask = pad_sequence([torch.ones(len(row), dtype=torch.long) for row in tensors], batch_first=True)
    return pad_sequence(tensors, batch_first=True, padding_value=filler), mask


def run_batch(
    encoder: Encoder, rows: Iterable[Sequence[int] | np.ndarray], model: PreTrainedModel | None = None, **wanted: bool
) -> Any:
    """Run texts, as ids, through the encoder's model or its fast copy; `wanted` says what its output holds.

    Without padding it gets no mask, and the attention is faster.
    """
    ids, mask = padded(rows, encoder.tokenizer.pad_token_id or 0)
    masked = {} if mask.all() else {"attention_mask": mask}
    with torch.inference_mode():
        return (model or encoder.model)(input_ids=ids, **masked, **wanted)
