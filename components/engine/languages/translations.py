"""Which sentence translates which: the ratio margin (Artetxe & Schwenk 2019, section 3.2).

A sentence that is near to everything is no match for anything, so each cosine is divided by how near the two are to
their neighbours anyway:
    margin(x, y) = cos(x, y) / (mean cosine of x with its k nearest y / 2 + mean cosine of y with its k nearest x / 2)
"""

import re
from pathlib import Path

import numpy as np

from components.engine.encoding.text_vectors import embed_texts
from components.engine.errors import TextError
from components.engine.geometry.vectors import unit
from components.engine.loading.load import Encoder
from components.engine.progress import OnProgress, ShouldStop, never, share_between, unheard
from components.engine.records import record

NEIGHBOURS = 4
FLOOR = 0.05  # of the neighbours' mean cosine: a ratio to less is noise, to less than 0 it has no meaning
PREFIX = "query: "  # multilingual-e5 was trained with it before every text that is compared with its like


@record
class Matched:
    """Two lists of sentences compared at every layer."""

    cosines: np.ndarray  # (layers + 1, first, second)
    margins: np.ndarray  # the same shape

    def accuracy(self) -> tuple[np.ndarray, np.ndarray]:
        """Return how often the k-th sentence's match is the k-th, by margin and by cosine: (layers + 1,) each.

        Both directions count. The lists must translate each other line by line.
        """
        return tuple(hits(scores).mean(axis=1) for scores in (self.margins, self.cosines))


def hits(scores: np.ndarray) -> np.ndarray:
    """Tell whether each sentence finds its partner, (layers + 1, n, n) to (layers + 1, 2 n), both directions."""
    right = np.arange(scores.shape[1])
    return np.concatenate([scores.argmax(axis=2) == right, scores.argmax(axis=1) == right], axis=1)


def margin_scores(cosines: np.ndarray, neighbours: int = NEIGHBOURS) -> np.ndarray:
    """Turn cosines (…, first, second) into ratio margins of the same shape."""
    k = min(neighbours, *cosines.shape[-2:])
    forth = np.sort(cosines, axis=-1)[..., -k:].mean(axis=-1)[..., :, None]
    back = np.sort(cosines, axis=-2)[..., -k:, :].mean(axis=-2)[..., None, :]
    return cosines / np.maximum((forth + back) / 2, FLOOR)


def match(
    encoder: Encoder,
    first: tuple[str, ...],
    second: tuple[str, ...],
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> Matched | None:
    """Compare two lists of sentences at every layer: mean pooling, and the prefix of models that want one.

    Returns None if `should_stop` said so.

    Raises TextError if a sentence is too long or holds nothing.
    """
    sides = []  # two (layers + 1, sentences, width)
    for side, (name, lines) in enumerate((("first", first), ("second", second))):
        try:
            read = embed_texts(
                encoder,
                [prefix(encoder) + line for line in lines],
                on_progress=share_between(on_progress, side / 2, (side + 1) / 2),
                should_stop=should_stop,
            )
        except TextError as error:
            raise TextError(f"In the {name} list: {error}") from error
        if read is None:
            return None
        sides.append(unit(read.pooled["mean"]))
    cosines = sides[0] @ sides[1].swapaxes(1, 2)
    return Matched(cosines, margin_scores(cosines))


def prefix(encoder: Encoder) -> str:
    """Return what a model wants before a text."""
    name = Path(encoder.facts.name).name.lower()
    return PREFIX if re.search("(?<![a-z0-9])e5(?![a-z0-9])", name) else ""
