"""The two controls of every page that makes one vector of a text: pooling and layer."""

from components.ui.shared import models
from components.ui.shell import choices, visit

visit.declare(__name__, pooling=str)
POOLING_HELP = (
    "How one vector comes of many tokens. mean: over all tokens, as sentence-transformers does; words: without [CLS] "
    "and [SEP]; [CLS]: the first token alone; maximum: the largest number of each dimension."
)


def pooling() -> str:
    """Ask how to make one vector of a text."""
    from components.engine.encoding.text_vectors import POOLINGS  # it brings torch, for which no text box should wait

    return choices.pick("Pooling", "pooling", POOLINGS, help=POOLING_HELP)


def pooling_and_layer(model: str) -> tuple[str, int]:
    """Ask for both."""
    return pooling(), choices.layer_slider(models.facts(model))


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a text without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
