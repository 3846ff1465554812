"""How a text file is encoded: strict UTF-8 first, UTF-8 with rare bad bytes second, then a library's guess.

The guess is chardet's, of the lines that are not plain ASCII. Left out: UTF-7 and other encodings that nobody saves in.
"""

import codecs
import io
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import BinaryIO

from chardet import detect_all

from components.engine.errors import FileError

SAMPLE = 200_000  # bytes that the library guesses from
PART = 1_000_000  # bytes read at a time
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32"} | {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
MOST_CONTROLS = 0.01  # of a text's bytes
C1 = re.compile("[\x80-\x9f]")  # controls that no text holds
SUPERSETS = {"iso8859-1": "cp1252", "iso8859-2": "cp1250", "iso8859-7": "cp1253", "iso8859-9": "cp1254"}
SUPERSETS |= {"iso8859-8": "cp1255", "iso8859-6": "cp1256", "tis-620": "cp874"}
FOUR_BYTES = re.compile(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]")
NEAR = 0.8  # of the best guess's confidence
SURE = 2  # characters beyond ASCII that are valid UTF-8, for each byte that is not


def detect_encoding(file: BinaryIO, name: str) -> str:
    """Tell how the text is encoded, by the name of Python's codec.

    Raises FileError if it is empty or no text at all.
    """
    file.seek(0)
    head = file.read(4)
    if not head:
        raise FileError(f"“{name}” is empty.")
    marked = next((encoding for mark, encoding in MARKS.items() if head.startswith(mark)), None)
    if marked is not None:
        return marked
    valid, bad, other = count_utf8(file)
    if bad == 0 and not other:
        return "utf-8-sig"
    sample = telling_lines(file, other)
    guess = best_guess(sample)
    wide = guess is not None and guess.startswith(("utf-16", "utf-32", "iso2022", "hz"))
    if bad <= valid / SURE and not wide and not is_binary(sample):
        return "utf-8-sig"
    if guess is None or (is_binary(sample) and not wide):
        raise FileError(f"“{name}” is no plain text (it may be a document or a picture). Save it as .txt first.")
    return guess


def best_guess(sample: bytes) -> str | None:
    """Take the library's guess, or one nearly as good that makes no nonsense of the text.

    Western letters are by far the more frequent of nearly equal guesses, and Windows' encodings than ISO's. Where
    GB18030's letters of four bytes are, such as emoji, no other encoding is.
    """
    if FOUR_BYTES.search(sample) and decodes(sample, "gb18030"):
        return "gb18030"
    found = [
        (codecs.lookup(str(one["encoding"])).name, one["confidence"]) for one in detect_all(sample) if one["encoding"]
    ]
    if not found:
        return None
    near = [(name, sure) for name, sure in found if sure >= NEAR * found[0][1]]
    guess, _ = min(near, key=lambda one: (nonsense(sample, one[0]), one[0] != "cp1252", -one[1]))
    wider = SUPERSETS.get(guess, guess)
    return wider if letters(sample, wider) >= letters(sample, guess) else guess


def nonsense(sample: bytes, encoding: str) -> int:
    """Count what no text holds, if it is read in an encoding: controls, and letters of two alphabets in one word."""
    text = sample.decode(encoding, "replace")
    inside = (pair for pair in pairwise(text) if pair[0].isalpha() and pair[1].isalpha())
    return len(C1.findall(text)) + sum(is_latin(first) != is_latin(second) for first, second in inside)


def letters(sample: bytes, encoding: str) -> int:
    """Count the letters of a text in an encoding."""
    return sum(map(str.isalpha, sample.decode(encoding, "replace")))


@cache
def is_latin(letter: str) -> bool:
    """Tell whether a letter is one of the Latin alphabet."""
    return unicodedata.name(letter, "").startswith("LATIN")


def decodes(sample: bytes, encoding: str) -> bool:
    """Tell whether a text's beginning is written in an encoding; its last character may be cut."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def count_utf8(file: BinaryIO) -> tuple[int, int, bool]:
    """Count characters beyond ASCII that are valid UTF-8, and those that are not; tell of signs of other encodings.

    Those are NUL, which UTF-16 and UTF-32 have, escape, which ISO-2022 has, and more controls than a text holds.
    """
    valid = bad = controls = size = 0
    other = False
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for part in parts_of(file):
        text = decoder.decode(part, len(part) < PART)
        damaged = text.count("\ufffd") - part.count(b"\xef\xbf\xbd")
        bad += max(damaged, 0)
        valid += len(text) - len(text.encode("ascii", "ignore")) - max(damaged, 0)
        other |= b"\0" in part or b"\x1b" in part
        controls, size = controls + count_controls(part), size + len(part)
    return valid, bad, other or controls > MOST_CONTROLS * size


def parts_of(file: BinaryIO) -> Iterator[bytes]:
    """Read a file from its start in parts; the last one is shorter than the others, and may be empty."""
    file.seek(0)
    while len(part := file.read(PART)) == PART:
        yield part
    yield part


def telling_lines(file: BinaryIO, whole: bool) -> bytes:
    """Return the beginning of a file, without the lines of plain ASCII unless it is wanted whole."""
    file.seek(0)
    if whole:
        return file.read(SAMPLE)
    kept, size = [], 0
    for line in file:
        if not line.isascii():
            kept.append(line[: SAMPLE - size])
            size += len(kept[-1])
        if size >= SAMPLE:
            break
    return b"".join(kept)


def is_binary(sample: bytes) -> bool:
    """Tell whether there are more control characters than a text has."""
    return b"\0" in sample or count_controls(sample) > MOST_CONTROLS * len(sample)


def count_controls(part: bytes) -> int:
    """Count the control characters that a text does not have."""
    return len(part) - len(part.translate(None, CONTROLS))


def open_text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Read `file` from its start as text; detach it again when done, or it is closed with the wrapper."""
    file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
