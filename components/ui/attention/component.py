"""Our own view of attention, in the browser: which weights it gets, and what the visitor picked in it.

A short text travels whole, so that every change of head is instant. Of a longer one the small pictures travel, and of
the weights first the opened layer, and from about 250 tokens on only the opened heads: nothing is ever left out
without being sent when it is opened.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from components.engine.attention import wire_format
from components.engine.attention.units import Reading, Unit
from components.engine.notebook.pictures import Attention, Chart, Picture, pack_attention
from components.figures import heatmap
from components.figures.palette import visible
from components.ui.shared import store
from components.ui.shell import keep

MOST_BYTES = 640_000  # of weights in one message
MOST_KEPT = 2_000_000  # bytes of weights in the notebook
MOST_OVERLAID = 6  # more colours nobody tells apart
FOLDER = Path(__file__).parents[2] / "frontend" / "attention"
NAMES = ("view", "message", "columns", "lines", "matrix", "grid", "words", "save", "attention")
_draw = st.components.v2.component(
    "sensescope_attention",
    html=(FOLDER / "attention.html").read_text(encoding="utf-8"),
    css=(FOLDER / "attention.css").read_text(encoding="utf-8"),
    js="\n".join((FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in NAMES),  # a component takes one module
)


@dataclass(frozen=True)
class Slide:
    """What lies under the microscope: weights, how to read them, and the words that go with them."""

    key: str  # equal for equal content
    attention: np.ndarray  # (layers, heads, tokens, tokens)
    reading: Reading
    caption: str  # the model and how the weights are read, for the saved picture
    text: str
    small: np.ndarray | None = None  # (layers, heads, rows, columns) uint8; None draws no grid of heads
    notes: Sequence[str] = ()  # one a head
    note: str = ""  # what to say below the picture
    title: str = ""  # instead of the number of layer and head
    height: int = 470
    mode: str = "lines"


@dataclass(frozen=True)
class Selection:
    """What the visitor picked; all numbers count from 0."""

    layer: int
    head: int
    query: int | None = None  # a row of the reading
    overlay: tuple[tuple[int, int], ...] = ()
    column: int | None = None  # a cell's column, when a cell was clicked
    matrix: bool = False  # drawn as a matrix, not as lines
    push: int = 0  # the last of Python's own choices that the browser knew of


def content_key(*parts: str) -> str:
    """Name a slide by what is on it."""
    return store.digest(parts)[:16]


def look(slide: Slide, wanted: Selection, key: str, on_pick: Any = lambda: None) -> None:
    """Draw the slide with `wanted` opened. `on_pick` runs before the next run's widgets and may call `picked`."""
    message = compose(slide, wanted, shown_state(slide, wanted, key))
    keep.add(key, lambda: to_keep(slide, wanted))
    _draw(key=key, data=message, on_selection_change=on_pick)


def to_keep(slide: Slide, wanted: Selection) -> Picture:
    """Return what goes into the notebook: all heads of a text of common length, else the opened one."""
    layers, heads = slide.attention.shape[:2]
    reading = slide.reading
    queries, keys = ([visible(unit.text) for unit in units] for units in (reading.queries, reading.keys))
    alt = f"Attention of layer {wanted.layer + 1}, head {wanted.head + 1}, in: {visible(slide.text)}"
    opened = reading.apply(slide.attention[wanted.layer, wanted.head])
    if layers * heads * wire_format.packed_bytes(len(queries), len(keys)) > MOST_KEPT:
        drawn = json.loads(heatmap.draw_attention(opened.astype(np.float32), queries, keys=keys).to_json() or "")
        return Chart(slide.caption, alt, {"frames": [], "data": drawn["data"], "layout": drawn["layout"]}, None)
    words, key_words = ([unit.word for unit in units] for units in (reading.queries, reading.keys))
    weights = pack_attention(reading.apply(slide.attention))
    others = (None, None) if reading.queries == reading.keys else (keys, key_words)
    return Attention(slide.caption, alt, queries, words, layers, heads, wanted.layer, wanted.head, weights, *others)


