"""Next sentence prediction: does the second text follow the first? (Devlin et al. 2018, section 3.1)."""

import torch

from components.engine.encode import tokenize
from components.engine.load import Encoder
from components.engine.objectives import NEXT_SENTENCE, find_head
from components.engine.passages import NEXT


def probability_next(encoder: Encoder, first: str, second: str) -> float:
    """Return the probability that `second` follows `first`, 0 … 1, as the model's own head sees it.

    Raises TextError if there is nothing to read or more than the model reads, and ModelError if it has no such head.
    """
    model = find_head(encoder, NEXT_SENTENCE)
    tokenized = tokenize(encoder, first, second)
    inputs = {"input_ids": torch.tensor([tokenized.ids]), "attention_mask": torch.ones(1, len(tokenized.ids))}
    with torch.inference_mode():
        output = model(**inputs, token_type_ids=torch.tensor([tokenized.type_ids]))
        logits = getattr(output, "seq_relationship_logits", None)
        logits = output.logits if logits is None else logits  # (1, 2)
        return float(logits.softmax(-1)[0, NEXT])
