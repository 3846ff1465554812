"""The layer slider and the play button of a picture whose points move in the browser, frame by frame."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

FOLDER = Path(__file__).parent.parent / "frontend" / "map"
_draw = st.components.v2.component(
    "sensescope_map",
    html='<div class="player"><button type="button" class="play" aria-label="Play all layers">▶</button>'
    '<label for="layer">Layer</label><input id="layer" type="range" min="0" step="1"><output></output>'
    '<button type="button" class="lasso" aria-pressed="false">Lasso</button></div>',
    css=(FOLDER / "map.css").read_text(encoding="utf-8"),
    js=(FOLDER / "map.js").read_text(encoding="utf-8"),
)
EVENTS = ("layer", "clicked", "lasso")


def draw(key: str, data: dict, told: Callable[[str, object], None]) -> None:
    """Draw the player of the chart `data["chart"]`; `told` gets what the visitor did there, by its name in `EVENTS`."""

    def tell(event: str) -> None:
        told(event, getattr(st.session_state.get(key), event, None))

    _draw(key=key, data=data, **{f"on_{event}_change": lambda event=event: tell(event) for event in EVENTS})
