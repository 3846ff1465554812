"""What visitors share of the page Similarity: tokens aligned, answers, agreement."""

from typing import Any

from components.engine.similarity.agreement import measure_agreement
from components.engine.similarity.answers import best_span
from components.engine.similarity.bertscore import align
from components.ui.shared import waiting
from components.ui.shared.models import encoder
from components.ui.shared.readings import EncodedText
from components.ui.shared.store import digest, shared


@shared
def alignment(first: EncodedText, second: EncodedText, layer: int) -> Any:
    """Match the tokens of two texts: an `engine.similarity.bertscore.Alignment`."""
    return align(first.encoding, second.encoding, layer)


@shared
def span(name: str, question: str, passage: str) -> tuple[int, int]:
    """Find the characters of the passage that may answer."""
    return best_span(encoder(name), question, passage)


def agreement(name: str, pairs: Any) -> Any:
    """Compare cosines with people's scores: an `engine.similarity.agreement.Agreement`."""
    key = ("agreement", name, digest((*pairs.first, *pairs.second)), pairs.scores)
    what = f"Reading {len(pairs.scores):,} pairs …"
    return waiting.finish(key, what, lambda note, stop: measure_agreement(encoder(name), pairs, note, stop))
