"""The parts of models that are built as BERT is, and its block step by step; other models are refused with a sentence.

Whoever looks inside calls the model’s own parts one after the other, so that nothing stays behind on the model, which
all visitors share.
"""

from collections.abc import Sequence
from typing import Any

import torch

from components.engine.catalog import BERT_LIKE
from components.engine.errors import ArchitectureError
from components.engine.loading.load import Encoder

Part = Any  # of a model: torch knows modules by name alone, so that no checker can tell what they hold


def bert_blocks(encoder: Encoder) -> Sequence[Part]:
    """Return the blocks of a model whose blocks are BERT’s: block k, from 0, makes state k + 1 from state k.

    Raises ArchitectureError for other models.
    """
    refuse_unless(encoder.facts.kind in BERT_LIKE, encoder)
    model: Part = encoder.model
    return model.encoder.layer


def bert_input(encoder: Encoder) -> Part:
    """Return what makes state 0, if that is the sum of token, segment and position through LayerNorm.

    Raises ArchitectureError for models that add something else as well, or widen the sum.
    """
    config = encoder.model.config
    wide = getattr(config, "embedding_size", config.hidden_size) == config.hidden_size
    plain = wide and not getattr(config, "use_task_id", False)
    refuse_unless(encoder.facts.kind in BERT_LIKE and plain, encoder)
    model: Part = encoder.model
    return model.embeddings


def refuse_unless(like: bool, encoder: Encoder) -> None:
    """Raise ArchitectureError unless the model is `like` BERT."""
    if not like:
        raise ArchitectureError(
            f"“{encoder.facts.name}” is of the kind “{encoder.facts.kind}”, which is not built of the parts shown "
            "here. Pick a model that is built like BERT, such as the bundled one."
        )


def by_head(attention: Part, looking: torch.Tensor, seen: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Compute the queries of `looking`, the keys and values of `seen`: (…, tokens, width) to (…, heads, tokens, d)."""
    rows = attention.query(looking), attention.key(seen), attention.value(seen)
    return tuple(one.unflatten(-1, (attention.num_attention_heads, -1)).transpose(-3, -2) for one in rows)


def finish_block(block: Part, mixed: torch.Tensor, states: torch.Tensor) -> torch.Tensor:
    """Go on from the heads’ sums of values side by side, (…, tokens, heads · d), to the block’s output for `states`."""
    attended = block.attention.output(mixed, states)
    return block.output(block.intermediate(attended), attended)