def compose(slide: Slide, wanted: Selection, push: dict[str, int | None]) -> bytes:
    """Write the one message that the browser gets."""
    layers, heads = slide.attention.shape[:2]
    blocks = chosen_blocks(slide, wanted)
    # The browser makes the small pictures itself when it has all weights.
    small = slide.small if len(blocks) < layers * heads else None
    same = slide.reading.queries == slide.reading.keys
    header = {
        "key": slide.key,
        "layers": layers,
        "heads": heads,
        "queries": [describe(unit) for unit in slide.reading.queries],
        "keys": None if same else [describe(unit) for unit in slide.reading.keys],  # none: the same as the queries
        "blocks": blocks,
        "small": None if small is None else {"rows": small.shape[2], "columns": small.shape[3]},
        "grid": slide.small is not None,
        "notes": list(slide.notes) or [""] * (layers * heads),
        "reading": slide.note,
        "title": slide.title,
        "caption": slide.caption,
        "text": visible(slide.text),
        "height": slide.height,
        "mode": slide.mode,
        "push": push,
    }
    parts = [wire_format.pack(slide.reading.apply(slide.attention[layer, head])) for layer, head in blocks]
    return wire_format.message(header, parts if small is None else [*parts, small.tobytes()])


def picked(key: str, content: str = "") -> Selection | None:
    """Read what the visitor last picked in the microscope `key`, or None; from a browser, so it is checked.

    With `content` only a pick made in that slide counts.
    """
    chosen = getattr(st.session_state.get(key), "selection", None)
    if not chosen or (content and chosen["key"] != content):
        return None
    pairs = tuple((int(layer), int(head)) for layer, head in chosen["overlay"][:MOST_OVERLAID])
    query, column = (None if chosen[name] is None else int(chosen[name]) for name in ("query", "column"))
    matrix, push = chosen["mode"] == "matrix", int(chosen["push"])
    return Selection(int(chosen["layer"]), int(chosen["head"]), query, pairs, column, matrix, push)


def seek(key: str) -> None:
    """Bring the microscope `key` into sight when it opens the next head; for a click that was made elsewhere."""
    st.session_state[f"{key} sought"] = True


def shown_state(slide: Slide, wanted: Selection, key: str) -> dict[str, int | None]:
    """Give Python's own choices a number; what the browser picked itself is not sent back, so messages stay equal.

    Streamlit does not send a message again that a browser already has. A pick that was made before the browser knew of
    the last push was overtaken by it.
    """
    name = f"{key} shown"
    first = {"of": None, "push": {"number": 0}, "report": None, "shows": None, "choice": None}
    kept = st.session_state.get(name, first)
    report, push, shows = picked(key, slide.key), kept["push"], kept["shows"]
    choice, sought = (wanted.layer, wanted.head, wanted.query), st.session_state.pop(f"{key} sought", False)
    if report not in (None, kept["report"]) and report.push == push["number"]:
        shows = (report.layer, report.head, wanted.query if report.query is None else report.query)
    anew = report is None and kept["report"] is not None  # the browser has forgotten what was picked
    if kept["of"] != slide.key or anew or sought or choice not in (shows, kept["choice"]):
        names = ("number", "layer", "head", "query", "sought")
        push = dict(zip(names, (push["number"] + 1, *choice, sought), strict=True))
        shows = choice
    st.session_state[name] = {"of": slide.key, "push": push, "report": report, "shows": shows, "choice": choice}
    return push


def chosen_blocks(slide: Slide, wanted: Selection) -> list[tuple[int, int]]:
    """List the heads whose weights travel: all, or the opened layer's, or the opened ones, as the message allows."""
    layers, heads = slide.attention.shape[:2]
    each = wire_format.packed_bytes(len(slide.reading.queries), len(slide.reading.keys))
    if slide.small is None:
        return [(wanted.layer, wanted.head)]
    if layers * heads * each <= MOST_BYTES:
        return [(layer, head) for layer in range(layers) for head in range(heads)]
    overlay = [(layer, head) for layer, head in wanted.overlay if layer < layers and head < heads]
    one_layer = heads * each <= MOST_BYTES
    first = [(wanted.layer, head) for head in range(heads)] if one_layer else [(wanted.layer, wanted.head)]
    return list(dict.fromkeys([*first, *overlay]))


def describe(unit: Unit) -> dict[str, str]:
    """Say how a unit is drawn; the same look as the chips."""
    kind = "special" if unit.word is None else ("even", "odd")[unit.word % 2]
    places = f"token {unit.tokens[0]}" if len(unit.tokens) == 1 else f"tokens {unit.tokens[0]} to {unit.tokens[-1]}"
    return {"text": visible(unit.text), "kind": kind, "title": f"{visible(unit.text)} ({places})"}
