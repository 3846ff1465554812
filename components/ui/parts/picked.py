"""Which occurrence of a word the visitor looks at: clicked on the map, or chosen in a list."""

import streamlit as st

from components.ui.parts.word_in_contexts import Material
from components.ui.shell import visit

visit.declare(__name__, moved=str)


def picked(material: Material) -> int | None:
    """Return the id of the occurrence that was clicked, if it belongs to this material."""
    made_of, number = st.session_state.get("picked", (None, 0))
    return number if made_of == material.key and number < len(material.everything) else None


def pick(material: Material, number: int | None) -> None:
    """Pick an occurrence from a callback, or none; what was chosen in a list before gives way to it."""
    visit.forget("moved")
    note_picked(material, number)


def note_picked(material: Material, number: int | None) -> None:
    """Note which occurrence the visitor looks at."""
    st.session_state["picked"] = (material.key if number is not None else None, number or 0)
