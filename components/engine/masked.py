"""Masked language modelling: how probable the model finds each piece at a place of the text.

Whose head it is, `objectives.find_head` decides. Pieces are scored each for itself: for a masked word of several pieces
take the places together, and add their logarithms.
"""

from collections.abc import Sequence

import numpy as np
import torch

from components.engine.errors import TextError
from components.engine.load import Encoder
from components.engine.objectives import MASKED, find_head
from components.engine.records import read_only


def score_masked(
    encoder: Encoder, ids: Sequence[int], positions: Sequence[int], segments: Sequence[int] | None = None
) -> np.ndarray:
    """Return log-probabilities (positions, vocabulary) float32 at `positions` of one text.

    `ids` are those of the whole text, special tokens included, with [MASK] wherever the model is not to see the word;
    `segments` are 0 and 1 in a pair of texts. Raises TextError if there are more ids than the model reads, and
    ModelError if it has no head for masked words.
    """
    if len(ids) > encoder.facts.max_tokens:
        raise TextError(
            f"The text has {len(ids):,} tokens, but this model reads at most {encoder.facts.max_tokens}. Shorten it."
        )
    model = find_head(encoder, MASKED)
    inputs = {"input_ids": torch.tensor([[int(i) for i in ids]]), "attention_mask": torch.ones(1, len(ids))}
    if segments is not None and "token_type_ids" in encoder.tokenizer.model_input_names:
        inputs["token_type_ids"] = torch.tensor([[int(i) for i in segments]])
    with torch.inference_mode():
        output = model(**inputs)
        logits = getattr(output, "prediction_logits", None)
        logits = output.logits if logits is None else logits  # (1, tokens, vocabulary)
        return read_only(logits[0, list(positions)].log_softmax(-1).numpy())
