"""A file of sentences to those that hold a word: plain text, tables and JSON lines, read as a stream.

txt     one sentence a line
csv tsv one sentence a row, in the column with the longest texts unless named; a first row of names is needed
jsonl   one JSON object a line, the field with the longest texts unless named

A second column or field may hold the senses.

The text's encoding is detected by charset-normalizer from the file's beginning, and damaged characters become “�”.
Word documents, PDF and other binary files are refused.
"""

import codecs
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO

from charset_normalizer import from_bytes

from components.engine.errors import FileError
from components.engine.text.clean_text import MOST_CHARACTERS
from components.engine.text.find_word import word_pattern

KINDS = ("txt", "csv", "tsv", "jsonl")
SAMPLE = 200_000  # bytes that the encoding is detected from
SAMPLE_ROWS = 50
MOST_SENSES, MOST_LETTERS = 20, 60  # of one word, and of a sense's name
UNNAMED = "no sense given"
MOST_SENTENCES = 1000  # occurrences of one word on a map; more make it neither clearer nor faster


@dataclass(frozen=True)
class FileSentences:
    """What a file holds of a word."""

    sentences: tuple[str, ...]  # those with the word, in the order of the file, at most `MOST_SENTENCES`
    lines: int  # sentences in the file
    found: int  # sentences with the word, whether kept or not
    encoding: str
    column: str  # the column or field that was read; empty for plain text
    senses: tuple[str, ...] = ()  # each kept sentence's sense, where the file has a column of them


def read_sentences(
    file: BinaryIO, name: str, word: str, inflections: bool, column: str = "", sense_column: str = ""
) -> FileSentences:
    """Stream `file` and keep the sentences that hold `word`, with what `sense_column` says of them if it is named.

    Raises FileError if it is no text, has another kind, no such column, nothing to read or too many senses.
    """
    kind, encoding, columns = look_into(file, name)
    for asked in filter(None, (column, sense_column)):
        if asked not in columns:
            raise FileError(f"“{name}” has no column “{asked}”. It has: {', '.join(columns)}.")
    column = column or (columns[0] if columns else "")
    pattern = word_pattern(word, inflections)
    kept: list[str] = []
    senses, lines, found = [], 0, 0
    for sentence, sense in stream(file, kind, encoding, column, name, sense_column):
        lines += 1
        if pattern.search(sentence):
            found += 1
            if len(kept) < MOST_SENTENCES:
                kept.append(sentence[:MOST_CHARACTERS])
                senses.append(sense)
    if not lines:
        raise FileError(f"“{name}” holds no sentence. Put one on each line.")
    if (count := len(set(senses))) > MOST_SENSES:
        raise FileError(
            f"Column “{sense_column}” has {count:,} different entries for “{word}”, too many for senses: at most "
            f"{MOST_SENSES}. Pick another column for the senses."
        )
    return FileSentences(tuple(kept), lines, found, encoding, column, tuple(senses) if sense_column else ())


def first_sentences(file: BinaryIO, name: str, column: str = "") -> tuple[str, ...]:
    """Read the first sentences of a file, whatever is in them, at most `MOST_SENTENCES`.

    Raises FileError if it is no text, has another kind or no such column.
    """
    kind, encoding, columns = look_into(file, name)
    sentences = stream(file, kind, encoding, column or (columns[0] if columns else ""), name, "")
    return tuple(sentence[:MOST_CHARACTERS] for sentence, _ in islice(sentences, MOST_SENTENCES))


def look_into(file: BinaryIO, name: str) -> tuple[str, str, tuple[str, ...]]:
    """Tell the kind of a file, its encoding and the columns that hold text, the one with the longest texts first.

    Raises FileError if it is no text, has another kind or nothing to read.
    """
    kind = PurePath(name).suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise FileError(f"“{name}” is no {', '.join(KINDS)} file. Save your sentences as plain text, one a line.")
    encoding = detect_encoding(file, name)
    return kind, encoding, column_names(file, kind, encoding, name)


