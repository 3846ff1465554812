"""What of a text can be read at all: how long it may be, and characters that no tokenizer takes."""

MOST_CHARACTERS = 200_000  # no 512 tokens are that long; it keeps a pasted library from blocking everyone


def encodable(text: str) -> str:
    """Replace what UTF-8 cannot hold (half a surrogate pair, from a damaged file) by a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
