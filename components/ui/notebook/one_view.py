"""One kept view: its pictures as they were, what its owner says about it, and the way back to the live page."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from components.engine.notebook.about import FINDING
from components.engine.notebook.checks import LINE, TEXT
from components.engine.notebook.differences import differences
from components.engine.notebook.kept import KeptView, Notebook
from components.figures.notebook import take_home
from components.ui.lessons import lesson
from components.ui.shell import frame, keep, shelf, visit
from components.ui.shell.markdown import prose

HEIGHT = 640  # pixels of the frame that holds the pictures


def show(view: KeptView) -> None:
    """Draw a kept view with everything that can be done with it."""
    st.caption(f"Kept {view.made[:10]} on {prose(view.page)}, with {prose(view.model)}.")
    write("title", "Title", view)
    actions(view)
    now = st.session_state.get(keep.COMPARED, {}).get(view.id)
    if now is not None:
        compare(view, now)
    elif view.pictures:
        draw(view)
    else:
        st.caption("This view has no pictures of its own; open it live.")
    write("note", "Note (Markdown)", view, st.text_area)
    with st.expander("As a finding", expanded=any(getattr(view, name) for name in FINDING)):
        for name, label in FINDING.items():
            write(name, label, view, st.text_area)


def draw(view: KeptView, place: str = "kept_frame") -> None:
    """Draw a view's pictures as they were; `place` names the frame, whose page is written once for the same view."""
    bare = replace(view, title="", note="", expected="", saw="", otherwise="")
    known, page = st.session_state.get(place, (None, ""))
    if known != bare:
        page = take_home.write_page(Notebook("", (bare,)), framed=True)
        st.session_state[place] = (bare, page)
    st.iframe(page, height=HEIGHT)


def compare(kept: KeptView, now: KeptView) -> None:
    """Draw a view as it was kept and as it is now, and say what differs."""
    told = differences(kept, now)
    st.markdown(
        "**Kept, and now.** " + ("What differs:" if told else "Nothing differs: not the model, no setting, no number.")
    )
    st.markdown("\n".join(f"- {prose(one)}" for one in told))
    for column, name, view in zip(st.columns(2), ("Kept", "Now"), (kept, now), strict=True):
        with column:
            st.caption(f"{name}, {view.made[:10]}, with {prose(view.model)}")
            draw(view, f"{name} frame")
    with st.container(horizontal=True):
        st.button("Keep the new one too", icon=":material/bookmark_add:", on_click=keep_new, args=(now,))
        st.button("End the comparison", on_click=st.session_state.pop, args=(keep.COMPARED, None))


def keep_new(view: KeptView) -> None:
    """Put what was compared into the notebook. For a callback."""
    shelf.put(view)
    st.session_state.pop(keep.COMPARED, None)


def open_live(view: KeptView) -> None:
    """Set a page as it was when the view was kept. For a callback."""
    keep.set_up(view)
    visit.put("kept", view.id)  # who comes back finds it chosen
    st.session_state[keep.OPENED] = view


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
        if st.button("Open live", icon=":material/play_arrow:", disabled=not known, on_click=open_live, args=(view,)):
            frame.turn_to(view.page)
        for label, other in (("Up", place - 1), ("Down", place + 1)):
            inside = 0 <= other < len(ids)
            args = (view.id, ids[other]) if inside else ()
            st.button(label, disabled=not inside, on_click=shelf.swap, args=args)
        with st.popover("Delete", icon=":material/delete:"):
            st.button("Delete for good", on_click=shelf.drop, args=(view.id,), key=f"drop_{view.id}")