def detect_encoding(file: BinaryIO, name: str) -> str:
    """Tell how the text is encoded.

    Raises FileError if it is empty or no text at all.
    """
    file.seek(0)
    sample = file.read(SAMPLE)
    if not sample:
        raise FileError(f"“{name}” is empty.")
    if len(sample) == SAMPLE and not sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        sample = sample[: sample.rfind(b"\n") + 1] or sample  # never half a character at the end
    found = from_bytes(sample)
    best = found.best()
    if best is not None:  # Western letters are by far the more frequent of equal guesses
        ties = (one for one in found if (one.chaos, one.coherence) == (best.chaos, best.coherence))
        best = next((one for one in ties if one.encoding == "cp1252"), best)
    if best is None or (b"\0" in sample and "16" not in best.encoding and "32" not in best.encoding):
        raise FileError(f"“{name}” is no plain text (it may be a document or a picture). Save it as .txt first.")
    return "utf-8-sig" if best.encoding in ("ascii", "utf_8") else best.encoding


def open_text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Read `file` from its start as text; detach it again when done, or it is closed with the wrapper."""
    file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")


def rows(file: BinaryIO, kind: str, encoding: str, name: str) -> Iterator[dict]:
    """Stream the rows of a table or of JSON lines.

    Raises FileError at the first line that cannot be read.
    """
    text = open_text(file, encoding)
    try:
        if kind == "jsonl":
            for number, line in enumerate(text, start=1):
                if line.strip():
                    yield json_row(line, number, name)
            return
        yield from csv.DictReader(text, delimiter="\t" if kind == "tsv" else delimiter(text, name))
    except csv.Error as error:
        raise FileError(f"“{name}” is no table that can be read ({error}). Save it again as csv.") from error
    finally:
        text.detach()


def delimiter(text: io.TextIOWrapper, name: str) -> str:
    """Find what parts the columns of a csv file: comma, semicolon or tab, whichever the first line has most of."""
    first = text.readline()
    if not first.strip():
        raise FileError(f"The first line of “{name}” is empty; it should name the columns.")
    text.seek(0)
    return max(",;\t", key=first.count)


def json_row(line: str, number: int, name: str) -> dict[str, str]:
    """Read one line of JSON.

    Raises FileError if it is no JSON object.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a plain ValueError
        raise FileError(f"Line {number:,} of “{name}” is no JSON. Mend it, or save the sentences as txt.") from error
    if not isinstance(row, dict):
        raise FileError(f'Line {number:,} of “{name}” is no JSON object, such as {{"text": "…"}}.')
    return row


def column_names(file: BinaryIO, kind: str, encoding: str, name: str) -> tuple[str, ...]:
    """List the columns that hold texts or numbers, the one with the longest texts first; none for plain text."""
    if kind == "txt":
        return ()
    lengths: dict[str, int] = {}
    letters = False
    for number, row in enumerate(rows(file, kind, encoding, name)):
        if number == SAMPLE_ROWS:
            break
        for key, value in row.items():
            if isinstance(key, str) and (text := as_text(value)):
                lengths[key] = lengths.get(key, 0) + len(text)
                letters |= isinstance(value, str)
    if not letters:
        raise FileError(f"“{name}” has no column of text. Its first line should name the columns.")
    return tuple(sorted(lengths, key=lambda key: -lengths[key]))


def as_text(value: object) -> str:
    """Return a cell as text: numbers, which JSON has too, as they are written; lists, objects and nothing as ""."""
    return str(value) if isinstance(value, str | int | float) else ""


def stream(
    file: BinaryIO, kind: str, encoding: str, column: str, name: str, sense_column: str
) -> Iterator[tuple[str, str]]:
    """Yield the sentences of the file, without empty ones, each with its sense."""
    if kind != "txt":
        for row in rows(file, kind, encoding, name):
            text, sense = as_text(row.get(column)), as_text(row.get(sense_column))
            if text.strip():
                yield " ".join(text.split()), " ".join(sense.split())[:MOST_LETTERS] or UNNAMED
        return
    lines = open_text(file, encoding)
    try:
        yield from ((line.strip(), UNNAMED) for line in lines if line.strip())
    finally:
        lines.detach()
