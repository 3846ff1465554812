"""Texts of like length read together, so that little is padding."""

from collections.abc import Mapping

import numpy as np
import torch

from components.engine.loading.load import Encoder

BATCH_TOKENS = 1024  # padding included; more at once is no faster, and long texts would fill the memory


def like_lengths(lengths: Mapping[int, int], most: int = BATCH_TOKENS) -> list[list[int]]:
    """Group texts, by number, into batches of like length (little padding); `lengths` counts each one's tokens.

    A batch has at most `most` tokens, padding included, or one text.
    """
    batches: list[list[int]] = [[]]
    for number in sorted(lengths, key=lengths.__getitem__):
        if batches[-1] and (len(batches[-1]) + 1) * lengths[number] > most:
            batches.append([])
        batches[-1].append(number)
    return batches


def run_batch(encoder: Encoder, texts: list[str]) -> tuple[np.ndarray, list]:
    """Encode some texts together: states (layers + 1, texts, tokens, width) and the tokenizer's own records."""
    inputs = encoder.tokenizer(texts, return_tensors="pt", padding=True, truncation=False)
    with torch.inference_mode():
        output = encoder.model(**inputs, output_hidden_states=True)
    return torch.stack(output.hidden_states).numpy(), inputs.encodings
