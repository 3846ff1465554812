"""Checks of what a file of kept views may hold; each refuses with one sentence that names the place and the numbers."""

import base64
import binascii
import math
import re
from collections.abc import Iterable
from typing import Any, NoReturn

import numpy as np

from components.engine.errors import NotebookError
from components.engine.text.clean_text import MOST_CHARACTERS, encodable

LINE, TEXT = 2_000, MOST_CHARACTERS  # characters of a title, and of a note or a setting
DEEPEST, WHOLE = 60, 2**53  # of lists in lists; what a browser counts exactly
MOST_SETTINGS, MOST_OPTIONS = 300, 10_000
MOST_TRACES, MOST_FRAMES = 5_000, 200
MOST_COLUMNS, MOST_CELLS = 2_000, 2_000_000


def refuse(sentence: str) -> NoReturn:
    """Raise NotebookError with the sentence, begun with a capital letter."""
    raise NotebookError(sentence[0].upper() + sentence[1:])


def clean(value: Any, depth: int = 0) -> Any:
    """Copy what JSON can hold, with texts that UTF-8 can.

    Raises NotebookError for anything else: numbers that are not finite, other types, lists in lists without end.
    """
    if depth > DEEPEST:
        refuse(f"the file holds lists in lists, {DEEPEST} deep and deeper. Pick a file that the Notebook page wrote.")
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {clean_key(key): clean(part, depth + 1) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean(part, depth + 1) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        refuse(f"the file holds the number {value}, which JSON does not have. Write null for what is missing.")
    if type(value) is int and abs(value) > WHOLE:
        refuse(f"the file holds a whole number of {len(str(value)):,} digits; browsers count to {WHOLE:,} alone.")
    if value is None or type(value) in (bool, int, float):
        return value
    return refuse(f"the view holds a {type(value).__name__}, which JSON does not have.")


def clean_key(key: object) -> str:
    """Return a name that UTF-8 can hold."""
    return encodable(key) if isinstance(key, str) else refuse(f"a name must be a text, not a {type(key).__name__}.")


def check_fields(given: object, names: Iterable[str], where: str) -> None:
    """Refuse what is no object with exactly these names."""
    if not isinstance(given, dict):
        refuse(f"{where} is no JSON object.")
    wanted = set(names)
    if missing := sorted(wanted - given.keys()):
        refuse(f"{where} has no “{missing[0]}”.")
    if unknown := sorted(given.keys() - wanted):
        refuse(f"{where} has “{unknown[0][:50]}”, which this version does not know.")


def check_text(text: object, most: int, where: str) -> None:
    """Refuse what is no text, or too long."""
    if not isinstance(text, str):
        refuse(f"{where} is no text.")
    if len(text) > most:
        refuse(f"{where} has {len(text):,} characters; {most:,} is the most.")


def check_texts(texts: object, most: int, where: str, letters: int = TEXT) -> None:
    """Refuse what is no list of texts, or too long."""
    for number, text in enumerate(check_list(texts, most, where, "texts"), start=1):
        check_text(text, letters, f"text {number} of {where}")


def check_list(given: object, most: int, where: str, what: str) -> list:
    """Refuse what is no list, or too long."""
    if not isinstance(given, list):
        refuse(f"{where} has no list of {what}.")
    if len(given) > most:
        refuse(f"{where} has {len(given):,} {what}; {most:,} is the most.")
    return given


def check_number(number: object, least: int, most: int, where: str) -> None:
    """Refuse what is no whole number, or too small or large."""
    if type(number) is not int or not least <= number <= most:
        refuse(f"{where} is {str(number)[:20]}; it must be a whole number from {least} to {most}.")


def check_id(given: object, where: str) -> None:
    """Refuse what is no 32 hexadecimal digits."""
    if not isinstance(given, str) or not re.fullmatch("[0-9a-f]{32}", given):
        refuse(f"the id of {where} is not 32 hexadecimal digits.")


def check_page(page: object, where: str) -> None:
    """Refuse what cannot be a page's name."""
    if not isinstance(page, str) or not re.fullmatch("[a-z][a-z_]{0,39}", page):
        refuse(f"{where} is of no page: a page’s name has small letters and _ alone, 40 at most.")


def check_settings(settings: object, where: str) -> None:
    """Refuse what are no settings: names, each with one of the kinds of value that settings have."""
    if not isinstance(settings, dict) or len(settings) > MOST_SETTINGS:
        refuse(f"the settings of {where} must be an object of {MOST_SETTINGS} names at most.")
    for key, value in settings.items():
        name = f"the setting “{key[:50]}” of {where}"
        if not re.fullmatch("[A-Za-z0-9_]{1,80}", key):
            refuse(f"{name} has a name that no setting has.")
        check_setting(value, name)


def check_setting(value: object, name: str) -> None:
    """Refuse what is no truth, whole number, text, list of texts, or pair of numbers."""
    if type(value) is int:
        check_number(value, -WHOLE, WHOLE, name)
    elif isinstance(value, list) and len(value) == 2 and all(isinstance(end, float) for end in value):
        if not all(abs(end) <= WHOLE for end in value):
            refuse(f"{name} is no range of numbers.")
    elif isinstance(value, list):
        check_texts(value, MOST_OPTIONS, name)
    elif not isinstance(value, bool):
        check_text(value, TEXT, name)


def check_figure(figure: object, where: str) -> None:
    """Refuse what is no Plotly figure: traces, a layout, and frames of traces; arrays may be packed."""
    check_fields(figure, ("data", "layout", "frames"), f"the figure of {where}")
    assert isinstance(figure, dict)
    check_list(figure["data"], MOST_TRACES, where, "traces")
    frames = check_list(figure["frames"], MOST_FRAMES, where, "frames")
    for frame in frames:
        if not isinstance(frame, dict) or not isinstance(frame.get("data"), list):
            refuse(f"a frame of {where} has no list of traces.")
        check_moved(frame, len(figure["data"]), where)
    for traces in (figure["data"], *(frame["data"] for frame in frames)):
        if not all(isinstance(trace, dict) for trace in check_list(traces, MOST_TRACES, where, "traces")):
            refuse(f"a trace of {where} is no JSON object.")
    if not isinstance(figure["layout"], dict):
        refuse(f"the layout of {where} is no JSON object.")
    check_packed(figure, where)


def check_moved(frame: dict[str, Any], traces: int, where: str) -> None:
    """Refuse a frame that does not say of each of its traces which of the figure's it moves."""
    count = len(frame["data"])
    numbers = check_list(frame.get("traces", list(range(count))), traces, f"a frame of {where}", "traces")
    if len(numbers) != count:
        refuse(f"a frame of {where} has {count} traces, and numbers {len(numbers)}.")
    for number in numbers:
        check_number(number, 0, traces - 1, f"a trace’s number in a frame of {where}")


def check_packed(value: Any, where: str) -> None:
    """Refuse arrays packed as Plotly does it, {"dtype", "bdata"}, that cannot be unpacked."""
    if isinstance(value, dict):
        if "bdata" in value:
            unpacked(value, where)
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            if isinstance(part, dict | list):
                check_packed(part, where)


def unpacked(packed: dict[str, Any], where: str) -> np.ndarray:
    """Unpack an array that Plotly has packed: base64 of little-endian numbers, and a shape if it has two axes."""
    kinds = {"i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8"}
    kind, shape = packed.get("dtype"), str(packed.get("shape", "-1")).split(",")
    try:
        if kind not in kinds:
            raise ValueError(kind)
        values = np.frombuffer(base64.b64decode(packed["bdata"], validate=True), f"<{kind}")
        return values.reshape([int(size) for size in shape])
    except (ValueError, TypeError, binascii.Error):
        return refuse(f"{where} has an array that cannot be unpacked: its kind is {str(kind)[:20]!r}.")


def check_table(columns: object, rows: object, where: str) -> None:
    """Refuse what is no table: names of columns, and rows with a text, a number or nothing for each."""
    check_texts(columns, MOST_COLUMNS, where, LINE)
    assert isinstance(columns, list)
    most = MOST_CELLS // max(len(columns), 1)
    for number, row in enumerate(check_list(rows, most, where, "rows"), start=1):
        if not isinstance(row, list) or len(row) != len(columns):
            refuse(f"row {number} of {where} has not {len(columns)} cells, as many as there are columns.")
        for cell in row:
            if isinstance(cell, bool | list | dict) or len(cell if isinstance(cell, str) else "") > TEXT:
                refuse(f"row {number} of {where} has a cell that is no text, no number and not empty, or is too long.")
