"""The results that cross from the engine to figures and pages: frozen records of read-only numpy arrays.

Importing this module loads neither torch nor transformers. Axes have one vocabulary everywhere:
(layers + 1, tokens, width), (layers, heads, tokens, tokens), (layers + 1, n, width). State 0 is the embedding
layer's output; state k is the output of block k, whose weights are `attention[k - 1]`.
"""

import sys
from dataclasses import dataclass, field, is_dataclass, replace
from typing import TypeVar, dataclass_transform

import numpy as np

Made = TypeVar("Made")

MASKED, NEXT_SENTENCE = "masked word", "next sentence"  # what BERT is trained on


def read_only(array: np.ndarray) -> np.ndarray:
    """Return `array` locked against writing, so that it can be shared between visitors."""
    array.flags.writeable = False
    return array


@dataclass_transform()
def record(made: type[Made]) -> type[Made]:
    """Make a class a frozen dataclass that locks its arrays, also those in a dictionary, as `read_only` does."""

    def lock(self: Made) -> None:
        for value in vars(self).values():
            for array in value.values() if isinstance(value, dict) else (value,):
                if isinstance(array, np.ndarray):
                    read_only(array)

    made.__post_init__ = lock  # type: ignore[attr-defined]
    return dataclass(frozen=True)(made)


def bytes_of(value: object) -> int:
    """Count the bytes of all arrays and texts in a result, however deep they lie."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if isinstance(value, str):
        return sys.getsizeof(value)
    if is_dataclass(value):
        value = vars(value)
    if isinstance(value, dict):
        value = (*value, *value.values())
    return sum(map(bytes_of, value)) if isinstance(value, tuple | list) else 0


@record
class ModelFacts:
    """What a page needs to know about a model, without the model."""

    name: str
    kind: str  # the architecture: "bert", "roberta", ...
    layers: int
    heads: int
    width: int
    max_tokens: int  # special tokens included
    vocabulary: int
    parameters: int
    source: str  # "bundled", "folder" or "hub"
    objectives: tuple[str, ...] = ()  # MASKED, NEXT_SENTENCE: those it has a head for


@record
class Encoding:
    """Everything the model computed for one text (or pair), special tokens included."""

    tokens: tuple[str, ...]  # as the vocabulary spells them, decoded to readable text
    ids: np.ndarray  # (tokens,) int64
    word_ids: tuple[int | None, ...]  # running number of the word, over both texts; None for special tokens
    segment_ids: np.ndarray  # (tokens,) int64, 0 or 1
    offsets: np.ndarray  # (tokens, 2) int64, characters of the token's own text
    states: np.ndarray  # (layers + 1, tokens, width) float32
    attention: np.ndarray  # (layers, heads, tokens, tokens) float32; each row sums to 1

    @property
    def special(self) -> np.ndarray:
        """Mark the special tokens: (tokens,) bool."""
        return np.array([word is None for word in self.word_ids])


@record
class Span:
    """Where a word stands: sentence number, first character, one past the last."""

    sentence: int
    start: int
    end: int


@dataclass(frozen=True)  # no record: who embeds occurrences locks them, and others may make some to change
class Occurrences:
    """The vectors of some occurrences, all layers; every occurrence is the mean of all its pieces."""

    spans: tuple[Span, ...]
    states: np.ndarray  # (layers + 1, n, width) float32
    context: np.ndarray  # (layers + 1, n, width) float32: the mean of the sentence's tokens, special ones left out
    nearby: np.ndarray | None = None  # like context, but tokens near the word weigh more; see occurrences.closeness
    windows: tuple[int, ...] = ()  # occurrences in sentences too long for the model, seen through a window around them
    sentences: tuple[str, ...] = ()  # those that `spans` number, as written
    reader: object = field(default=None, repr=False, compare=False)  # the Encoder that read them, to be asked for more
    later: dict = field(default_factory=dict, repr=False, compare=False)  # what it was asked later; copies share it

    def some(self, numbers: np.ndarray) -> "Occurrences":
        """Keep the occurrences of these numbers, in their order."""
        return replace(
            self,
            spans=tuple(self.spans[number] for number in numbers) if self.spans else (),
            states=self.states[:, numbers],
            context=self.context[:, numbers],
            nearby=None if self.nearby is None else self.nearby[:, numbers],
            windows=(),
        )

    @property
    def texts(self) -> np.ndarray:
        """Number the sentence of each occurrence: (n,), the same for copies of a sentence, white space aside."""
        if not self.spans:
            return np.arange(self.states.shape[1])
        numbers = [span.sentence for span in self.spans]
        written = [" ".join(self.sentences[number].split()) for number in numbers] if self.sentences else numbers
        return np.unique(written, return_inverse=True)[1]


@record
class SenseClusters:
    """Groups of occurrences found without labels, numbered from 0 by size, the largest first."""

    labels: np.ndarray  # (n,) int64: the group, or -1 where unsure
    nearest: np.ndarray  # (n,) int64: the group, also where unsure
    confidence: np.ndarray  # (n,) float64 in 0 … 1; NaN if there is one group
    typical: tuple[np.ndarray, ...]  # for each group its occurrences' numbers, the most typical first
    evidence: float = np.nan  # standard deviations by which vectors part better than noise; NaN if they were not alone
    doubt: float = np.nan  # of the weakest cut by substitutes that was made, else of the best; NaN if none was tried

    @property
    def count(self) -> int:
        """Count the groups."""
        return len(self.typical)


@record
class LayerCurves:
    """How well senses part at each layer, in the full space; every array is (layers + 1,) float64."""

    silhouette: np.ndarray  # -1 … 1, cosine distance; NaN if undefined
    accuracy: np.ndarray  # 0 … 1: the nearest occurrence in another sentence has the same sense; NaN if undefined
    low: np.ndarray  # bootstrap 95 % interval of the accuracy
    high: np.ndarray
    self_similarity: np.ndarray  # mean cosine of all pairs of occurrences in different sentences
    adjusted: np.ndarray  # the same minus the baseline; NaN without one
    baseline: np.ndarray  # mean cosine of random words (anisotropy); NaN if not given
    counted: int  # occurrences in the accuracy: those whose sense occurs in another sentence
    sentences: int  # different sentences that these stand in
    majority: float  # accuracy of always guessing their most frequent sense; NaN if there are none


@record
class WordEffects:
    """What each other word of a sentence does to the target's vector."""

    words: tuple[tuple[int, int], ...]  # characters: first, one past the last
    shift: np.ndarray  # (words, senses, layers + 1): cosine with the word minus without; positive pulls towards
    base: np.ndarray  # (senses, layers + 1): cosine of the untouched target
