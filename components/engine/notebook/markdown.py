"""A notebook as Markdown with its pictures and their data, in one zip file.

    notebook.md
    data/01-1-bank-map.csv        the numbers of the first picture of the first view
    data/02-1-heads.npz           all heads; the opened one is a CSV file beside it
    pictures/01-1-bank-map.svg    the picture, if whoever asks for the file has drawn it: nothing here can draw

The picture’s description is its alternative text, and stands in its place where there is none.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from components.engine.files.export import write_arrays
from components.engine.notebook.about import finding, origin, settings_told, title_of
from components.engine.notebook.checks import unpacked
from components.engine.notebook.kept import KeptView, Notebook
from components.engine.notebook.notes import escaped, escaped_lines, write_note
from components.engine.notebook.pictures import Attention, Chart, Picture, Table

Row = list[Any]


def write_markdown(notebook: Notebook, drawn: Mapping[tuple[str, int], bytes] = MappingProxyType({})) -> bytes:
    """Write the zip file; `drawn` holds SVG files by the view's id and the picture's place in it, from 0."""
    files: dict[str, bytes] = {}
    parts = [f"# {escaped(notebook.title) or 'Notebook'}"]
    for number, view in enumerate(notebook.views, start=1):
        parts += [f"## {number} {escaped(title_of(view))}", " · ".join(map(escaped, origin(view)))]
        parts += [table_of_settings(view), write_note(view.note)]
        for place, picture in enumerate(view.pictures):
            name = f"{number:02d}-{place + 1}-{file_name(picture.name)}"
            parts += add_picture(files, picture, name, drawn.get((view.id, place)))
        parts += [f"**{label}**\\\n{escaped_lines(text)}" for label, text in finding(view).items()]
    files["notebook.md"] = ("\n\n".join(filter(None, parts)) + "\n").encode()
    return zipped(files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Put files into a zip file that is the same for the same files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as folder:
        for name in sorted(files):
            folder.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED)
    return content.getvalue()


def file_name(name: str) -> str:
    """Turn a picture's name into a plain file name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50] or "picture"


def table_of_settings(view: KeptView) -> str:
    """Write the settings as a table."""
    rows = [f"| {escaped(key)} | {escaped(' '.join(value.split()))} |" for key, value in settings_told(view).items()]
    return "\n".join(["| setting | value |", "| --- | --- |", *rows]) if rows else ""


def add_picture(files: dict[str, bytes], picture: Picture, name: str, drawn: bytes | None) -> list[str]:
    """Add a picture's files, and return what stands for it in the text."""
    files[f"data/{name}.csv"] = write_rows(rows_of(picture))
    links = [f"[Its data](data/{name}.csv)"]
    if isinstance(picture, Attention):
        files[f"data/{name}.npz"] = write_arrays(
            tokens=picture.tokens, keys=picture.looked_at, weights=picture.unpacked()
        )
        links.append(f"[all heads](data/{name}.npz)")
    alt = "" if isinstance(picture, Table) else escaped(" ".join(picture.alt.split()))
    if drawn is not None:
        files[f"pictures/{name}.svg"] = drawn
        alt = f"![{alt}](pictures/{name}.svg)"
    return [f"### {escaped(picture.name) or 'Picture'}", alt, ", ".join(links)]


def write_rows(rows: Iterable[Row]) -> bytes:
    """Write a CSV file, with the mark by which spreadsheets know UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def rows_of(picture: Picture) -> list[Row]:
    """Return a picture's data as rows, the columns' names first."""
    if isinstance(picture, Table):
        return [picture.columns, *picture.rows]
    return chart_rows(picture) if isinstance(picture, Chart) else head_rows(picture)


def head_rows(attention: Attention) -> list[Row]:
    """Return the opened head: a row for each token that looks, a column for each that is looked at."""
    weights = attention.unpacked()[attention.layer, attention.head]
    names, keys = (
        [f"{place} {token}" for place, token in enumerate(tokens)] for tokens in (attention.tokens, attention.looked_at)
    )
    title = f"layer {attention.layer + 1}, head {attention.head + 1}"
    return [[title, *keys], *([name, *row] for name, row in zip(names, weights.round(6).tolist(), strict=True))]


def chart_rows(chart: Chart) -> list[Row]:
    """Return every point of every trace, in all layers if it moves; of a heat map every cell."""
    figure = chart.chart
    rows: list[Row] = [["frame", "name", "x", "y", "z", "text"]]
    for number, trace in enumerate(figure["data"]):
        moved = [
            (frame.get("name", ""), frame["data"][frame["traces"].index(number)])
            for frame in figure["frames"]
            if number in (frame.get("traces") or ())
        ]
        for name, part in moved or [("", trace)]:
            rows += trace_rows(name, trace | {key: part[key] for key in "xyz" if key in part})
    return rows


def trace_rows(frame: str, trace: dict[str, Any]) -> list[Row]:
    """Return the points of one trace; a trace that is no points, bars or cells is written as it is."""
    name = trace.get("name", "")
    x, y, z = (values_of(trace.get(key)) for key in "xyz")
    if trace.get("type") == "heatmap" and z:
        cells = ((row, column, value) for row, line in enumerate(z) for column, value in enumerate(line))
        return [[frame, name, at(x, column), at(y, row), value, ""] for row, column, value in cells]
    if not x and not y:
        return [[frame, name, "", "", "", json.dumps(trace, ensure_ascii=False)]]
    text = trace.get("hovertext", trace.get("text"))
    told = text if isinstance(text, list) else []
    return [
        [frame, name, at(x, place), at(y, place), at(z, place, ""), at(told, place, "")]
        for place in range(max(len(x), len(y)))
    ]


def at(values: list, place: int, otherwise: object = None) -> object:
    """Return a value, or something else where there is none: its place, if nothing is given."""
    return values[place] if place < len(values) else place if otherwise is None else otherwise


def values_of(values: Any) -> list:
    """Return an axis' values as a list; it may be packed, or not be there."""
    if isinstance(values, dict) and "bdata" in values:
        return unpacked(values, "the chart").tolist()
    return values if isinstance(values, list) else []
