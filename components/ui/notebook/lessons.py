"""Lessons on the notebook’s page: the app’s own, one from a file, and the notebook as one."""

import streamlit as st

from components.engine.errors import LessonError
from components.engine.lessons.lesson import Lesson
from components.engine.lessons.written import write_lesson
from components.ui.lessons import lesson, panel
from components.ui.parts import chart
from components.ui.shell import shelf
from components.ui.shell.markdown import prose

BROUGHT = "lesson_brought"  # the lesson read from the uploaded file, or why it was refused


def show() -> None:
    """Offer all lessons."""
    views = shelf.views()
    with st.expander("Lessons", icon=":material/school:", expanded=True):
        panel.links()
        whole = lesson.of_notebook(views)
        if whole.steps:
            written = write_lesson(whole)
            st.button("Open this notebook as a lesson", on_click=lesson.open_own, args=(written,), help=AS_LESSON)
            chart.save("As a lesson’s file (Markdown)", written, "lesson.md", "text/markdown", help=TO_WRITE_ON)
        st.file_uploader("A lesson’s file of yours (Markdown)", type="md", key="lesson_file", on_change=take_file)
        brought = st.session_state.get(BROUGHT)
        if isinstance(brought, Lesson):
            label = f"Begin “{prose(brought.title)}”"
            text = write_lesson(brought)
            st.button(label, icon=":material/play_arrow:", on_click=lesson.open_own, args=(text,))
        elif brought is not None:
            st.error(prose(str(brought)), icon=":material/error:")


AS_LESSON = "Each kept view is a step: your note, and the page as it was set. “Copy link” then holds the lesson."
TO_WRITE_ON = "To go on in an editor: add questions, and open the file here again."


def take_file() -> None:
    """Read the uploaded file; runs before the page is drawn."""
    file = st.session_state["lesson_file"]
    try:
        st.session_state[BROUGHT] = file and lesson.read(file.getvalue(), file.name)
    except LessonError as error:
        st.session_state[BROUGHT] = error
