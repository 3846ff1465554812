"""Two sentences in two languages, word by word: mutual nearest neighbours (SimAlign, Jalili Sabet et al. 2020, Argmax).

A word is linked with one of the other sentence when each is the other's nearest by cosine. A word's vector is the mean
of its pieces, at any layer. In scripts without spaces a word is what the model's tokenizer takes as one piece: the unit
that has a vector; single characters would cut 银行 (bank) into silver and row. Leaves out the paper's other two methods
(optimal matching, and a second round for words left over): a word may stay alone.
"""

from collections.abc import Sequence, Set

import numpy as np

from components.engine.encoding.occurrences import embed_occurrences, word_spans
from components.engine.errors import TextError
from components.engine.geometry.vectors import unit
from components.engine.loading.load import Encoder
from components.engine.records import Span, record

MOST_WORDS = 1000  # of a sentence: the cosines of all pairs at every layer take 52 MB

Links = Set[tuple[int, int]]


@record
class WordCosines:
    """The words of two sentences and their likeness at every layer."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    cosines: np.ndarray  # (layers + 1, first, second)

    def links(self, layer: int) -> frozenset[tuple[int, int]]:
        """Return the pairs of words that are each other's nearest at one layer."""
        return mutual_argmax(self.cosines[layer])


def mutual_argmax(cosines: np.ndarray) -> frozenset[tuple[int, int]]:
    """Return the cells of (first, second) that are the largest of their row and of their column."""
    forth, back = cosines.argmax(axis=1), cosines.argmax(axis=0)
    return frozenset((i, int(j)) for i, j in enumerate(forth) if back[j] == i)


def compare_words(
    encoder: Encoder,
    first: str,
    second: str,
    first_words: Sequence[Span] | None = None,
    second_words: Sequence[Span] | None = None,
) -> WordCosines:
    """Compare every word of one sentence with every word of another, at every layer.

    Words are found by the model's tokenizer unless they are given. Raises TextError if a sentence has none.
    """
    sides = []
    for name, sentence, words in (("first", first, first_words), ("second", second, second_words)):
        words = word_spans(encoder, sentence, 0) if words is None else list(words)
        if not words:
            raise TextError(f"The {name} sentence has no word yet. Type one.")
        if len(words) > MOST_WORDS:
            raise TextError(f"The {name} sentence has {len(words):,} words; at most {MOST_WORDS:,} are aligned.")
        surfaces = tuple(sentence[word.start : word.end] for word in words)
        sides.append((surfaces, unit(embed_occurrences(encoder, [sentence], words).states)))
    (one, vectors), (other, others) = sides
    return WordCosines(one, other, np.clip(vectors @ others.swapaxes(1, 2), -1, 1))


def alignment_scores(found: Sequence[Links], drawn: Sequence[Links]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of links over all sentences together; 0 where there are none."""
    right = sum(len(a & b) for a, b in zip(found, drawn, strict=True))
    precision, recall = right / max(1, sum(map(len, found))), right / max(1, sum(map(len, drawn)))
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0
