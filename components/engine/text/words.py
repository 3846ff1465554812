"""Which pieces make a word, and which characters a piece owns, whatever the tokenizer.

Tokenizers do not agree on what a word is. WordPiece's cuts at spaces and signs; XLM-R's cuts at spaces alone, so that a
whole Chinese sentence is one word to it, and "rates." another. Here a word ends at a space or sign as well, and in a
script that puts no spaces between words each piece is a word of its own.

XLM-R's puts ▁ before each part between spaces. Where no piece begins with it, ▁ is a piece by itself, and the tokenizer
says that it stands for the character after it. It owns none.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Sequence

from tokenizers import Encoding as TokenizerEncoding

# Scripts that put no spaces between words.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
SPACE_SIGN = "▁"
# For the package regex, to which a combining mark is part of a word; the signs that pick an emoji's look are not.
LETTER = r"[^\W\ufe00-\ufe0f\u200d]"


def own_offsets(tokenized: TokenizerEncoding) -> list[tuple[int, int]]:
    """Tell which characters each token owns: first, one past the last; a lone ▁ owns none."""
    pairs = zip(tokenized.tokens, tokenized.offsets, strict=True)
    return [(start, start) if token == SPACE_SIGN else (start, end) for token, (start, end) in pairs]


def word_numbers(tokenized: TokenizerEncoding, texts: Sequence[str]) -> list[int | None]:
    """Count the words through `texts` (one or two), and give each token its word's number; None for special tokens."""
    numbers: list[int | None] = []
    number, last = -1, None  # last: the token before, as its text, word and offsets
    offsets = own_offsets(tokenized)
    for place, (side, word) in enumerate(zip(tokenized.sequence_ids, tokenized.word_ids, strict=True)):
        if word is None or side is None:
            numbers.append(None)
            last = None
            continue
        if last is None or last[:2] != (side, word) or is_seam(texts[side], last[2], offsets[place]):
            number += 1
        numbers.append(number)
        last = (side, word, offsets[place])
    return numbers


def group_by_word(numbers: Iterable[Hashable]) -> list[list[int]]:
    """List the places of each word's tokens, given each token's word; tokens whose word is None are left out."""
    places: dict[Hashable, list[int]] = {}
    for place, number in enumerate(numbers):
        if number is not None:
            places.setdefault(number, []).append(place)
    return list(places.values())


def is_seam(text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Tell whether one word ends and another begins between two neighbouring tokens."""
    if before[0] == before[1] or before[1] != after[0] or after[0] == after[1]:
        return False  # a lone ▁, or pieces of one character, which overlap
    left, right = text[before[1] - 1], text[after[0]]
    return not (in_word(left) and in_word(right)) or UNSPACED.search(left + right) is not None


def in_word(character: str) -> bool:
    """Tell whether a character is a letter, a mark that belongs to one, or a digit."""
    return unicodedata.category(character)[0] in "LMN"


def words_of(tokenized: TokenizerEncoding, text: str) -> list[tuple[int, int, int, int]]:
    """List a sentence's words: first and last token, first character, one past the last."""
    offsets = own_offsets(tokenized)
    found = [
        (tokens[0], tokens[-1], offsets[tokens[0]][0], offsets[tokens[-1]][1])
        for tokens in group_by_word(word_numbers(tokenized, [text]))
    ]
    return [one for one in found if any(map(str.isalnum, text[one[2] : one[3]]))]
