"""User text inside Streamlit's Markdown, kept from becoming links, pictures, formulas or colours."""

import re

from components.figures.palette import visible

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>$~:&-])")
# Streamlit makes links of addresses after the escapes are gone; the word joiner, which is not drawn, breaks them.
ADDRESS = re.compile(r"(https?:(?=/|$)|www(?=\.|$)|@(?=[\w-]|$))", re.IGNORECASE)


def prose(text: str) -> str:
    """Escape `text` so that Markdown draws it letter by letter."""
    return SPECIAL.sub(r"\\\1", ADDRESS.sub("\\1\u2060", visible(text)))


def code(text: str) -> str:
    """Write `text` as a code span, which Markdown does not look into."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence} {visible(text)} {fence}"


def with_mark(sentence: str, start: int, end: int) -> str:
    """Escape a sentence and put characters `start` to `end` in bold."""
    return f"{prose(sentence[:start])}**{prose(sentence[start:end])}**{prose(sentence[end:])}"


def with_highlight(sentence: str, start: int, end: int) -> str:
    """Escape a sentence for a heading, where all is bold, and put colour behind characters `start` to `end`."""
    marked = f":primary-background[{prose(sentence[start:end])}]"
    return f"{prose(sentence[:start])}{marked}{prose(sentence[end:])}"
