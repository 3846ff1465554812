"""The class that the visitor is in: its lesson is named after its code, so what the link holds is enough to come back.

Who opens such a lesson joins the class as soon as their browser has told who they are; what they answer is noted there,
and what they answered before comes back. Members follow the teacher from step to step, or go ahead.
"""

import time
from contextlib import suppress

import streamlit as st

from components.engine.classroom import classes, wrong_codes
from components.engine.classroom.classes import Class
from components.engine.errors import ClassError
from components.ui.shell import visit, visitor

visit.declare(__name__, class_follow=bool)
PREFIX = "class-"  # of the lesson's name
JOINED, JOINED_CODE, WRONG = "class_joined", "class_joined_code", "wrong_code"  # in the session


def lesson_name(code: str) -> str:
    """Name the lesson of a class."""
    return PREFIX + code


def ours() -> Class | None:
    """Return the class that the visitor is in, or leads; None if the lesson is not a class's.

    Raises ClassError as `look_up` does.
    """
    name = st.session_state.get("lesson") or ""
    return look_up(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else None


def is_ours() -> bool:
    """Tell whether the visitor's lesson is a class's, or their link says so."""
    return (st.session_state.get("lesson") or st.query_params.get("lesson") or "").startswith(PREFIX)


def look_up(code: str) -> Class:
    """Return the class of a code: at once if there is one.

    Raises ClassError if there is none; in the same words for each wrong code, and later if many try.
    """
    try:
        return classes.find(code)
    except ClassError:
        if st.session_state.get(WRONG, ("", 0.0))[0] != code:  # a run that asks again is no new guess
            st.session_state[WRONG] = code, time.time() + wrong_codes.LINE.wait()
        if seconds_left() > 0:
            raise ClassError(
                f"Many wrong codes are being tried here, so this one is answered in {seconds_left():.0f} seconds. "
                "Wait, or correct it: a right one is never kept waiting."
            ) from None
        if code == st.session_state.get(JOINED_CODE):
            raise ClassError(f"The class {code} is gone: its teacher has deleted it.") from None
        raise


def seconds_left() -> float:
    """Return how long the visitor's last wrong code is still without an answer."""
    return max(0.0, st.session_state.get(WRONG, ("", 0.0))[1] - time.time())


def leads(whole: Class) -> bool:
    """Tell whether the visitor is the class's teacher."""
    return bool(visitor.teacher()) and whole.teacher == visitor.teacher()


def moved(number: int) -> None:
    """Take note, in a callback, that the visitor goes to a step: a teacher with the class, a member perhaps ahead."""
    with suppress(ClassError):  # the panel says so
        whole = ours()
        if whole is not None and leads(whole):
            classes.lead_to(whole, number)
        elif whole is not None:
            visit.put("class_follow", number == whole.step)


def left() -> None:
    """Take note, in a callback, that the visitor leaves the lesson; what they answered stays."""
    with suppress(ClassError):
        whole = ours()
        if whole is not None and visitor.visitor():
            classes.stand_at(whole, visitor.visitor(), 0)
            st.session_state.pop(JOINED, None)


def take_part(whole: Class, number: int, answers: dict[int, str]) -> dict[int, str]:
    """Be at a step of a class with these answers, by step; return them with those that the class holds, which count.

    Nothing is taken back here, whatever this visit knows; that is `note`'s. Raises ClassError if the class is full.
    """
    member = visitor.visitor()
    if not member or leads(whole) or not whole.is_open:
        return answers
    if st.session_state.get(JOINED) != whole.id:
        classes.join(whole, member)
        st.session_state[JOINED], st.session_state[JOINED_CODE] = whole.id, whole.code
    classes.stand_at(whole, member, number)
    held = classes.own_answers(whole, member)
    for step in answers.keys() - held.keys():
        classes.answer(whole, member, step, answers[step])
    return answers | held


def note(number: int, said: str) -> None:
    """Note an answer of a member's, in a callback; an empty one takes it back."""
    with suppress(ClassError):  # the panel says so
        whole = ours()
        if whole is not None and visitor.visitor() and not leads(whole):
            classes.answer(whole, visitor.visitor(), number, said)
