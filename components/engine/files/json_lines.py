"""One line of JSON as named texts: objects inside give names such as “data.text”, numbers stay as they are written."""

import json
from collections.abc import Iterator
from typing import Any


class Number(str):
    """A number as JSON writes it."""


def json_row(line: str) -> dict[str, str] | str:
    """Read one line of JSON: its columns with their values as text, or why it cannot be read."""
    try:
        row = json.loads(line, parse_float=Number, parse_int=Number, parse_constant=Number)
        return dict(flat(row)) if isinstance(row, dict) else 'is no JSON object, such as {"text": "…"}'
    except (ValueError, RecursionError):
        return "is no JSON"


def flat(row: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Give each value of an object, and of the objects in it, a name such as “data.text”."""
    for key, value in row.items():
        if isinstance(value, dict) and value:
            yield from flat(value, f"{before}{key}.")
        else:
            yield before + key, value if isinstance(value, str) else "" if value is None else as_json(value)


def as_json(value: Any) -> str:
    """Write a value as JSON, numbers as they were written."""
    if isinstance(value, Number):
        return value
    if isinstance(value, list):
        return f"[{', '.join(map(as_json, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(key)}: {as_json(one)}' for key, one in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)
