"""Two ways to cut the same text: a model's tokenizer, or a plain one that needs no vocabulary.

Pieces are compared word by word of the text as it was typed, because tokenizers do not agree on what a word is.
"""

import numpy as np
import regex
from transformers import PreTrainedTokenizerFast

from components.engine.encoding.encode import running_word_ids
from components.engine.errors import TextError
from components.engine.loading.installed import catalogued
from components.engine.loading.load import locate, read_tokenizer
from components.engine.records import record
from components.engine.text.clean_text import MOST_CHARACTERS, encodable
from components.engine.text.readable import readable
from components.engine.text.words import LETTER, UNSPACED, own_offsets

PLAIN = ("characters", "UTF-8 bytes", "words and signs")
WORD = regex.compile(rf"{LETTER}+(?:[’']{LETTER}+)*|[^\w\s]")


@record
class Pieces:
    """One text, cut by one tokenizer, without special tokens. The names are those of `records.Encoding`."""

    tokens: tuple[str, ...]
    ids: np.ndarray  # (tokens,) int64; -1 where the tokenizer has no vocabulary
    word_ids: tuple[int | None, ...]
    offsets: np.ndarray  # (tokens, 2) int64

    def first(self, most: int) -> "Pieces":
        """Return the first `most` tokens."""
        return Pieces(self.tokens[:most], self.ids[:most], self.word_ids[:most], self.offsets[:most])

    def pieces_in(self, start: int, end: int) -> tuple[str, ...]:
        """List the tokens that share a character with `start` to `end`."""
        shared = (self.offsets[:, 0] < end) & (self.offsets[:, 1] > start)
        return tuple(self.tokens[place] for place in np.flatnonzero(shared))


def load_tokenizer(name: str) -> PreTrainedTokenizerFast:
    """Load the tokenizer of a model that is on this machine, without its weights.

    Raises ModelError if there is none, or no fast one.
    """
    name = catalogued(name)
    return read_tokenizer(locate(name)[0], name)


def cut_text(tokenizer: PreTrainedTokenizerFast, text: str) -> Pieces:
    """Cut `text` with a model's tokenizer, however long it is for the model.

    Raises TextError for a text that is empty or far too long for any model.
    """
    require_size(text)
    made = tokenizer(encodable(text), add_special_tokens=False, truncation=False, verbose=False).encodings[0]
    if not made.ids:
        raise TextError("There is nothing to read yet. Type a word or a sentence.")
    offsets = np.array(own_offsets(made))
    return Pieces(readable(tokenizer, made.tokens), np.array(made.ids), running_word_ids(made, set(), [text]), offsets)


def cut_plainly(kind: str, text: str) -> Pieces:
    """Cut `text` into "characters", "UTF-8 bytes" or "words and signs".

    Raises TextError for a text that is empty or far too long for any model.
    """
    require_size(text)
    found = words_of(text)
    if kind == "words and signs":
        rows = [(text[start:end], start, end, word) for word, (start, end) in enumerate(found)]
    else:
        rows = [
            (piece, place, place + 1, word)
            for word, (start, end) in enumerate(found)
            for place in range(start, end)
            for piece in ([text[place]] if kind == "characters" else byte_names(text[place]))
        ]
    tokens, starts, ends, words = zip(*rows, strict=True)
    offsets = np.array([starts, ends]).T
    return Pieces(tokens, np.full(len(tokens), -1), words, offsets)


def byte_names(character: str) -> list[str]:
    """Spell a character's bytes: ASCII as it is, others as <0xE2>."""
    return [character] if character.isascii() else [f"<0x{byte:02X}>" for byte in encodable(character).encode()]


def require_size(text: str) -> None:
    """Raise TextError for a text that is empty or far too long."""
    if len(text) > MOST_CHARACTERS:
        raise TextError(
            f"The text has {len(text):,} characters; at most {MOST_CHARACTERS:,} are looked at. Shorten it."
        )
    if not words_of(text):
        raise TextError("There is nothing to read yet. Type a word or a sentence.")


def words_of(text: str) -> list[tuple[int, int]]:
    """Find the words and signs of a text: first character, one past the last."""
    found = []
    for match in WORD.finditer(text):
        if UNSPACED.search(match[0]):  # each character is a word of its own
            found += [(place, place + 1) for place in range(*match.span())]
        else:
            found.append(match.span())
    return found
