"""A text cut into its sentences, by the signs that end them."""

import re

# A full stop inside a number or an abbreviation ("3.5", "e.g.") ends nothing; signs that need no space after them do.
SENTENCE_END = re.compile(r"[.!?…؟۔]+[\"'”’»)\]]*(?:\s+|$)|[。！？]+[”’»）\]]*\s*")


def split_sentences(text: str) -> tuple[str, ...]:
    """Cut a text after each full stop, question or exclamation mark; parts of white space alone are left out."""
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    parts = (text[first:last].strip() for first, last in zip([0, *ends], [*ends, len(text)], strict=True))
    return tuple(part for part in parts if part)
