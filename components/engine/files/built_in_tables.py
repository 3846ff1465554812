"""The tables that come with the app, in components/data: tab-separated, a header, then one row a line."""

import csv
from pathlib import Path

DATA = Path(__file__).parents[2] / "data"


def read_built_in(name: str) -> list[dict[str, str]]:
    """Read a table of components/data by its path in there; quotation marks are letters like any other."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
