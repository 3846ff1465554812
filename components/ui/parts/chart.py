"""Pictures on the page: each with alt text and its data to take along."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.engine.files.paper import Paper
from components.engine.notebook.kept import Notebook
from components.engine.notebook.pictures import Chart
from components.figures.notebook import take_home
from components.ui.shell import keep


def show(
    figure: go.Figure,
    name: str,
    alt: str,
    data: pd.DataFrame | Callable[[], pd.DataFrame] | None,
    key: str | None = None,
    on_click: Callable[[], None] | None = None,
    paper: Paper | None = None,
) -> None:
    """Draw a figure, with its data as CSV at its foot; the camera in the picture's corner saves it as SVG.

    `data` is None where several pictures share one table, which the page then offers below them all. `on_click` runs
    before the next run's widgets when a point was clicked; `clicked` tells which. `paper` says what a paper tells of
    the picture, which is then offered with that as its caption.
    """
    keep.chart(key or name, figure, name, alt)
    if st.session_state.get("large"):
        figure.update_layout(font={"size": 16}).update_xaxes(tickfont={"size": 15}).update_yaxes(tickfont={"size": 15})
    st.plotly_chart(
        figure,
        key=key,
        alt=alt,
        width="stretch",
        on_select=on_click or "ignore",
        selection_mode="points",
        config={
            "displaylogo": False,
            "toImageButtonOptions": {"format": "svg", "filename": file_name(name)},
            "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
        },
    )
    with st.container(horizontal=True, vertical_alignment="center") if paper is not None else nullcontext():
        if data is not None:
            offer(data, name, f"{key or name}_csv")
        if paper is not None:
            offer_paper(partial(keep.chart_of, figure, name, alt), paper, f"{key or name}_paper")


def clicked(key: str) -> list | None:
    """Return the `customdata` of the point that was last clicked in the chart `key`, or None; from a browser."""
    points = ((st.session_state.get(key) or {}).get("selection") or {}).get("points") or [{}]
    return points[0].get("customdata")


def download(data: pd.DataFrame | Callable[[], pd.DataFrame], name: str, key: str) -> None:
    """Offer a table of the view, or what makes it at the click, as CSV; it is kept with the view."""
    keep.table(key, name, lambda: data() if callable(data) else data)
    offer(data, name, key)


def offer(data: pd.DataFrame | Callable[[], pd.DataFrame], name: str, key: str) -> None:
    """Offer a table, or what makes it at the click, as CSV."""

    def write() -> bytes:
        table = data() if callable(data) else data
        return table.to_csv(index=False).encode("utf-8-sig")  # with the mark by which spreadsheets know UTF-8

    save("Data (CSV)", write, f"{file_name(name)}.csv", "text/csv", key=key)


def offer_paper(picture: Callable[[], Chart], paper: Paper, key: str) -> None:
    """Offer a picture with its caption, to print, and what to cite; nothing is made before that is opened."""
    opened = st.popover("For a paper", icon=":material/article:", type="tertiary", key=key, on_change="rerun")
    if not opened.open:
        return
    drawn = replace(picture(), layer=paper.layer)
    page, file = Notebook(paper.what, (keep.view_of(drawn, paper),)), file_name(drawn.name)
    with opened:
        st.code(paper.caption(), language=None, wrap_lines=True)
        with st.container(horizontal=True):
            if all(trace["type"] != "scatter3d" for trace in drawn.chart["data"]):
                save("Figure (SVG)", partial(write_svg, drawn, paper), f"{file}.svg", "image/svg+xml", key=f"{key}_svg")
            save("To print (HTML)", partial(write_page, page), f"{file}.html", "text/html", key=f"{key}_page")
            save("References (BibTeX)", paper.bibtex(), f"{file}.bib", "application/x-bibtex", key=f"{key}_bib")


def write_svg(picture: Chart, paper: Paper) -> bytes:
    """Write the picture with its caption below; only now is matplotlib loaded."""
    from components.figures.notebook.captioned import add_caption
    from components.figures.notebook.drawn import draw_svg

    return add_caption(draw_svg(picture) or b"", paper.caption())


def write_page(page: Notebook) -> bytes:
    """Write a page to print, that needs no server."""
    return take_home.write_page(page).encode()


def save(label: str, write: Callable[[], bytes] | str, file: str, mime: str | None = None, **more: Any) -> None:
    """Offer one file: a text, or what is written at the click."""
    look: dict[str, Any] = {"icon": ":material/download:", "type": "tertiary", "on_click": "ignore"}
    st.download_button(label, write, file, mime, **(look | more))


def file_name(name: str) -> str:
    """Turn a caption into a plain file name."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower() or "sensescope"


def layer_table(lines: Mapping[str, Any]) -> pd.DataFrame:
    """Make a table with a row a layer, numbered first, and a column a line."""
    return pd.DataFrame(dict(lines)).rename_axis("layer").reset_index()


def token_table(values: np.ndarray, tokens: Sequence[str], label: str, rows: Sequence[object]) -> pd.DataFrame:
    """Make a table with a column a token, numbered so that names differ, and the rows' names first."""
    table = pd.DataFrame(values, columns=[f"{place} {token}" for place, token in enumerate(tokens)])
    table.insert(0, label, list(rows))
    return table
