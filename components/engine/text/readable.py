"""Pieces of a vocabulary as people read them.

WordPiece ("##ing") and SentencePiece ("▁bank") pieces are readable as they are. Byte-level BPE (Radford et al. 2019)
writes each byte as one printable letter, so that "€" is spelled "âĤ¬" and " bank" "Ġbank"; here these become
characters again, with ▁ for the space. A piece that ends inside a character keeps its lone bytes, as <0xE2>.
"""

import codecs
from collections.abc import Sequence

from transformers import PreTrainedTokenizerFast
from transformers.convert_slow_tokenizer import bytes_to_unicode

LETTERS = {letter: byte for byte, letter in bytes_to_unicode().items()}  # printable bytes stand for themselves


def write_bytes(error: UnicodeDecodeError) -> tuple[str, int]:
    """Write the bytes that are no character as <0xE2>, and go on after them."""
    return "".join(f"<0x{byte:02X}>" for byte in error.object[error.start : error.end]), error.end


codecs.register_error("lone bytes", write_bytes)  # type: ignore[arg-type]  # asked by decoders alone


def spell(piece: str) -> str:
    """Turn a byte-level piece into characters: "Ġcafé", spelled "ĠcafÃ©", into "▁café"."""
    if not all(letter in LETTERS for letter in piece):
        return piece  # an added token, which is kept as text
    return bytes(LETTERS[letter] for letter in piece).decode("utf-8", "lone bytes").replace(" ", "▁")


def readable(tokenizer: PreTrainedTokenizerFast, pieces: Sequence[str]) -> tuple[str, ...]:
    """Spell pieces of `tokenizer` for people."""
    backend = tokenizer.backend_tokenizer
    is_byte_level = "ByteLevel(" in f"{backend.pre_tokenizer!r} {backend.decoder!r}"
    return tuple(map(spell, pieces)) if is_byte_level else tuple(pieces)
