"""Questions and a text to answer them from: passages ranked by cosine, and in the best one the words that may answer.

The encoder was never trained to point at answers, so this is a reading of its vectors: an answer is like the asking
word (“when” and a date have like vectors half-way up the model) and unlike the rest of the question, which a passage
merely repeats. Each run of a few words is scored by the mean of that difference over its words, times the root of
their number, so that one word needs a larger mean than six.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from components.engine.encoding.encode import encode
from components.engine.errors import TextError
from components.engine.files.built_in_tables import DATA, read_built_in
from components.engine.geometry.vectors import unit
from components.engine.loading.load import Encoder
from components.engine.records import Encoding, record
from components.engine.text.words import group_by_word

MOST_WORDS = 6  # of a marked span
REPEATED = 1.5  # how much likeness to the rest of the question counts against a word
ASKING = frozenset(("who", "whom", "whose", "what", "which", "when", "where", "why", "how", "from"))
ASKING |= {"many", "much", "far", "long", "high", "old"}  # how …


@record
class Passage:
    """Some sentences in a row: the numbers of the first and one past the last, and the text."""

    first: int
    last: int
    text: str


def cut_passages(sentences: Sequence[str], length: int = 1) -> list[Passage]:
    """Cut a text into passages of `length` sentences, each beginning one sentence after the one before.

    Raises TextError if there is no sentence.
    """
    if not sentences:
        raise TextError("There is no text to answer from. Paste one.")
    starts = range(max(1, len(sentences) - length + 1))
    return [Passage(start, start + length, " ".join(sentences[start : start + length])) for start in starts]


def best_span(encoder: Encoder, question: str, passage: str) -> tuple[int, int]:
    """Find the characters of the passage that may answer: first, one past the last.

    Raises TextError if question or passage has no word.
    """
    asked, read = encode(encoder, question), encode(encoder, passage)
    if asked.special.all() or read.special.all():
        raise TextError("Question and text need a word each. Type some.")
    layer = encoder.facts.layers // 2
    words = group_by_word(read.word_ids)
    spans = [(int(read.offsets[places[0], 0]), int(read.offsets[places[-1], 1])) for places in words]
    scores = answer_scores(question, asked, read, words, layer)
    scores = scores - scores.mean()
    sound = [any(map(str.isalnum, passage[first:last])) for first, last in spans]
    best, chosen = -np.inf, (0, 1)
    for first in range(len(words)):
        for last in range(first + 1, min(first + MOST_WORDS, len(words)) + 1):
            value = scores[first:last].mean() * np.sqrt(last - first)
            if value > best and sound[first] and sound[last - 1]:
                best, chosen = value, (first, last)
    return spans[chosen[0]][0], spans[chosen[1] - 1][1]


def answer_scores(
    question: str, asked: Encoding, read: Encoding, words: Sequence[Sequence[int]], layer: int
) -> np.ndarray:
    """Score the passage's words: the cosine with the asking words, minus the largest with the other ones."""
    inside, states = unit(asked.states[layer]), unit(read.states[layer])
    groups = group_by_word(asked.word_ids)
    asking = [is_asking(question, asked, places) for places in groups]
    if not any(asking):
        asking[0] = True  # another language: the first word usually asks
    wanted = unit(inside[[place for group, yes in zip(groups, asking, strict=True) if yes for place in group]].mean(0))
    rest = [place for group, yes in zip(groups, asking, strict=True) if not yes for place in group]
    like = np.array([(states[places] @ wanted).mean() for places in words])
    if not rest:
        return like
    return like - REPEATED * np.array([(states[places] @ inside[rest].T).max() for places in words])


def is_asking(question: str, asked: Encoding, places: Sequence[int]) -> bool:
    """Tell whether a word of the question asks."""
    return question[asked.offsets[places[0], 0] : asked.offsets[places[-1], 1]].casefold() in ASKING


@cache
def built_in_text() -> str:
    """Return the built-in text to answer from."""
    return (DATA / "use" / "lighthouse.txt").read_text(encoding="utf-8").strip()


@cache
def built_in_questions() -> tuple[tuple[str, str], ...]:
    """Return questions about the built-in text, each with its answer as the text spells it."""
    return tuple((row["question"], row["answer"]) for row in read_built_in("use/questions.tsv"))
