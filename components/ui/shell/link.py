"""How a text rides in the link: as it is, or compressed as far as it fits."""

import base64
import re
import zlib
from typing import Any
from urllib.parse import quote_plus

import streamlit as st

PACKED = "_z"  # ends the name under which a compressed text is in the link
# A link much longer than this ends in a bare "400 Bad Request".
LINK_CHARACTERS = 4000
MOST_UNPACKED = 400_000  # bytes: no more is taken out of a compressed text, whatever a link says


def fits_link(value: Any) -> bool:
    """Tell whether a value may ride in the link as it is."""
    return not isinstance(value, str) or link_length(value) <= LINK_CHARACTERS


def link_length(text: str) -> int:
    """Count the characters of `text` as a link spells it."""
    return len(quote_plus(text, errors="replace"))


def packed(text: str) -> str:
    """Compress a text into letters that a link spells as they are."""
    return base64.urlsafe_b64encode(zlib.compress(text.encode("utf-8", "replace"), 9)).decode().rstrip("=")


def unpacked(letters: str) -> str | None:
    """Return the text of which `packed` made these letters; None if they are not of that kind."""
    try:
        content = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        return zlib.decompressobj().decompress(content, MOST_UNPACKED).decode("utf-8")
    except (ValueError, zlib.error):
        return None


def rides_in_link(text: str) -> bool:
    """Tell whether a text is in the link, as it is or compressed."""
    return fits_link(text) or len(packed(text)) <= LINK_CHARACTERS


def named_in_link(key: str, kind: type, default: Any) -> Any:
    """Return the value of this kind that the link names, as Streamlit will read it."""
    named = st.query_params.get_all(key)
    if kind is list:
        return named
    if kind is bool:
        return named[-1].lower() == "true"
    if kind is int:
        return int(named[-1]) if re.fullmatch("[0-9]{1,5}", named[-1]) else default
    return named[-1]


def pack_into_link(key: str, text: str) -> None:
    """Put a text that is too long for the link into it compressed, if it fits then."""
    letters = packed(text) if not fits_link(text) else ""
    if 0 < len(letters) <= LINK_CHARACTERS:
        if st.query_params.get(key + PACKED) != letters:
            st.query_params[key + PACKED] = letters
    elif key + PACKED in st.query_params:
        del st.query_params[key + PACKED]
