"""Parquet's tables as rows of texts, read a little at a time."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from components.engine.errors import FileError

AT_ONCE = 1000  # rows


def parquet_columns(file: BinaryIO, name: str) -> tuple[str, ...]:
    """Name the columns of a file; of one name the second gets a number. Raises FileError as `parquet_rows`."""
    seen: Counter[str] = Counter()
    columns = []
    with opened(file, name) as table:
        for column in table.schema_arrow.names:
            seen[column] += 1
            columns.append(column if seen[column] == 1 else f"{column} ({seen[column]})")
    return tuple(columns)


def parquet_rows(file: BinaryIO, name: str) -> Iterator[list[str]]:
    """Stream the rows of a file, values as text, an empty one for a value that is missing.

    Raises FileError if it is no Parquet file, or is damaged.
    """
    with opened(file, name) as table:
        for batch in table.iter_batches(batch_size=AT_ONCE):
            columns = [[written(value) for value in column.to_pylist()] for column in batch.columns]
            yield from map(list, zip(*columns, strict=True))


@contextmanager
def opened(file: BinaryIO, name: str) -> Iterator[pq.ParquetFile]:
    """Open a file for reading; raises FileError as `parquet_rows`."""
    file.seek(0)
    try:
        yield pq.ParquetFile(pa.PythonFile(file, mode="r"))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise FileError(f"“{name}” is no whole Parquet file. Write it again, or save the table as csv.") from error


def written(value: Any) -> str:
    """Write a value as text."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
