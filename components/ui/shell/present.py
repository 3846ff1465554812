"""A presentation: nothing but the page’s title, its picture and the layer slider, large."""

from pathlib import Path

import streamlit as st

from components.ui.shell import visit

visit.declare(__name__, present=bool)
SCRIPT = Path(__file__).parents[2] / "frontend" / "present" / "present.js"
_present = st.components.v2.component("sensescope_present", js=SCRIPT.read_text(encoding="utf-8"))
STYLE = """<style>
html { font-size: 125%; }
.presenting [data-testid="stSidebar"], .presenting [data-testid="stHeader"],
.presenting [data-testid="stMain"] [data-testid="stElementContainer"]:not([data-presented]),
.presenting [data-testid="stMain"] [data-testid="stColumn"]:not(:has([data-presented])),
.presenting [data-testid="stMain"] [data-testid="stLayoutWrapper"]:not(:has([data-presented])) {
  display: none !important;
}
.presenting [data-testid="stMain"] [data-testid="stColumn"] { flex: 1 1 100% !important; }
.presenting [data-testid="stMainBlockContainer"] { padding: 1rem 2rem 0 !important; }
</style>"""


def switch() -> None:
    """Offer the presentation, and draw the page as one while it is on."""
    on = st.toggle(
        "Presentation",
        help="The picture alone, for a projector. ← and → step through the layers, F fills the screen, Esc ends it.",
        **visit.linked("present", False),
    )
    if on:
        st.html(STYLE)
    _present(key="presentation", data=on, on_end_change=lambda: visit.put("present", False))
