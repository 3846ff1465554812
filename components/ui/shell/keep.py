"""“Keep this view”: a page, what is set on it and its pictures with their data go into the visitor’s notebook.

The click only asks: the page runs once more, and what it draws on that run is noted, so that no run holds pictures
for a click that may never come.
"""

import json
import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from numbers import Real
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from components.engine.files.paper import Paper
from components.engine.notebook.kept import MADE, MOST_PICTURES, KeptView
from components.engine.notebook.pictures import Chart, Picture, Table
from components.ui.shell import frame, saved_work, shelf, sidebar, visit
from components.ui.shell.markdown import prose

KEEPING = "keeping"  # in the session while a run's pictures are noted
OPENED = "opened_live"  # in the session: the kept view that was opened live last
COMPARED = "compared"  # in the session: by its id what the same view showed later
OF_LESSON = ("lesson", "lesson_step", "lesson_answers", "lesson_text", "class_follow")
OF_ALL_PAGES = ("model", "large", "present", *OF_LESSON)  # of no single page
MOST_ROWS = 200  # of a kept table
LONGEST = 60  # characters of what was typed, in a title


@dataclass
class Noted:
    """What a run has drawn, by the keys of the pictures."""

    pictures: dict[str, Picture] = field(default_factory=dict)
    layers: dict[str, int] = field(default_factory=dict)  # at which the browser shows a chart
    beside: str = ""  # the id of the kept view that it is to be compared with; without one it is kept


def button() -> None:
    """Offer to keep what is on screen, or to compare it with the kept view that was opened live.

    When that was asked, begin to note it, anew if a run was cut off.
    """
    opened: KeptView | None = st.session_state.get(OPENED)
    with st.sidebar:
        st.button(
            "Keep this view",
            icon=":material/bookmark_add:",
            width="stretch",
            on_click=lambda: st.session_state.update({KEEPING: Noted()}),
            help="The page, what is set, and its pictures with their data go into your notebook.",
        )
        if opened is not None and opened.page == here():
            st.button(
                "Compare with what you kept",
                icon=":material/compare:",
                width="stretch",
                on_click=lambda: st.session_state.update({KEEPING: Noted(beside=opened.id)}),
                help=f"“{prose(opened.title)}” and this, side by side in your notebook, with what differs in figures.",
            )
    if KEEPING in st.session_state:
        st.session_state[KEEPING] = Noted(beside=st.session_state[KEEPING].beside)


def here() -> str:
    """Name the page that the visitor is on."""
    return visit.ours().page or "start"


def add(key: str, make: Callable[[], Picture | None]) -> None:
    """Note a picture that is drawn, if this run is to be kept; `make` may find that there is none to keep."""
    noted = st.session_state.get(KEEPING)
    if noted is not None and len(noted.pictures) < MOST_PICTURES and (picture := make()) is not None:
        noted.pictures[key] = picture


def chart(key: str, figure: go.Figure, name: str, alt: str) -> None:
    """Note a chart."""
    add(key, lambda: chart_of(figure, name, alt))


def chart_of(figure: go.Figure, name: str, alt: str) -> Chart:
    """Write a figure as it is kept."""
    written = json.loads(figure.to_json() or "")
    written["layout"].pop("template", None)
    return Chart(name, alt, {"frames": [], **written}, None)


def table(key: str, name: str, make: Callable[[], Any]) -> None:
    """Note a table, of what `make` gives (a pandas.DataFrame) the first rows."""

    def rows() -> Table:
        frame = make().head(MOST_ROWS)
        return Table(name, list(map(str, frame.columns)), [list(map(cell, row)) for row in frame.to_numpy(object)])

    add(key, rows)


def view_of(picture: Picture, paper: Paper) -> KeptView:
    """Put a picture for a paper into a view, with its caption as the note."""
    note, made = prose(paper.caption()), datetime.now(UTC).strftime(MADE)
    return KeptView(uuid.uuid4().hex, here(), {}, "", note, "", "", "", made, paper.model, (picture,))


def cell(value: Any) -> str | float | None:
    """Return what a kept table holds of a cell."""
    if value is None or isinstance(value, str):
        return value
    if not isinstance(value, Real):
        return str(value)
    return float(value) if math.isfinite(value) else None


def shown_at(key: str, layer: int) -> None:
    """Note at which layer the browser shows a chart."""
    if KEEPING in st.session_state:
        st.session_state[KEEPING].layers[key] = layer


def finish(page: str, title: str) -> None:
    """Put what was noted into the notebook, or beside what it is compared with; runs when the page has been drawn."""
    noted = st.session_state.pop(KEEPING, None)
    if noted is None:
        return
    for key in noted.layers.keys() & noted.pictures.keys():
        noted.pictures[key] = replace(noted.pictures[key], layer=noted.layers[key])
    set_here = settings()
    view = KeptView(
        id=uuid.uuid4().hex,
        page=page,
        settings=set_here,
        title=named(title, set_here),
        note="",
        expected="",
        saw="",
        otherwise="",
        made=datetime.now(UTC).strftime(MADE),
        model=sidebar.model(),
        pictures=tuple(noted.pictures.values()),
    )
    if noted.beside:
        st.session_state[COMPARED] = {noted.beside: view}
        frame.turn_to("notebook")
    shelf.put(view)
    count = f"{len(view.pictures)} picture{'' if len(view.pictures) == 1 else 's'}"
    st.toast(f"“{prose(view.title)}” is in your notebook, with {count}.", icon=":material/bookmark_added:")


def settings() -> dict[str, Any]:
    """Return what is set on this page, by its visitor or by default, and which of its views was chosen."""
    ours = visit.ours()
    chosen: dict[str, Any] = {visit.VIEW: ours.views[ours.page]} if ours.views.get(ours.page) else {}
    here = (key for key in saved_work.saved_keys() if visit.is_on(key) and key not in OF_ALL_PAGES)
    return {key: ours.values[key] for key in here if key in ours.values} | chosen


def named(title: str, settings: dict[str, Any]) -> str:
    """Name a view by its page, which view of it, and what it is about: "Senses, Groups: spring"."""
    about = " ".join(str(settings.get("text") or settings.get("word") or "").split())
    about = about if len(about) <= LONGEST else f"{about[:LONGEST]} …"
    return ", ".join(filter(None, (title, settings.get(visit.VIEW)))) + (f": {about}" if about else "")


def set_up(view: KeptView) -> None:
    """Set what was set when a view was kept; what is not known here is left out. For a callback."""
    saved_work.set_up({"model": view.model, **view.settings})
    if visit.VIEW in view.settings:
        visit.ours().views[view.page] = str(view.settings[visit.VIEW])
