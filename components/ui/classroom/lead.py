"""The teacher's side: open a class, lead it, end it, take its data along."""

import time
from dataclasses import replace

import streamlit as st

from components.engine.classroom import classes, table
from components.engine.classroom.classes import Class
from components.engine.errors import ClassError, LessonError
from components.engine.lessons.lesson import Lesson
from components.engine.lessons.lesson_file import shipped
from components.engine.text.clean_text import visible
from components.ui.lessons import in_class, lesson
from components.ui.parts import chart
from components.ui.shell import shelf, visit, visitor
from components.ui.shell.markdown import prose

visit.declare(__name__, class_led=str, class_lesson=str)
KEY_OUTCOME = "teacher_key_outcome"  # in the session
NOTEBOOK = "notebook"  # in the list of lessons: the visitor's own


def open_new() -> None:
    """Offer to open a class on a lesson: the app's own, the visitor's notebook, or the file they opened last."""
    lessons = {name: lesson.known(name) for name in [*shipped(), *([lesson.OWN] if has_own() else [])]}
    if views := shelf.views():
        lessons[NOTEBOOK] = replace(lesson.of_notebook(views), title=f"Your notebook ({len(views)} views)")
    name = st.selectbox(
        "Lesson",
        list(lessons),
        format_func=lambda one: title_of(lessons[one]),
        help="Your notebook stands here too, and a lesson’s file once you have begun it on the page Notebook.",
        **visit.linked("class_lesson", shipped()[0], lambda one: one if one in lessons else None),
    )

    def begin() -> None:
        try:
            visit.put("class_led", classes.open_class(visitor.teacher(), lessons[name]).code)
        except ClassError as error:
            st.session_state["class_not_opened"] = str(error)

    st.button("Open a class", icon=":material/groups:", type="primary", on_click=begin)
    if refused := st.session_state.pop("class_not_opened", None):
        st.error(prose(refused), icon=":material/groups:")


def has_own() -> bool:
    """Tell whether the visitor brought a lesson."""
    try:
        return bool(lesson.known(lesson.OWN))
    except LessonError:
        return False


def title_of(one: Lesson) -> str:
    """Name a lesson."""
    return visible(one.title)


def choose() -> Class | None:
    """Return the class that the visitor leads, the chosen one if there are several; None if there is none."""
    codes = classes.led_by(visitor.teacher())
    if not codes:
        return None
    settings = visit.linked("class_led", codes[0], lambda one: one if one in codes else None)
    found = classes.find(st.selectbox("Your classes", codes, **settings))
    st.caption(f"{prose(title_of(found.lesson))}, since {when(found)}" + ("" if found.is_open else ", ended"))
    return found


def when(whole: Class) -> str:
    """Tell when a class was opened, on the server's clock."""
    return time.strftime("%d %b, %H:%M", time.localtime(whole.began))


def steer(whole: Class) -> None:
    """Draw where the class is, and move it."""
    if not whole.is_open:
        st.info("This class has ended: nobody can join or answer any more.", icon=":material/stop_circle:")
    step, count = whole.lesson.steps[whole.step - 1], len(whole.lesson.steps)
    st.markdown(f"**The class is at step {whole.step} of {count}: {prose(step.title)}**")
    with st.container(horizontal=True, vertical_alignment="center"):
        for label, number in (("Back", whole.step - 1), ("Next", whole.step + 1)):
            there = 1 <= number <= count and whole.is_open
            st.button(
                label,
                key=f"class_{label}",
                type="primary" if label == "Next" and there else "secondary",
                disabled=not there,
                on_click=go_on,
                args=(whole, number),
            )
        query = {"lesson": in_class.lesson_name(whole.code), "lesson_step": str(whole.step)}
        icon = ":material/slideshow:"
        st.page_link(f"pages/{step.page}.py", label="Show this step", icon=icon, query_params=query)


def go_on(whole: Class, number: int) -> None:
    """Go to a step with the class; what BERT answers there is hidden at first."""
    classes.lead_to(whole, number)
    visit.put("class_bert", False)


def delete(whole: Class) -> None:
    """Delete a class; its teacher leaves it too."""
    classes.delete(whole)
    if st.session_state.get("lesson") == in_class.lesson_name(whole.code):
        lesson.leave()


def look_after(whole: Class) -> None:
    """Offer to end a class, to delete it, and to take along its data and the right to it."""
    with st.expander("Data, and the end", icon=":material/inventory_2:"):
        st.caption(
            "A class ends by itself a day after it was opened; a week after, its data are deleted. They lie on the "
            "computer that runs the app, and you alone can see, save and delete them."
        )
        with st.container(horizontal=True):
            name = f"class {whole.code}"
            chart.download(lambda: table.answers_table(whole), name, "class_csv")
            with st.popover("End", icon=":material/stop_circle:", disabled=not whole.is_open):
                st.button("Nobody can answer any more", on_click=classes.end, args=(whole,))
            with st.popover("Delete", icon=":material/delete:"):
                st.button("Delete all answers for good", on_click=delete, args=(whole,), type="primary")


def key_as_file() -> None:
    """Offer the teacher's secret as a file, and to take one in."""
    with st.expander("Your key as a teacher", icon=":material/key:"):
        st.caption(
            "This browser holds a key that makes your classes yours. To lead them from another computer, save it here "
            "and open it there, in place of the key there. Give it to nobody else."
        )
        chart.save("Your key (JSON)", visitor.write_teacher(), "sensescope-teacher.json", "application/json")
        st.file_uploader("A key from another computer", type="json", key="teacher_file", on_change=take_key)
        outcome = st.session_state.get(KEY_OUTCOME)
        if isinstance(outcome, ClassError):
            st.error(prose(str(outcome)), icon=":material/key:")
        elif outcome:
            st.success(outcome, icon=":material/key:")


def take_key() -> None:
    """Take the uploaded key; runs before the page is drawn."""
    file = st.session_state["teacher_file"]
    st.session_state[KEY_OUTCOME] = None
    if file is None:
        return
    try:
        visitor.read_teacher(file.getvalue(), file.name)
        st.session_state[KEY_OUTCOME] = "The classes of this key are yours in this browser now."
    except ClassError as error:
        st.session_state[KEY_OUTCOME] = error
