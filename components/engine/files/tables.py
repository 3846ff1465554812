"""The one reader of tables and texts that people bring, read as a stream.

txt     one text a line, in a column called “line”; with as many tabs in every line a table, quotation marks as letters
csv tsv cells parted by commas, semicolons, tabs or bars (`dialects`); the first row names the columns, or is data
jsonl   one JSON object a line; an object inside gives columns such as “data.text”, a list is kept as JSON
xlsx    the first sheet of a workbook, values as they are stored
parquet values as text

Cells are kept as written. Rows that do not fit are kept out and counted; of more than 5 % the file is refused.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO

from components.engine.errors import FileError
from components.engine.files.dialects import LETTERS, MISFITS, Dialect, find_dialect
from components.engine.files.json_lines import json_row
from components.engine.files.parquet_rows import parquet_columns, parquet_rows
from components.engine.files.text_encoding import detect_encoding, open_text
from components.engine.files.workbooks import say_which_sheet, sheet_rows

KINDS = ("txt", "csv", "tsv", "jsonl", "xlsx", "parquet")
TABLES = KINDS[1:]
LINE = ("line",)  # the column of a plain text
SAMPLE_ROWS, TABBED_LINES = 50, 10_000
PACKED = ("xlsx", "parquet")  # no text, whose encoding would have to be guessed
TABS = Dialect("\t", LETTERS)
ADVICE = {
    "csv": "Put texts that hold the separator into quotation marks, or save it as xlsx.",
    "jsonl": "Mend such lines, or save the texts as txt.",
    "xlsx": "Let the first row name all columns.",
}
SENTENCE_LETTERS = 60  # a cell as long as this names no column


@dataclass(frozen=True)
class Layout:
    """What is known of a file before its rows are read."""

    kind: str
    columns: tuple[str, ...]  # in the file's order
    header: bool = True  # the first row names the columns
    encoding: str = ""  # none for a workbook
    dialect: Dialect | None = None
    first: tuple[tuple[str, ...], ...] = ()  # rows, to show
    longest: tuple[str, ...] = ()  # the columns that hold anything, the one with the longest texts first
    notes: tuple[str, ...] = ()  # what was done to the names, in sentences

    def at(self, column: str) -> int:
        """Return the place of a column in a row."""
        return self.columns.index(column)


@dataclass(frozen=True)
class Table:
    """A file's rows, as written."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    dialect: Dialect | None
    encoding: str
    refused: tuple[tuple[int, str], ...]  # the number of a row that did not fit, and why


@dataclass
class Refusals:
    """The rows that do not fit, as a file is read."""

    name: str
    rows: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, why: str) -> None:
        """Keep out the row that was counted last."""
        self.refused.append((self.rows, why))

    def check(self, kind: str) -> None:
        """Raise FileError if too many rows do not fit."""
        if len(self.refused) > MISFITS * self.rows:
            number, why = self.refused[0]
            raise FileError(
                f"{len(self.refused):,} of the {self.rows:,} rows of “{self.name}” do not fit, too many to leave out. "
                f"Row {number:,} {why}. {ADVICE.get(kind, ADVICE['csv'])}"
            )

    def said(self) -> str:
        """Say what was kept out; nothing if there is nothing."""
        if not self.refused:
            return ""
        number, why = self.refused[0]
        many = f"{len(self.refused):,} of {self.rows:,} rows do not fit and are left out; the first, row {number:,},"
        return f"{many} {why}."


def read_table(file: BinaryIO, name: str, header: bool | None = None) -> Table:
    """Read all rows of a file; `header` says whether its first row names the columns, None that this is to be told.

    Raises FileError if it is no text or table, is empty, or more than 5 % of its rows do not fit.
    """
    layout, out = look_into(file, name, header), Refusals(name)
    read = tuple(rows(file, layout, out))
    return Table(layout.columns, read, layout.dialect, layout.encoding, tuple(out.refused))


def look_into(file: BinaryIO, name: str, header: bool | None = None) -> Layout:
    """Tell kind, encoding, dialect and columns of a file, with its first rows.

    Raises FileError if it is no text or table, or is empty.
    """
    kind = PurePath(name).suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise FileError(f"“{name}” is no {', '.join(KINDS)} file. Save your sentences as plain text, one a line.")
    layout = Layout(kind, LINE, encoding="" if kind in PACKED else detect_encoding(file, name))
    if kind == "jsonl":
        layout = replace(layout, columns=json_columns(file, layout, name))
    elif kind == "parquet":
        layout = replace(layout, columns=parquet_columns(file, name))
    elif kind != "txt" or has_tabs(file, layout):
        layout = named_columns(file, layout, name, header)
    first = list(islice(rows(file, layout, Refusals(name)), SAMPLE_ROWS))
    lengths = {column: sum(len(row[place]) for row in first) for place, column in enumerate(layout.columns)}
    longest = sorted(filter(lengths.get, lengths), key=lambda column: -lengths[column])
    if layout.columns != LINE and all(is_number(cell) for row in first for cell in row if cell.strip()):
        raise FileError(f"“{name}” has no column of text. Its first line should name the columns.")
    return replace(layout, first=tuple(first), longest=tuple(longest))


