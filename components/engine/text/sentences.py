"""A text cut into its sentences, whatever its script: the one splitter of all pages.

By sentencex, with its rules for English, in which "Dr. Smith", "e.g.", "3.5" and "the U.S. economy" are left whole; the
signs that end a sentence are those of all scripts. Left out: abbreviations of other languages ("p. ej."), as the
language of a text is not known.
"""

from itertools import pairwise

from sentencex import get_sentence_boundaries

from components.engine.text.clean_text import encodable


def sentence_ends(text: str) -> list[int]:
    """List where sentences end in a text as written: one past the last character, white space included."""
    return [found["end_index"] for found in get_sentence_boundaries("en", encodable(text))]


def split_sentences(text: str) -> tuple[str, ...]:
    """Cut a text into its sentences; white space around them is left out."""
    parts = (text[first:last].strip() for first, last in pairwise([0, *sentence_ends(text)]))
    return tuple(part for part in parts if part)
