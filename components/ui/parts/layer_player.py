"""The layer slider and the play button of a picture whose points move in the browser, frame by frame."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from components.figures.palette import plain
from components.figures.scatter import GLIDE, Cloud
from components.ui.shared import maps
from components.ui.shell import frame, keep, visit

FOLDER = Path(__file__).parents[2] / "frontend" / "map"
_draw = st.components.v2.component(
    "sensescope_map",
    html='<div class="player"><button type="button" class="play" aria-label="Play all layers">▶</button>'
    '<label for="layer">Layer</label><input id="layer" type="range" min="0" step="1"><output></output>'
    '<button type="button" class="lasso" aria-pressed="false">Lasso</button>'
    '<button type="button" class="save-svg" title="The picture for slides, with title and caption">SVG</button>'
    '<button type="button" class="save-png" title="The picture for slides, with title and caption">PNG</button></div>',
    css=(FOLDER / "map.css").read_text(encoding="utf-8"),
    js="\n".join((FOLDER / name).read_text(encoding="utf-8") for name in ("chart.js", "slide.js", "map.js")),
)
EVENTS = ("layer", "clicked", "lasso")


def layer_of(last: int, default: int | None = None) -> int:
    """Return the chosen layer, which a player holds, 0 … `last`."""
    return visit.held("layer", last if default is None else default, lambda layer: min(max(layer, 0), last))


def play(
    chart: str,
    layer: int,
    last: int,
    same: str,
    title: str,
    about: str,
    told: Callable[[str, Any], None] | None = None,
    flat: bool = False,
    chosen: Sequence[int] = (),
) -> None:
    """Draw the slider and the play button that move a chart's points in the browser; the link follows at rest.

    `same` names what is drawn: a zoom stays until it changes. `title` and `about` are written on a saved picture.
    `told` gets what else the visitor does, by its name in `EVENTS`: the id of a clicked point, and of a `flat` chart
    the ids inside a lasso; those of before are `chosen`.
    """
    key = f"{chart}_player"
    keep.shown_at(chart, layer)

    def tell(event: str) -> None:
        value = getattr(st.session_state.get(key), event, None)
        if event != "layer" and told is not None:
            told(event, value)
        elif event == "layer" and isinstance(value, int | float):
            visit.put("layer", int(min(max(value, 0), last)))

    data = {"chart": chart, "layer": layer, "layers": last, "glide": GLIDE, "flat": flat, "map": same}
    data |= {"title": plain(title), "about": plain(about), "chosen": list(chosen)}
    listeners: dict[str, Any] = {f"on_{event}_change": partial(tell, event) for event in EVENTS}
    _draw(key=key, data=data, **listeners)


def wait_for_umap(key: tuple) -> None:
    """Say that the map `key` is PCA's for now, and draw the page again when UMAP is ready."""
    frame.rerun_when(
        lambda: maps.is_drawn(key),
        lambda: st.caption(":material/hourglass: UMAP is at work; until it is ready this is PCA."),
    )


def drawn_at(chart: str, clouds: Sequence[Cloud], layer: int, *look: object) -> int:
    """Return the layer at which to draw a figure of some clouds with this look, so that it stays the same.

    While only the layer changes it must, or Streamlit would put a new chart in its place; the browser moves the points.
    """
    shown = hash((tuple((cloud.name, tuple(cloud.hover), cloud.points.tobytes()) for cloud in clouds), look))
    before, first = st.session_state.get(f"{chart}_drawn", (None, layer))
    first = first if before == shown else layer
    st.session_state[f"{chart}_drawn"] = (shown, first)
    return first
