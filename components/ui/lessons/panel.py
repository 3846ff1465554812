"""The panel of a lesson, over the live page: the step's note, its question, and the way on."""

from contextlib import suppress
from functools import partial

import streamlit as st

from components.engine.errors import LessonError
from components.engine.lessons.lesson import HEAD, LETTERS, ORDER, PAIRS, WORD, Lesson, Step
from components.engine.lessons.lesson_file import shipped
from components.engine.notebook.notes import write_note
from components.ui.lessons import class_panel, in_class, judge, lesson
from components.ui.shared import models
from components.ui.shared.own_answers import own_answer
from components.ui.shell import sidebar, visit
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
    return step.page != page or show_step(whole, step, number)


def show_step(whole: Lesson, step: Step, number: int) -> bool:
    """Draw a step's panel on its page; tell whether the page is to be shown by now."""
    with st.container(border=True, key="lesson"):
        show_way(whole, number)
        if (meeting := in_class.ours()) is not None:
            visit.put("lesson_answers", written(class_panel.show(meeting, number, answers())))
        said = answers().get(number)
        done = said is not None and (step.ask != PAIRS or judge.is_done(step, said))
        with st.expander(f"**{prose(step.title)}**", expanded=True, key=f"lesson_note_{number}"):
            if step.question:
                note, asked = st.columns([3, 2], gap="medium")
                note.markdown(text_of(step.note))
                if done:
                    note.markdown(f":material/lightbulb: {text_of(step.then)}")
                with asked:
                    ask(step, number, said)
            else:
                st.markdown(text_of(step.note))
        if said and done and step.ask == PAIRS:
            judge.show(step, said, models.facts(sidebar.model()).layers)
        if step.waits and not done:
            st.caption(":material/visibility_off: The picture comes after your answer.")
    return done or not step.waits


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
    """Ask the step's question; the answer is noted as `Step` writes it down."""
    key = f"lesson_answer_{number}"
    if step.ask == PAIRS:
        st.markdown(text_of(step.question))
        judge.ask(step, said, partial(answer, number))
        return
    {HEAD: ask_head, ORDER: ask_order, WORD: ask_word}.get(step.ask, ask_choice)(step, number, said, key)
    if said is not None and (own := own_answer(step, sidebar.model())) is not None:
        both = (prose(step.spelled(one)) for one in (said, own.said))
        st.markdown("You: **{}**. BERT: **{}**".format(*both) + f" ({prose(own.told)}).")


def ask_word(step: Step, number: int, said: str | None, key: str) -> None:
    """Ask for a word."""

    def take() -> None:
        answer(number, st.session_state[key].strip())

    st.text_input(text_of(step.question), said or "", max_chars=80, key=key, on_change=take)


def ask_choice(step: Step, number: int, said: str | None, key: str) -> None:
    """Ask for one of the answers."""

    def take() -> None:
        answer(number, str(st.session_state[key]))

    if step.sentence:
        st.markdown(f"“{text_of(step.sentence)}”")
    index = int(said) if said and said.isdecimal() and int(said) < len(step.answers) else None
    labels = [text_of(one) for one in step.answers]
    st.radio(text_of(step.question), range(len(labels)), index, key=key, on_change=take, format_func=labels.__getitem__)


def ask_head(step: Step, number: int, said: str | None, key: str) -> None:
    """Ask for a layer and a head."""

    def take() -> None:
        both = [st.session_state[f"{key}_{part}"] for part in ("layer", "head")]
        answer(number, "" if None in both else f"{both[0]}.{both[1]}")

    facts = models.facts(sidebar.model())
    st.markdown(text_of(step.question))
    given = (said or "").split(".")
    for place, (part, most) in enumerate((("layer", facts.layers), ("head", facts.heads))):
        value = int(given[place]) if len(given) == 2 and given[place].isdecimal() else None
        st.number_input(
            part.capitalize(),
            1,
            most,
            value if value in range(1, most + 1) else None,
            key=f"{key}_{part}",
            on_change=take,
            placeholder=f"1 to {most}",
        )


def ask_order(step: Step, number: int, said: str | None, key: str) -> None:
    """Ask which of three sentences is nearest, and which comes next; the third follows."""

    def take() -> None:
        first = st.session_state[key]
        second = st.session_state.get(f"{key}_{first}")
        left = {0, 1, 2} - {first, second}
        answer(number, "" if second is None else f"{first} {second} {left.pop()}")

    labels = [f"**{letter}** {text_of(one)}" for letter, one in zip(LETTERS, step.answers, strict=True)]
    given = [int(one) for one in (said or "").split() if one in ("0", "1", "2")]
    st.markdown(f"{text_of(step.question)}\n\n“{text_of(step.sentence)}”")
    first = st.radio(
        "Nearest", range(3), given[0] if given else None, key=key, on_change=take, format_func=labels.__getitem__
    )
    if first is not None:
        rest = [one for one in range(3) if one != first]
        index = rest.index(given[1]) if len(given) > 1 and given[1] in rest else None
        st.radio("Second", rest, index, key=f"{key}_{first}", on_change=take, format_func=labels.__getitem__)


def text_of(text: str) -> str:
    """Return Markdown as it may be drawn: of the app's own lessons all, of others nothing but text."""
    return text if st.session_state.get("lesson") in shipped() else write_note(text)


def answers() -> dict[int, str]:
    """Return what the visitor answered, by step; kept as a line each: “2 river”."""
    lines = (line.partition(" ") for line in st.session_state.get("lesson_answers", "").splitlines())
    return {int(number): said for number, _, said in lines if number.isascii() and number.isdigit()}


def answer(number: int, said: str) -> None:
    """Note an answer; an empty one takes it back."""
    given = {key: value for key, value in answers().items() if key != number} | ({number: said} if said else {})
    visit.put("lesson_answers", written(given))


def written(answers: dict[int, str]) -> str:
    """Write answers as they are kept."""
    return "\n".join(f"{number} {said}" for number, said in sorted(answers.items()))


def links() -> None:
    """Offer the app's own lessons in one line."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(":material/school: Lessons:", width="content")
        for name in shipped():
            whole = lesson.known(name)
            query = {"lesson": name, "lesson_step": "1"}
            st.page_link(f"pages/{whole.steps[0].page}.py", label=whole.title, query_params=query, help=whole.about)
        st.page_link("pages/classroom.py", label="With a class", icon=":material/groups:", help="All answers together")
