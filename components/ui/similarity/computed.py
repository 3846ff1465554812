"""What visitors share of the page Similarity: words marked, tokens aligned, answers, agreement."""

from typing import Any

import numpy as np

from components.engine.records import Span
from components.engine.similarity.agreement import measure_agreement
from components.engine.similarity.answers import best_span
from components.engine.similarity.bertscore import align
from components.engine.text.starred_words import read_marked
from components.ui.shared import waiting
from components.ui.shared.models import encoder
from components.ui.shared.readings import EncodedText, occurrences
from components.ui.shared.store import digest, shared


def marked_words(name: str, lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Span, ...], np.ndarray]:
    """Return the sentences without stars, the places of the words, and their vectors (layers + 1, n, width)."""
    sentences, spans = read_marked(lines)
    return sentences, spans, occurrences(name, sentences, spans).states


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
