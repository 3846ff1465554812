"""How a table of plain text parts its cells, and what quotation marks mean in it.

CleverCSV (van den Burg et al. 2019) names the separator. What quotation marks mean is decided by trying: a way of
reading fits if every row has as many cells as the first, and no quoted cell goes on after its closing mark. Where
reading them as signs and reading them as letters both fit, they are signs if whole columns are quoted, or the cells
that had to be, or marks are doubled inside; else a sentence in quotation marks would lose them. Backslashes are signs
if each stands before a mark, a separator, a line end or another backslash.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from clevercsv import Sniffer
from clevercsv.exceptions import Error

from components.engine.errors import FileError

SEPARATORS = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars"}
SAMPLE_LINES, SAMPLE_LETTERS = 60, 20_000  # of which the separator is told: CleverCSV is slow
MISFITS = 0.05  # the share of rows that may not fit
QUOTED, LETTERS, ESCAPED, LETTERS_ESCAPED, SINGLE = "quoted", "letters", "escaped", "letters escaped", "single"
WAYS: dict[str, dict[str, Any]] = {
    QUOTED: {"strict": True},
    LETTERS: {"quoting": csv.QUOTE_NONE},
    ESCAPED: {"strict": True, "doublequote": False, "escapechar": "\\"},
    LETTERS_ESCAPED: {"quoting": csv.QUOTE_NONE, "escapechar": "\\"},
    SINGLE: {"strict": True, "quotechar": "'"},
}


@dataclass(frozen=True)
class Dialect:
    """How cells are parted, and how quotation marks and backslashes are read: a name in `WAYS`."""

    separator: str
    way: str = QUOTED

    def __str__(self) -> str:
        marks = {QUOTED: "", ESCAPED: ", marks escaped by backslashes", SINGLE: ", single quotation marks"}
        return f"cells parted by {SEPARATORS[self.separator]}{marks.get(self.way, ', quotation marks kept')}"

    def rows(self, lines: Iterable[str]) -> Iterator[list[str] | str]:
        """Yield each row's cells, or a sentence instead of those that cannot be read; empty lines are no rows."""
        reader = csv.reader(lines, delimiter=self.separator, **WAYS[self.way])
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield "holds a cell that is too long" if "limit" in str(error) else "has a quotation mark out of place"
                continue
            if row:
                yield row


@dataclass(frozen=True)
class Fit:
    """How well a dialect reads a table."""

    rows: int
    misfits: int

    @property
    def good(self) -> bool:
        """Tell whether all rows fit."""
        return self.rows > 0 and self.misfits == 0


def find_dialect(text: io.TextIOWrapper, name: str) -> Dialect:
    """Tell how a table is written, from all of it.

    Raises FileError if its first line is empty.
    """
    first = text.readline()
    if not first.strip():
        raise FileError(f"The first line of “{name}” is empty; it should name the columns.")
    text.seek(0)
    separator = find_separator(text, name)

    @cache
    def fit(way: str) -> Fit:
        text.seek(0)
        return measure(Dialect(separator, way), text)

    if are_escapes(text, separator):
        ways = (LETTERS_ESCAPED, ESCAPED) if goes_on(text, separator) else (ESCAPED, LETTERS_ESCAPED)
        escaped = next((way for way in ways if fit(way).good), None)
        if escaped is not None:
            return Dialect(separator, escaped)
    quoted, letters = fit(QUOTED), fit(LETTERS)
    if letters.good and quoted.good:
        same = quoted.rows == letters.rows  # else marks at the ends of two lines would make one row of them
        return Dialect(separator, QUOTED if same and (separator != "\t" or are_signs(text, separator)) else LETTERS)
    if letters.good and quoted.misfits <= MISFITS * quoted.rows:
        return Dialect(separator, QUOTED if whole_columns(text, separator) else LETTERS)
    fits = {QUOTED: quoted, LETTERS: letters}
    if not quoted.good and not letters.good:
        fits |= {way: fit(way) for way in (ESCAPED, LETTERS_ESCAPED, SINGLE)}
    best = min(fits, key=lambda way: (fits[way].misfits / max(fits[way].rows, 1), list(WAYS).index(way)))
    return Dialect(separator, best)


def find_separator(text: io.TextIOWrapper, name: str) -> str:
    """Name the sign that parts the cells, from the table's beginning."""
    sample = ""
    for line, _ in zip(text, range(SAMPLE_LINES), strict=False):
        sample += line
        if len(sample) > SAMPLE_LETTERS:
            break
    if name.lower().endswith((".tsv", ".tab")) and "\t" in sample:
        return "\t"
    try:
        found = Sniffer().sniff(sample, delimiters=list(SEPARATORS))
    except Error:
        found = None
    if found is not None and found.delimiter in SEPARATORS:
        return found.delimiter
    first = sample.partition("\n")[0]
    return max(",;\t|", key=first.count)


def measure(dialect: Dialect, lines: Iterable[str]) -> Fit:
    """Count the rows, and those that cannot be read or have another number of cells than the first."""
    widths = Counter(len(row) if isinstance(row, list) else -1 for row in dialect.rows(lines))
    first = next(iter(widths), 0)
    return Fit(widths.total(), widths.total() - widths[first] if first > 0 else widths.total())


def are_escapes(text: io.TextIOWrapper, separator: str) -> bool:
    """Tell whether there are backslashes, all before what a table may have to escape: then they are no letters."""
    escape = re.compile(rf'\\[\\"\r\n{re.escape(separator)}]')
    text.seek(0)
    lines = [line for line in text if "\\" in line]
    return bool(lines) and not any("\\" in escape.sub("", line) for line in lines)


def goes_on(text: io.TextIOWrapper, separator: str) -> bool:
    """Tell whether a quoted cell goes on after its closing mark; where marks are escaped, `csv` does not refuse it."""
    end = re.escape(separator)
    beyond = re.compile(rf'(?:^|{end})"(?:[^"\\]|\\.)*"(?!{end}|[\r\n]|$)')
    text.seek(0)
    return any(map(beyond.search, text))


def are_signs(text: io.TextIOWrapper, separator: str) -> bool:
    """Tell whether quotation marks around cells are signs, where both readings fit."""
    cells = [cell for row in letter_rows(text, separator) for cell in row]
    marked = {cell for cell in cells if is_marked(cell)}
    if any('"' in cell[1:-1] for cell in marked):
        return True  # doubled, or the cell could not be read as quoted
    commas = {cell for cell in cells if "," in cell}
    return marked == commas or whole_columns(text, separator)  # a spreadsheet quotes commas between tabs too


def whole_columns(text: io.TextIOWrapper, separator: str) -> bool:
    """Tell whether marks stand around all cells of a column, the first row aside, or around none."""
    marked: Counter[int] = Counter()
    rows = 0
    for row in letter_rows(text, separator):
        rows += 1
        marked.update(place for place, cell in enumerate(row) if is_marked(cell))
    return all(count >= (1 - MISFITS) * rows - 1 for count in marked.values())


def letter_rows(text: io.TextIOWrapper, separator: str) -> Iterator[list[str]]:
    """Read a table's rows from its start, quotation marks as letters."""
    text.seek(0)
    return (row for row in Dialect(separator, LETTERS).rows(text) if isinstance(row, list))


def is_marked(cell: str) -> bool:
    """Tell whether a cell stands in quotation marks."""
    return len(cell) > 1 and cell[0] == cell[-1] == '"'
