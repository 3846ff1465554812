"""Files of static vectors, read without pickle, which can run code.

word2vec   its text format (.vec, .txt, or called .bin; GloVe's own too, which has no first line, and in which a “word”
           may hold spaces) and its binary format (.bin, also with float64)
FastText   its own .bin, which still builds words that it never saw
"""

import codecs
import mmap
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
from gensim.models.fasttext import load_facebook_vectors

from components.engine.errors import FileError
from components.engine.static.vectors import StaticModel, searchable

KINDS = ("bin", "vec", "txt")
FASTTEXT_MAGIC = (793_712_314).to_bytes(4, "little")  # the first bytes of FastText's own files
MOST_FILE_BYTES = 1_000_000_000
MOST_FASTTEXT_BYTES = 200_000_000  # they are read whole
MOST_NUMBERS = 30_000_000  # of a file: 120 MB; the first words are the most frequent
MOST_FILE_WORDS = 500_000  # a word alone takes 200 bytes
MOST_WIDTH, LONGEST_WORD = 4096, 1000  # numbers, bytes
LOOKED_AT = 50  # words by which it is told how long a binary file's numbers are


def read_vectors(path: Path, name: str) -> StaticModel:
    """Read a file of vectors: its first 500,000 words, or as many as 30 million numbers hold.

    Raises FileError if it is too large, of another kind or damaged.
    """
    kind = Path(name).suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise FileError(
            f"“{name}” is no {', '.join(KINDS)} file. Save the vectors in word2vec’s format, without pickle."
        )
    if (size := path.stat().st_size) > MOST_FILE_BYTES:
        raise FileError(
            f"“{name}” has {size / 1e9:.1f} GB; at most {MOST_FILE_BYTES / 1e9:.0f} GB are read. Save the vectors of "
            "the most frequent words alone."
        )
    with path.open("rb") as file:
        if file.read(4) == FASTTEXT_MAGIC:
            return read_fasttext(path, name, size)
        file.seek(0)
        count, width, begins = read_header(file, name, kind)
        most = min(count, MOST_NUMBERS // width, MOST_FILE_WORDS)
        file.seek(begins)
        read: Iterator[tuple[str, Sequence[float] | np.ndarray]]
        read = (read_text if kind != "bin" or is_text(file, width) else read_binary)(file, name, most, width)
        room = min(most, size // (2 * width) + 1)  # a number takes two bytes
        words, rows, lines = collect(read, np.empty((room, width), dtype=np.float32))
    if lines < most or not words:
        raise FileError(f"“{name}” is damaged: it ends after {lines:,} of {count:,} words. Save the vectors again.")
    if not np.isfinite(rows).all():
        bad = words[int(np.flatnonzero(~np.isfinite(rows).all(axis=1))[0])]
        raise FileError(f"“{name}” is damaged: the vector of “{bad}” holds NaN or infinity. Save it again.")
    more = f" Of its {count:,} words the first {most:,} are read." if most < count else ""
    empty = ~np.any(rows, axis=1)  # they have no direction
    if empty.all():
        raise FileError(f"“{name}” holds zeros alone. Save the vectors again.")
    if empty.any():
        more += f" {empty.sum():,} with zeros alone are left out."
        words, rows = [word for word, zeros in zip(words, empty.tolist(), strict=True) if not zeros], rows[~empty]
    return StaticModel(name, f"Your file.{more}", searchable(words, rows))


def collect(
    read: Iterator[tuple[str, Sequence[float] | np.ndarray]], rows: np.ndarray
) -> tuple[list[str], np.ndarray, int]:
    """Fill `rows` (words, width) with what is read, and return the words, their rows and the number of lines.

    Of a word that comes again the first vector counts.
    """
    words: dict[str, int] = {}
    lines = 0
    for lines, (word, numbers) in enumerate(read, start=1):  # noqa: B007, it is returned
        if word not in words:
            rows[len(words)] = numbers
            words[word] = len(words)
    return list(words), rows[: len(words)], lines


def read_header(file: BinaryIO, name: str, kind: str) -> tuple[int, int, int]:
    """Return how many words and numbers a word the file has, and where its words begin.

    Raises FileError if the first line tells neither. GloVe's text files have no such line, but a word at once.
    """
    parts = file.readline(MOST_WIDTH * 30).removeprefix(codecs.BOM_UTF8).split()
    if len(parts) == 2 and all(part.isdigit() and len(part) < 40 for part in parts):
        count, width, begins = int(parts[0]), int(parts[1]), file.tell()
    else:
        count = sum(bool(line.strip()) for line in lines_of(file, MOST_WIDTH * 30)) + 1
        width, begins = len(parts) - 1, 0
    if (begins == 0 and (kind == "bin" or width < 2)) or not 0 < width <= MOST_WIDTH or not count:
        raise FileError(
            f"“{name}” does not begin as word2vec’s format does, with the number of words and of dimensions, such as "
            "“5000 100”. Add that line, or save the vectors again."
        )
    return count, width, begins


def lines_of(file: BinaryIO, longest: int) -> Iterator[bytes]:
    """Yield the lines of a file, longer ones in parts of `longest` bytes, so that none fills the memory."""
    return iter(lambda: file.readline(longest), b"")


def read_text(file: BinaryIO, name: str, most: int, width: int) -> Iterator[tuple[str, list[float]]]:
    """Yield words with their numbers, a line each. Raises FileError at the first line that is wrong."""
    begin = 1 if file.tell() == 0 else 2
    for number, line in enumerate(islice(lines_of(file, LONGEST_WORD + 32 * width), most), start=begin):
        parts = line.rstrip().split(b"\t" if b"\t" in line else b" ")
        numbers = parts[-width:]  # a “word” may hold spaces
        word = b" ".join(parts[:-width]).removeprefix(codecs.BOM_UTF8)
        if len(parts) <= width:
            raise FileError(
                f"“{name}” is damaged: line {number:,} has {len(parts) - 1:,} numbers instead of {width:,}. Mend the "
                "line, or save the vectors again."
            )
        try:
            yield word.decode("utf-8", "replace"), [float(one) for one in numbers]
        except ValueError as error:
            raise FileError(
                f"“{name}” is damaged: line {number:,} holds something that is no number. Mend the line, or save the "
                "vectors again."
            ) from error


def is_text(file: BinaryIO, width: int) -> bool:
    """Tell whether a file called .bin holds lines of text from here on; it stays where it is."""
    place = file.tell()
    parts = file.readline(LONGEST_WORD + 32 * width).split()
    file.seek(place)
    try:
        return len(parts) > width and np.isfinite(np.array(parts[-width:], dtype=float)).all()
    except ValueError:
        return False


def number_type(file: BinaryIO, width: int, count: int) -> str:
    """Tell whether a binary file's numbers are float32, as word2vec's, or float64; it stays where it is.

    With the other length the words between them are no text.
    """
    place = file.tell()
    read = file.read(count * (LONGEST_WORD + 8 * width))
    file.seek(place)

    def fits(size: int) -> bool:
        at = 0
        for _ in range(count):
            space = read.find(b" ", at, at + LONGEST_WORD)
            word = read[at:space].lstrip(b"\n")
            if space < 0 or not word.decode("utf-8", "replace").isprintable():
                return False
            at = space + 1 + size * width
        return at <= len(read)

    return "<f8" if fits(8) and not fits(4) else "<f4"


def read_binary(file: BinaryIO, name: str, most: int, width: int) -> Iterator[tuple[str, np.ndarray]]:
    """Yield words with their numbers: the word, a space, the values. Raises FileError where the file breaks off."""
    dtype = number_type(file, width, min(most, LOOKED_AT))
    size = np.dtype(dtype).itemsize
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        place = file.tell()
        for number in range(1, most + 1):
            space = content.find(b" ", place, place + LONGEST_WORD)
            after = space + 1 + size * width
            if space < 0 or after > len(content):
                raise FileError(
                    f"“{name}” is damaged: it breaks off at word {number:,} of {most:,}. Save the vectors again."
                )
            word = content[place:space].lstrip(b"\n").decode("utf-8", "replace")
            yield word, np.frombuffer(content[space + 1 : after], dtype=dtype)
            place = after


def read_fasttext(path: Path, name: str, size: int) -> StaticModel:
    """Read a file of FastText's own kind, whole. Raises FileError if it is too large or damaged."""
    if size > MOST_FASTTEXT_BYTES:
        raise FileError(
            f"“{name}” is FastText’s own format and has {size / 1e6:,.0f} MB; at most {MOST_FASTTEXT_BYTES / 1e6:.0f} "
            "MB of it are read. Take the .vec file that comes with it."
        )
    try:
        vectors = load_facebook_vectors(str(path))
    except Exception as error:  # gensim checks little, and raises whatever a damage happens to lead to
        raise FileError(f"“{name}” begins as FastText’s format does, but is damaged. Save it again.") from error
    more = ", which builds words that it never saw from their letters" if vectors.bucket else ""
    return StaticModel(name, f"Your file{more}.", vectors)
