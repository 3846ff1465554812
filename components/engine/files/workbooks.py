"""Excel's workbooks as rows of texts: the first sheet, read only, and bounded."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from components.engine.errors import FileError

MOST_UNPACKED = 400_000_000  # bytes of a workbook: a small file may be packed very tightly


def sheet_rows(file: BinaryIO, name: str) -> Iterator[list[str]]:
    """Stream the rows of a workbook's first sheet, each as wide as the first; empty ones are no rows.

    Raises FileError if it is no workbook, or is larger than any table one reads.
    """
    width = 0
    with opened(file, name) as book:
        for values in book.worksheets[0].iter_rows(values_only=True):
            cells = ["" if value is None else written(value) for value in values]
            while len(cells) > width and not cells[-1]:
                cells.pop()
            if any(cells):
                width = width or len(cells)
                yield cells + [""] * (width - len(cells))


def say_which_sheet(file: BinaryIO, name: str) -> str:
    """Say which sheet of several is read; nothing if there is one. Raises FileError as `sheet_rows`."""
    with opened(file, name) as book:
        names = [sheet.title for sheet in book.worksheets]
    return f"Of the {len(names)} sheets the first, “{names[0]}”, is read." if len(names) > 1 else ""


@contextmanager
def opened(file: BinaryIO, name: str) -> Iterator[Any]:
    """Open a workbook for reading: an `openpyxl.Workbook`.

    Raises FileError if it is none, is damaged, or unpacks to too much.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > MOST_UNPACKED:
            raise FileError(
                f"“{name}” unpacks to {size / 1e6:,.0f} MB; at most {MOST_UNPACKED / 1e6:.0f} MB are read. Save the "
                "sheet that you need as csv."
            )
        yield load_workbook(file, read_only=True, data_only=True)
    except (zipfile.BadZipFile, ParseError, InvalidFileException, LookupError, ValueError, TypeError, OSError) as error:
        raise FileError(f"“{name}” is no workbook that can be read. Save it again as xlsx, or as csv.") from error


def written(value: Any) -> str:
    """Write a workbook's value as its sheet shows it: a whole number without a point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