def named_columns(file: BinaryIO, layout: Layout, name: str, header: bool | None) -> Layout:
    """Find how a table is written, and name its columns."""
    if layout.kind == "xlsx":
        layout = replace(layout, notes=tuple(filter(None, [say_which_sheet(file, name)])))
    else:
        text = open_text(file, layout.encoding)
        try:
            layout = replace(layout, dialect=TABS if layout.kind == "txt" else find_dialect(text, name))
        finally:
            text.detach()
    first = [row for row in islice(raw_rows(file, layout, name), SAMPLE_ROWS) if not isinstance(row, str | dict)]
    if not first:
        raise FileError(f"“{name}” has no rows. Its first line should name the columns.")
    if header is None:
        header = names_columns(first[0], first[1:])
    if not header:
        return replace(layout, columns=tuple(f"column {place}" for place in range(1, len(first[0]) + 1)), header=False)
    columns: list[str] = []
    seen = Counter(first[0])
    for place, cell in enumerate(first[0], start=1):
        wanted = " ".join(cell.split()) or f"column {place}"
        before = columns.count(wanted)
        while wanted in columns:
            before += 1
            wanted = f"{' '.join(cell.split())} ({before})"
        columns.append(wanted)
    twice = [cell for cell, count in seen.items() if count > 1 and cell.strip()]
    notes = [f"“{cell}” names {seen[cell]} columns; they are numbered here." for cell in twice]
    return replace(layout, columns=tuple(columns), notes=(*layout.notes, *notes))


def has_tabs(file: BinaryIO, layout: Layout) -> bool:
    """Tell whether each line of a text has as many tabs as the others, and at least one."""
    text = open_text(file, layout.encoding)
    try:
        counts = {line.count("\t") for line in islice(text, TABBED_LINES) if line.strip()}
    finally:
        text.detach()
    return len(counts) == 1 and 0 not in counts


def names_columns(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Tell whether a first row names the columns: it holds no number, no long text, and nothing that comes again."""
    for place, cell in enumerate(first):
        below = [row[place] for row in others if place < len(row)]
        if cell.strip() and (is_number(cell) or cell in below):
            return False
        if len(cell) > SENTENCE_LETTERS or (" " in cell.strip() and cell.rstrip().endswith((".", "!", "?", "。"))):
            return False
    return True


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number, perhaps with a decimal comma."""
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def rows(file: BinaryIO, layout: Layout, out: Refusals) -> Iterator[tuple[str, ...]]:
    """Stream the rows that fit, as written, and count the others in `out`.

    Raises FileError, at the end of the file, if these are more than 5 %.
    """
    table = raw_rows(file, layout, out.name)
    if layout.header and (layout.dialect is not None or layout.kind == "xlsx"):
        next(table, None)
    width = len(layout.columns)
    for row in table:
        out.rows += 1
        if isinstance(row, str):
            out.refuse(row)
        elif isinstance(row, dict):
            yield tuple(row.get(column, "") for column in layout.columns)
        elif len(row) != width:
            named = f"its first line names {width}" if layout.header else f"its first row has {width}"
            out.refuse(f"has {len(row)} cell{'s' * (len(row) != 1)}, but {named}")
        else:
            yield tuple(row)
    out.check(layout.kind)


def raw_rows(file: BinaryIO, layout: Layout, name: str) -> Iterator[Sequence[str] | dict[str, str] | str]:
    """Stream what is in the file: cells, a JSON object's columns, or why a row cannot be read."""
    if layout.kind == "xlsx":
        yield from sheet_rows(file, name)
        return
    if layout.kind == "parquet":
        yield from parquet_rows(file, name)
        return
    text = open_text(file, layout.encoding)
    try:
        if layout.dialect is not None:
            yield from layout.dialect.rows(text)
            return
        for line in text:
            if line.strip():
                yield json_row(line) if layout.kind == "jsonl" else (line.rstrip("\r\n"),)
    finally:
        text.detach()


def json_columns(file: BinaryIO, layout: Layout, name: str) -> tuple[str, ...]:
    """Name all columns that some line of JSON has."""
    columns: dict[str, None] = {}
    why = ""
    for row in raw_rows(file, layout, name):
        if isinstance(row, dict):
            columns |= dict.fromkeys(row)
        elif isinstance(row, str):
            why = why or row
    if not columns:
        raise FileError(f"“{name}” has no columns{f': its first line {why}' if why else ''}. Save the texts as txt.")
    return tuple(columns)
