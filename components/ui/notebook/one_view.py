"""One kept view: its pictures as they were, what its owner says about it, and the way back to the live page."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from components.engine.notebook.about import FINDING
from components.engine.notebook.checks import LINE, TEXT
from components.engine.notebook.kept import KeptView, Notebook
from components.figures.notebook import take_home
from components.ui.lessons import lesson
from components.ui.shell import keep, shelf
from components.ui.shell.markdown import prose

HEIGHT = 640  # pixels of the frame that holds the pictures


def show(view: KeptView) -> None:
    """Draw a kept view with everything that can be done with it."""
    st.caption(f"Kept {view.made[:10]} on {prose(view.page)}, with {prose(view.model)}.")
    write("title", "Title", view)
    actions(view)
    if view.pictures:
        bare = replace(view, note="", expected="", saw="", otherwise="")
        st.iframe(take_home.write_page(Notebook("", (bare,)), framed=True), height=HEIGHT)
    else:
        st.caption("This view has no pictures of its own; open it live.")
    write("note", "Note (Markdown)", view, st.text_area)
    with st.expander("As a finding", expanded=any(getattr(view, name) for name in FINDING)):
        for name, label in FINDING.items():
            write(name, label, view, st.text_area)


def write(name: str, label: str, view: KeptView, box: Callable[..., Any] = st.text_input) -> None:
    """Let the visitor write one of a view’s texts."""
    key = f"{name}_{view.id}"
    if st.session_state.get(key) != getattr(view, name):  # at first, and when another tab has changed it
        st.session_state[key] = getattr(view, name)

    def take() -> None:
        shelf.put(replace(view, **{name: st.session_state[key]}))

    box(label, key=key, on_change=take, max_chars=LINE if name == "title" else TEXT)  # more could not be read again


def actions(view: KeptView) -> None:
    """Offer to open a view live, to move it, and to take it out."""
    ids = [one.id for one in shelf.views()]
    place = ids.index(view.id)
    with st.container(horizontal=True):
        known = view.page in lesson.pages()  # a file from elsewhere may name another page
        if st.button("Open live", icon=":material/play_arrow:", disabled=not known, on_click=keep.set_up, args=(view,)):
            lesson.turn_to(view.page)
        for label, other in (("Up", place - 1), ("Down", place + 1)):
            inside = 0 <= other < len(ids)
            args = (view.id, ids[other]) if inside else ()
            st.button(label, disabled=not inside, on_click=shelf.swap, args=args)
        with st.popover("Delete", icon=":material/delete:"):
            st.button("Delete for good", on_click=shelf.drop, args=(view.id,), key=f"drop_{view.id}")
