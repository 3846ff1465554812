"""Where the visitor is in a lesson; a step is set up when they come to it.

Which lesson, step and answers are settings like all others. While the visitor is on the step's page they are in its
link; elsewhere a strip leads back. So is the text of a lesson of the visitor's own, as far as a link holds it.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

import streamlit as st

from components.engine.errors import ClassError, LessonError
from components.engine.lessons import lesson_file
from components.engine.lessons.lesson import Lesson, Step, of_views
from components.engine.notebook.kept import KeptView
from components.ui.lessons import in_class
from components.ui.shell import frame, saved_work, visit
from components.ui.shell.link import PACKED

visit.declare(__name__, lesson=str, lesson_step=int, lesson_answers=str, lesson_text=str)
OURS = ("lesson", "lesson_step", "lesson_answers", "lesson_text", "class_follow")
MOST_WHOLE = 100_000  # a whole number in a lesson is less
OWN = "own"  # the name, in the link too, of the lesson that the visitor brought
GOES = "lesson_goes"  # in the session
PAGES = Path(__file__).parents[3] / "pages"


def pages() -> set[str]:
    """Name all pages."""
    return {path.stem for path in PAGES.glob("*.py")}


def read(content: bytes, file: str) -> Lesson:
    """Read a lesson's file, with the settings that the app has."""
    saved_work.gather_settings()
    return lesson_file.read_lesson(content, file, kinds(), pages())


def kinds() -> dict[str, type]:
    """Return the type of each setting that a step may set."""
    return {key: setting.kind for key, setting in visit.SETTINGS.items() if key not in OURS}


def known(name: str) -> Lesson:
    """Return a lesson by its name in the link.

    Raises LessonError if there is none, or if it is the visitor's own and this visit does not have it; for a class's,
    if there is no such class.
    """
    if name.startswith(in_class.PREFIX):
        try:
            return in_class.look_up(name.removeprefix(in_class.PREFIX)).lesson
        except ClassError as error:
            raise LessonError(str(error)) from error
    if name == OWN:
        if not (text := st.session_state.get("lesson_text")):
            raise LessonError("This lesson came from a file or a notebook. Open it on the page Notebook once more.")
        return own(text)
    return shipped(name)


@cache
def shipped(name: str) -> Lesson:
    """Read one of the app's own lessons, once for all visitors.

    Raises LessonError if there is none of this name.
    """
    saved_work.gather_settings()
    return lesson_file.read_shipped(name, kinds(), pages())


@lru_cache(64)
def own(text: str) -> Lesson:
    """Read a lesson of the visitor's own.

    Raises LessonError if it is none.
    """
    return read(text.encode(), "the lesson")


def of_notebook(views: Sequence[KeptView]) -> Lesson:
    """Make a lesson of kept views: a step each, with what this app can set."""
    saved_work.gather_settings()
    known = kinds()
    settings = [{key: value for key, value in view.settings.items() if fits(value, known.get(key))} for view in views]
    return of_views("", (replace(view, settings=s) for view, s in zip(views, settings, strict=True)), pages())


def fits(value: object, kind: type | None) -> bool:
    """Tell whether a file of a lesson can hold a setting: numbers are whole and short, lists are of texts."""
    if type(value) is not kind:
        return False
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return not isinstance(value, int) or 0 <= value < MOST_WHOLE


def open_own(text: str) -> None:
    """Begin a lesson of the visitor's own, from its file's text. For a callback."""
    visit.put("lesson_text", text)
    begin(OWN)


def begin(name: str, number: int = 1) -> None:
    """Begin a lesson. For a callback."""
    visit.put("lesson", name)
    visit.put("lesson_answers", "")
    go_to(number)


def go_to(number: int) -> None:
    """Go to a step as the visitor wants. For a callback."""
    be_at(number)
    in_class.moved(number)


def be_at(number: int) -> None:
    """Be at a step, which is set up by the next run."""
    visit.put("lesson_step", number)
    st.session_state[GOES] = True


def leave() -> None:
    """End the lesson; the page stays as it is. For a callback."""
    in_class.left()
    for key in OURS:
        visit.forget(key)


def current() -> tuple[Lesson, int] | None:
    """Return the lesson and the number of its step, from 1; None if there is none.

    Raises LessonError if the lesson is not known.
    """
    name = st.session_state.get("lesson")
    if not name:
        return None
    lesson = known(name)
    return lesson, min(max(st.session_state.get("lesson_step", 1), 1), len(lesson.steps))


def follow(page: str) -> None:
    """Read lesson and step from the link or the session, and set up a step that was not yet; for the start of a run."""
    before = st.session_state.get("lesson"), st.session_state.get("lesson_step", 1)
    came = visit.is_new("lesson") and "lesson" in st.query_params
    named = set(st.query_params) if came else set[str]()
    visit.held_text("lesson")
    visit.held("lesson_step", 1, lambda number: number)
    visit.held_text("lesson_answers")
    visit.held_text("lesson_text")
    goes = st.session_state.pop(GOES, False)
    opened = came and before != (st.session_state.get("lesson"), st.session_state.get("lesson_step", 1))
    with suppress(LessonError):  # the panel says so
        there = current()
        if there is not None:
            step = there[0].steps[there[1] - 1]
            if goes or opened:
                set_up(there[0], step, page, named)
            if step.page == page:
                return
            if goes or opened:
                frame.turn_to(step.page)
    for key in OURS:
        st.query_params.pop(key, None)
        st.query_params.pop(key + PACKED, None)


def set_up(lesson: Lesson, step: Step, page: str, named: set[str]) -> None:
    """Set what a step sets, and let what other steps set have its default; what the link has `named` stays."""
    others = {key for one in lesson.steps for key in one.settings}
    saved_work.set_up({key: value for key, value in step.settings.items() if key not in named}, others - named)
    if visit.VIEW in named:
        return
    visit.ours().views.pop(step.page, None)
    if visit.VIEW in step.settings:
        visit.ours().views[step.page] = str(step.settings[visit.VIEW])
        visit.put(visit.VIEW, step.settings[visit.VIEW])
    elif step.page == page:
        saved_work.set_back(visit.VIEW, visit.slot(visit.VIEW))
