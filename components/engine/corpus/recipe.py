"""What of a corpus is embedded, and how: the choices that name an embedding."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from tokenizers import Encoding as TokenizerEncoding

from components.engine.encoding.blocks import Find
from components.engine.errors import CorpusError
from components.engine.loading.fused import DTYPES
from components.engine.text.find_word import find_occurrences
from components.engine.text.function_words import FUNCTION_WORDS
from components.engine.text.words import words_of

SENTENCES, CONTENT, CHOSEN = "sentences", "content words", "chosen words"
UNITS = (SENTENCES, CONTENT, CHOSEN)
KEPT = ("float16", "float32")
MOST_WORDS = 100


@dataclass(frozen=True)
class Recipe:
    """The model, its layer, and what gets a vector: each sentence, each content word, or each use of chosen words."""

    model: str
    layer: int
    unit: str = SENTENCES
    words: tuple[str, ...] = ()  # the chosen ones, each with its regular English forms
    dtype: str = "float32"  # of the computing
    kept: str = "float16"  # of the numbers on the disk

    def check(self) -> None:
        """Raise CorpusError if there is no such choice."""
        if self.unit not in UNITS or self.dtype not in DTYPES or self.kept not in KEPT:
            raise CorpusError(
                f"Embed one of: {', '.join(UNITS)}; compute in {' or '.join(DTYPES)}; keep {' or '.join(KEPT)}."
            )
        if self.unit == CHOSEN and not 0 < len(self.words) <= MOST_WORDS:
            raise CorpusError(f"{len(self.words):,} words are chosen. Choose 1 to {MOST_WORDS}.")

    @property
    def key(self) -> str:
        """Return the name of the folder for what this makes."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]

    @property
    def find(self) -> Find | None:
        """Return what finds the places in a sentence; None for whole sentences."""
        if self.unit == CONTENT:
            return content_words
        return self.chosen_words if self.unit == CHOSEN else None

    def chosen_words(self, text: str, windows: Sequence[TokenizerEncoding]) -> list[tuple[int, int]]:
        """List the places of the chosen words, in the order of the sentence."""
        spans = {(one.start, one.end) for word in self.words for one in find_occurrences([text], word, True)}
        return sorted(spans)

    def __str__(self) -> str:
        what = ", ".join(self.words[:3]) + " …" * (len(self.words) > 3) if self.unit == CHOSEN else self.unit
        return f"{what}, layer {self.layer} of {self.model.rpartition('/')[2]}"


def content_words(text: str, windows: Sequence[TokenizerEncoding]) -> list[tuple[int, int]]:
    """List the places of all words with a letter but English function words; none that a window's edge cuts.

    Every word stands whole in one window, unless it is longer than what two of them share.
    """
    spans = set()
    for number, window in enumerate(windows):
        words = words_of(window, text)
        inner = words[number > 0 : len(words) - (number < len(windows) - 1)]
        spans |= {(start, end) for _, _, start, end in inner}
    said = ((start, end, text[start:end]) for start, end in sorted(spans))
    return [
        (start, end) for start, end, word in said if any(map(str.isalpha, word)) and word.lower() not in FUNCTION_WORDS
    ]
