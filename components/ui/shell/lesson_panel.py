"""The panel of a lesson, over the live page: the step's note, its question, and the way on."""

from contextlib import suppress
from typing import Any

import streamlit as st

from components.engine.errors import LessonError
from components.engine.lessons import Lesson, Step, shipped
from components.engine.notebook.notes import write_note
from components.ui.shell import lesson, visit
from components.ui.shell.markdown import prose


def way_back(page: str) -> None:
    """Offer in the sidebar, on all pages but the step's, to come back to the lesson."""
    with suppress(LessonError):
        there = lesson.current()
        if there is not None and there[0].steps[there[1] - 1].page != page:
            label, icon = "Back to the lesson", ":material/school:"
            st.sidebar.button(label, icon=icon, width="stretch", on_click=lesson.go_to, args=(there[1],))


def show(page: str) -> bool:
    """Draw the panel on the step's page; tell whether the page is to be shown by now."""
    try:
        there = lesson.current()
    except LessonError as error:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning(prose(str(error)), icon=":material/school:")
            st.button("Leave the lesson", on_click=lesson.leave)
        return True
    if there is None:
        return True
    whole, number = there
    step = whole.steps[number - 1]
    if step.page != page:
        return True
    said = answers().get(number)
    with st.container(border=True, key="lesson"):
        show_way(whole, number)
        with st.expander(f"**{prose(step.title)}**", expanded=True, key=f"lesson_note_{number}"):
            if step.question:
                note, asked = st.columns([3, 2], gap="medium")
                note.markdown(text_of(step.note))
                if said is not None:
                    note.markdown(f":material/lightbulb: {text_of(step.then)}")
                with asked:
                    ask(step, number, said)
            else:
                st.markdown(text_of(step.note))
        if step.waits and said is None:
            st.caption(":material/visibility_off: The picture comes after your answer.")
    return said is not None or not step.waits


def show_way(whole: Lesson, number: int) -> None:
    """Draw where the visitor is in the lesson, and the ways back, on and out."""
    count = len(whole.steps)
    with st.container(horizontal=True, vertical_alignment="center"):
        title = whole.title or "Your notebook"
        st.markdown(f":material/school: {prose(title)} · step {number} of {count}", width="stretch")
        st.button("Back", key="lesson_back", disabled=number == 1, on_click=lesson.go_to, args=(number - 1,))
        if number < count:
            st.button("Next", key="lesson_next", type="primary", on_click=lesson.go_to, args=(number + 1,))
        st.button("Leave" if number < count else "Done", key="lesson_leave", on_click=lesson.leave)


def ask(step: Step, number: int, said: str | None) -> None:
    """Ask the step's question."""
    key = f"lesson_answer_{number}"

    def take() -> None:
        given: Any = st.session_state[key]
        answer(number, "" if given is None else str(given).strip())

    if step.answers:
        index = int(said) if said and said.isdigit() and int(said) < len(step.answers) else None
        options = range(len(step.answers))
        labels = [text_of(one) for one in step.answers]
        st.radio(text_of(step.question), options, index, key=key, on_change=take, format_func=labels.__getitem__)
    else:
        st.text_input(text_of(step.question), said or "", max_chars=80, key=key, on_change=take)


def text_of(text: str) -> str:
    """Return Markdown as it may be drawn: of the app's own lessons all, of others nothing but text."""
    return write_note(text) if st.session_state.get("lesson") == lesson.OWN else text


def answers() -> dict[int, str]:
    """Return what the visitor answered, by step; kept as a line each: “2 river”."""
    lines = (line.partition(" ") for line in st.session_state.get("lesson_answers", "").splitlines())
    return {int(number): said for number, _, said in lines if number.isascii() and number.isdigit()}


def answer(number: int, said: str) -> None:
    """Note an answer; an empty one takes it back."""
    given = {key: value for key, value in answers().items() if key != number} | ({number: said} if said else {})
    visit.put("lesson_answers", "\n".join(f"{key} {value}" for key, value in sorted(given.items())))


def links() -> None:
    """Offer the app's own lessons in one line."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(":material/school: Lessons:", width="content")
        for name in shipped():
            whole = lesson.known(name)
            query = {"lesson": name, "lesson_step": "1"}
            st.page_link(f"pages/{whole.steps[0].page}.py", label=whole.title, query_params=query, help=whole.about)
