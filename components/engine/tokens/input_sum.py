"""The input of BERT: token, segment and position embeddings, added up and put through LayerNorm (Devlin et al. 2019).

`split_input` takes the sum apart; `states_without` leaves parts out and runs the layers on what is left.
"""

from collections.abc import Collection

import numpy as np
import torch

from components.engine.loading.bert_like import bert_blocks, bert_input
from components.engine.loading.load import Encoder
from components.engine.records import Encoding, read_only, record

PARTS = ("token", "segment", "position")


@record
class InputParts:
    """What one input is made of."""

    vectors: np.ndarray  # (3, tokens, width) float32: token, segment, position
    total: np.ndarray  # (tokens, width): their sum
    normed: np.ndarray  # (tokens, width): the sum through LayerNorm, which is state 0


def split_input(encoder: Encoder, encoding: Encoding) -> InputParts:
    """Take the input of an encoded text apart.

    Raises ArchitectureError for models that are not built like BERT.
    """
    module = bert_input(encoder)
    ids = torch.tensor(encoding.ids)
    # RoBERTa and its kin count positions from the padding id upwards.
    first = module.padding_idx + 1 if hasattr(module, "padding_idx") else 0
    with torch.inference_mode():
        vectors = torch.stack(
            [
                module.word_embeddings(ids),
                module.token_type_embeddings(torch.tensor(encoding.segment_ids)),
                module.position_embeddings(torch.arange(first, first + len(ids))),
            ]
        )  # (3, tokens, width)
        total = vectors.sum(dim=0)
        normed = module.LayerNorm(total)
    return InputParts(*(array.numpy() for array in (vectors, total, normed)))


def states_without(encoder: Encoder, parts: InputParts, off: Collection[str] = ()) -> np.ndarray:
    """Run the layers on the sum without the parts named in `off`: states (layers + 1, tokens, width).

    Without anything off these are the model's own states.
    """
    kept = [number for number, name in enumerate(PARTS) if name not in off]
    with torch.inference_mode():
        total = torch.tensor(parts.vectors[kept]).sum(dim=0)
        states = [bert_input(encoder).LayerNorm(total)[None]]
        for block in bert_blocks(encoder):
            states.append(block(states[-1]))
    return read_only(torch.cat(states).numpy())
