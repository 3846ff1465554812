"""Joining a class by its code."""

import streamlit as st

from components.engine.classroom import classes
from components.engine.classroom.classes import Class
from components.engine.errors import ClassError
from components.ui.lessons import in_class, lesson
from components.ui.shell import frame, visit, visitor
from components.ui.shell.markdown import prose

visit.declare(__name__, class_code=str)


def show() -> None:
    """Ask for the code, and for a name if the visitor likes; a code from a link stands there already."""
    asked = "Four letters, from your teacher"
    typed = st.text_input(asked, placeholder="KLMN", **visit.linked("class_code", ""))
    help_ = f"Your teacher sees it, {classes.NAME_LETTERS} letters of it. Without one you are a number."
    name = st.text_input("Your name, if you like", key="class_name", help=help_)
    code = "".join(filter(str.isalpha, typed))  # on a board it may stand with spaces
    if len(code) != classes.CODE_LENGTH:
        if typed:
            st.caption(f"A code has {classes.CODE_LENGTH} letters; this has {len(code)}.")
        st.button("Join", disabled=True)
        return
    try:
        offer(in_class.look_up(code), name)
    except ClassError as error:
        st.error(prose(str(error)), icon=":material/groups:")
        if in_class.seconds_left() > 0:
            frame.rerun_when(lambda: in_class.seconds_left() == 0, lambda: None, 1.0)


def offer(found: Class, name: str) -> None:
    """Offer to join a class.

    Raises ClassError if it has ended or is full.
    """
    classes.refuse_ended(found)
    st.caption(f"“{prose(found.lesson.title)}”, {len(found.lesson.steps)} steps.")
    if st.button("Join", type="primary", icon=":material/login:"):
        if visitor.visitor() and not in_class.leads(found):
            classes.join(found, visitor.visitor(), name)
        lesson.begin(in_class.lesson_name(found.code), found.step)
        frame.turn_to(found.lesson.steps[found.step - 1].page)
