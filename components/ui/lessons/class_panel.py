"""What a class adds to a lesson's panel: a member follows the teacher or goes ahead; a teacher sees the answers."""

import streamlit as st

from components.engine.classroom import classes
from components.engine.classroom.classes import Class
from components.engine.errors import ClassError
from components.ui.lessons import in_class, lesson
from components.ui.shell import visit
from components.ui.shell.markdown import prose

LOOK_EVERY = 2.0  # seconds


def show(whole: Class, number: int, answers: dict[int, str]) -> dict[int, str]:
    """Draw where the class is, and take part in it; return the visitor's answers, by step."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/groups: Class **{whole.code}**", width="content")
        if in_class.leads(whole):
            st.caption("You lead: the class follows your steps.", width="content")
            query = {"class_led": whole.code}
            st.page_link(
                "pages/classroom.py", label="What they answer", icon=":material/bar_chart:", query_params=query
            )
        elif not whole.is_open:
            st.caption("It has ended: what you answer now is for you alone.")
        else:
            follows = st.toggle("Follow the class", True, **visit.linked("class_follow", True))
            keep_up(whole.code, number, follows)
    try:
        return in_class.take_part(whole, number, answers)
    except ClassError as error:
        st.error(prose(str(error)), icon=":material/groups:")
        return answers


def keep_up(code: str, number: int, follows: bool) -> None:
    """Go where the class goes, or say where it is."""

    @st.fragment(run_every=LOOK_EVERY)
    def look() -> None:
        try:
            now = classes.find(code)
        except ClassError:  # its teacher has deleted it
            st.rerun()
        if not now.is_open:
            st.rerun()
        if follows and now.step != number:
            lesson.be_at(now.step)
            st.rerun()
        st.caption("You are with the class." if now.step == number else f"The class is at step {now.step}.")

    look()
