"""What of a text can be read at all: how long it may be, characters that no tokenizer takes or that nobody sees."""

import unicodedata

MOST_CHARACTERS = 200_000  # no 512 tokens are that long; it keeps a pasted library from blocking everyone
JOINERS = "\u200c\u200d"  # inside Persian words and emoji


def encodable(text: str) -> str:
    """Replace what UTF-8 cannot hold (half a surrogate pair, from a damaged file) by a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def visible(text: str) -> str:
    """Replace control characters, which no font draws, by a mark, and each kind of space by the ordinary one."""
    return "".join(
        one if one.isprintable() or one in JOINERS else " " if unicodedata.category(one) == "Zs" else "·"
        for one in text
    )
