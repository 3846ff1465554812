"""Where a word stands in sentences: whole words, in any script, with or without inflections. No model."""

from collections.abc import Sequence

import regex

from components.engine.errors import WordError
from components.engine.records import Span
from components.engine.text.words import LETTER, UNSPACED


def find_occurrences(sentences: Sequence[str], word: str, inflections: bool = False) -> list[Span]:
    """Find every place of `word`, as a whole word and in any case.

    With `inflections` also its regular English forms: for "bat" bats, bat's, batted, batting.
    Raises WordError if `word` is empty.
    """
    pattern = word_pattern(word, inflections)
    return [
        Span(number, *match.span()) for number, sentence in enumerate(sentences) for match in pattern.finditer(sentence)
    ]


def word_pattern(word: str, inflections: bool) -> regex.Pattern:
    """Build the expression that `find_occurrences` looks for; a combining mark belongs to its word."""
    word = word.strip()
    if not word:
        raise WordError("There is no word to look for. Type one.")
    body = regex.escape(word)
    if inflections:
        stem = regex.escape(word[:-1]) if word.endswith("e") else body
        body = rf"(?:{body}(?:'?s|es|ed|d)?|(?:{stem}|{body}(?:{regex.escape(word[-1])})?)(?:ing|ed))"
    if not UNSPACED.search(word):  # in those scripts a word is found anywhere
        body = rf"(?<!{LETTER}){body}(?!{LETTER})"
    return regex.compile(body, regex.IGNORECASE)
