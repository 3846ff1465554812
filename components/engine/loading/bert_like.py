"""Models that are built of BERT’s parts, and those parts; others are refused with a sentence."""

from components.engine.catalog import BERT_LIKE
from components.engine.errors import ArchitectureError
from components.engine.loading.load import Encoder


def require_bert_like(encoder: Encoder) -> None:
    """Raise ArchitectureError unless the model adds its input up, and orders its blocks, as BERT does."""
    config = encoder.model.config
    wide = getattr(config, "embedding_size", config.hidden_size) == config.hidden_size
    if encoder.facts.kind not in BERT_LIKE or not wide or getattr(config, "use_task_id", False):
        raise ArchitectureError(
            f"“{encoder.facts.name}” is of the kind “{encoder.facts.kind}”, which is not built of the parts shown "
            "here. Pick a model that is built like BERT, such as the bundled one."
        )
