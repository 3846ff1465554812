"""A notebook as one HTML file that works from a disk, with no server and no network.

Python writes the words and the tables; the browser code in `components/frontend/take_home` draws charts on canvases,
and that of the attention page its heads. The file holds the whole notebook as well, so that nothing of it is lost.

The file forbids itself every request by its own Content-Security-Policy. Whatever a visitor wrote is text in it.
"""

import html
from pathlib import Path

from components.engine.notebook.about import finding, origin, settings_told, title_of
from components.engine.notebook.kept import KeptView, Notebook, write_notebook
from components.engine.notebook.pictures import Picture, Table
from components.figures.notebook.notes import draw_note
from components.figures.palette import visible

FRONTEND = Path(__file__).parents[2] / "frontend"
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
SCRIPTS = {  # the last of each folder needs those before it
    "attention": ("view", "message", "columns", "lines", "matrix", "grid", "words", "save", "attention"),
    "take_home": ("told", "figure", "bars", "axes", "marks", "cells", "around", "table", "chart", "page", "print"),
}


def write_page(notebook: Notebook, framed: bool = False) -> str:
    """Write the page; `framed` is for a frame beside which the words stand: it has the pictures alone.

    Raises NotebookError if the notebook is larger than a file of it may be.
    """
    data = write_notebook(notebook).decode().replace("<", "\\u003c")  # which ends no script
    script = "".join(source(f"{folder}/{name}.js") for folder, names in SCRIPTS.items() for name in names)
    sections = "".join(draw_view(number, view) for number, view in enumerate(notebook.views))
    return f"""<!doctype html>
<html lang="en"{' class="framed"' if framed else ""}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Sensescope">
<link rel="icon" href="data:,">
<title>{written(notebook.title) or "Notebook"}</title>
<style>{source("map/map.css")}{source("take_home/take_home.css")}{source("take_home/print.css")}</style>
</head>
<body>
<main>
<h1 dir="auto">{written(notebook.title) or "Notebook"}</h1>
<noscript><p>The pictures need JavaScript; the words and tables do without.</p></noscript>
{sections}
<footer><p>Made with Sensescope. This file asks no server for anything.</p></footer>
</main>
<template id="microscope"><style>{source("attention/attention.css")}{source("take_home/heads.css")}</style>\
{source("attention/attention.html")}</template>
<script type="application/json" id="notebook">{data}</script>
<script type="module">{script}</script>
</body>
</html>
"""


def source(path: str) -> str:
    """Read a file of the browser code."""
    return (FRONTEND / path).read_text(encoding="utf-8")


def written(text: object) -> str:
    """Write a visitor's text so that HTML shows it letter by letter."""
    return html.escape(visible(str(text)))


def draw_view(number: int, view: KeptView) -> str:
    """Draw one view: its title, where it comes from, what was written about it, its pictures."""
    pictures = "".join(draw_picture(number, place, picture) for place, picture in enumerate(view.pictures))
    note = f'<div class="note">{draw_note(view.note)}</div>' if view.note.strip() else ""
    title = f'<h2 dir="auto">{written(title_of(view))}</h2>'
    return f"<section>{title}{draw_origin(view)}{note}{pictures}{draw_finding(view)}</section>\n"


def draw_origin(view: KeptView) -> str:
    """Tell of which page, model and day a view is, and with what settings."""
    said = " · ".join(f"<bdi>{written(part)}</bdi>" for part in origin(view))
    rows = "".join(
        f'<tr><th>{written(key)}</th><td dir="auto">{written(value)}</td></tr>'
        for key, value in settings_told(view).items()
    )
    if not rows:
        return f'<p class="made">{said}</p>'
    return f'<details class="made"><summary>{said}</summary><table>{rows}</table></details>'


def draw_finding(view: KeptView) -> str:
    """Draw what was expected, seen and doubted."""
    items = (
        f'<div><dt>{label}</dt><dd dir="auto">{"<br>".join(map(written, text.splitlines()))}</dd></div>'
        for label, text in finding(view).items()
    )
    listed = "".join(items)
    return f'<dl class="finding">{listed}</dl>' if listed else ""


def draw_picture(number: int, place: int, picture: Picture) -> str:
    """Draw a table, or the place that the browser fills with a picture."""
    caption = f'<figcaption dir="auto">{written(picture.name)}</figcaption>' if picture.name.strip() else ""
    if isinstance(picture, Table):
        return f"<figure>{caption}{draw_table(picture)}</figure>"
    alt = f"<noscript><p>{written(picture.alt)}</p></noscript>"
    return f'<figure>{caption}<div data-view="{number}" data-picture="{place}"></div>{alt}</figure>'


def draw_table(table: Table) -> str:
    """Draw a table that scrolls inside itself."""
    head = "".join(f'<th dir="auto">{written(name)}</th>' for name in table.columns)
    rows = "".join(f"<tr>{''.join(map(draw_cell, row))}</tr>" for row in table.rows)
    region = f'<div class="scroller" tabindex="0" role="group" aria-label="{written(table.name) or "Table"}">'
    return f"{region}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def draw_cell(value: str | float | None) -> str:
    """Draw a cell; numbers with five digits that count."""
    if isinstance(value, str):
        return f'<td dir="auto">{written(value)}</td>'
    return f'<td class="number">{"" if value is None else f"{value:.5g}" if isinstance(value, float) else value}</td>'
