"""The panel of a lesson, over the live page: the step's note, its question, and the way on."""

from functools import partial

import streamlit as st

from components.engine.classroom.classes import Class
from components.engine.errors import LessonError
from components.engine.lessons.lesson import CHOICE, HEAD, LETTERS, ORDER, PAIRS, SENSE, WORD, Lesson, Step
from components.engine.lessons.lesson_file import shipped
from components.engine.notebook.notes import write_note
from components.ui.lessons import class_panel, in_class, judge, lesson
from components.ui.shared import models
from components.ui.shared.own_answers import own_answer
from components.ui.shell import sidebar, visit
from components.ui.shell.markdown import prose

FOLDED = "lesson_folded"  # in the session: the step whose note is folded
IN_LINE = 50  # letters of answers that stand in one line


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
    if step.page == page:
        return show_panel(whole, step, number)
    show_way_back(whole, number)
    return True


def show_way_back(whole: Lesson, number: int) -> None:
    """Draw, on all pages but the step's, where the visitor is in the lesson, and the way back; a class is followed."""
    with st.container(border=True, key="lesson", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":material/school: {prose(whole.title)}, step {number}", width="content")
            st.button("Back to the lesson", type="primary", on_click=lesson.go_to, args=(number,))
            st.button("Leave", key="lesson_leave", type="tertiary", on_click=lesson.leave)
        if (meeting := in_class.ours()) is not None and not in_class.leads(meeting):
            show_class(meeting, number)


def show_panel(whole: Lesson, step: Step, number: int) -> bool:
    """Draw a step's panel on its page; tell whether the page is to be shown by now."""
    with st.container(border=True, key="lesson", gap="small"):
        show_way(whole, number)
        if (meeting := in_class.ours()) is not None:
            show_class(meeting, number)
        said = answers().get(number)
        done = said is not None and (step.ask != PAIRS or judge.is_done(step, said))
        if st.session_state.get(FOLDED) != number:
            show_step(step, number, said, done)
        if said and done and step.ask == PAIRS:
            judge.show(step, said, models.facts(sidebar.model()).layers)
        if step.waits and not done:
            st.caption(":material/visibility_off: The picture comes after your answer.")
    return done or not step.waits


def show_class(meeting: Class, number: int) -> None:
    """Draw the class, and take over what it holds of the visitor's answers."""
    visit.put("lesson_answers", written(class_panel.show(meeting, number, answers())))


def show_way(whole: Lesson, number: int) -> None:
    """Draw where the visitor is in the lesson, and the ways back, on and out."""
    count, folded = len(whole.steps), st.session_state.get(FOLDED) == number
    title, name = whole.steps[number - 1].title, whole.title
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{prose(title)}** :gray[:small[{prose(name)}, step {number} of {count}]]", width="stretch")
        icon, label = (":material/expand_more:", "Unfold") if folded else (":material/expand_less:", "Fold")
        to = {FOLDED: None if folded else number}
        st.button(label, key="lesson_fold", icon=icon, type="tertiary", on_click=st.session_state.update, args=(to,))
        st.button("Back", key="lesson_back", disabled=number == 1, on_click=lesson.go_to, args=(number - 1,))
        if number < count:
            st.button("Next", key="lesson_next", type="primary", on_click=lesson.go_to, args=(number + 1,))
        st.button("Leave" if number < count else "Done", key="lesson_leave", on_click=lesson.leave)


def show_step(step: Step, number: int, said: str | None, done: bool) -> None:
    """Draw the note, and beside it the question, or in its place what came of it."""
    if not step.question:
        st.markdown(text_of(step.note))
        return
    note, asked = st.columns(2, gap="medium")
    note.markdown(text_of(step.note))
    question = text_of(step.question) + (f" “{text_of(step.sentence)}”" if step.sentence else "")
    if said is None or step.ask == PAIRS:
        asked.markdown(question)
    else:  # on a telephone it stays above the answer
        note.caption(question + (f" {' · '.join(lettered(step))}" if step.ask == ORDER else ""))
    with asked:
        if step.ask == PAIRS:
            judge.ask(step, said, partial(answer, number))
        elif said is None:
            ASK[step.ask](step, number)
        else:
            show_outcome(step, number, said)
        if done:
            st.markdown(f":material/lightbulb: {text_of(step.then)}")


def show_outcome(step: Step, number: int, said: str) -> None:
    """Say what the visitor answered and what BERT answers."""
    mine = text_of(step.spelled(said)) if step.ask == CHOICE else prose(step.spelled(said))
    told = f"You: **{mine}**."
    if (own := own_answer(step, sidebar.model())) is not None:
        told += f" BERT: **{prose(step.spelled(own.said))}** ({prose(own.told)})."
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(told, width="stretch")
        st.button("Answer again", icon=":material/undo:", type="tertiary", on_click=answer, args=(number, ""))


def ask_word(step: Step, number: int) -> None:
    """Ask for a word."""
    key = f"lesson_answer_{number}"

    def take() -> None:
        answer(number, st.session_state[key].strip())

    st.text_input(text_of(step.question), max_chars=80, key=key, on_change=take, label_visibility="collapsed")


def ask_choice(step: Step, number: int) -> None:
    """Ask for one of the answers."""
    key, labels = f"lesson_answer_{number}", [text_of(one) for one in step.answers]

    def take() -> None:
        answer(number, str(st.session_state[key]))

    st.radio(
        text_of(step.question),
        range(len(labels)),
        None,
        key=key,
        on_change=take,
        format_func=labels.__getitem__,
        horizontal=sum(map(len, labels)) < IN_LINE,
        label_visibility="collapsed",
    )


def ask_head(step: Step, number: int) -> None:
    """Ask for a layer and a head."""
    facts, key = models.facts(sidebar.model()), f"lesson_answer_{number}"

    def take() -> None:
        layer, head = (st.session_state[f"{key}_{part}"] for part in ("layer", "head"))
        answer(number, "" if None in (layer, head) else f"{layer}.{head}")

    with st.container(horizontal=True):
        for part, most in (("layer", facts.layers), ("head", facts.heads)):
            hint = f"1 to {most}"
            st.number_input(part.capitalize(), 1, most, None, key=f"{key}_{part}", on_change=take, placeholder=hint)


def lettered(step: Step) -> list[str]:
    """Write the sentences to be ordered, each with its letter."""
    return [f"**{letter}** {text_of(one)}" for letter, one in zip(LETTERS, step.answers, strict=True)]


def ask_order(step: Step, number: int) -> None:
    """Ask which of three sentences is nearest, and which comes next; the third follows."""
    key = f"lesson_answer_{number}"
    labels = lettered(step)
    first = st.radio("Nearest", range(len(labels)), None, key=key, format_func=labels.__getitem__)
    if first is None:
        return
    rest = [one for one in range(len(labels)) if one != first]

    def take() -> None:
        second = st.session_state[f"{key}_{first}"]
        answer(number, " ".join(map(str, [first, second, *(one for one in rest if one != second)])))

    names = LETTERS.__getitem__
    st.radio("And next", rest, None, key=f"{key}_{first}", on_change=take, format_func=names, horizontal=True)


ASK = {CHOICE: ask_choice, SENSE: ask_choice, WORD: ask_word, HEAD: ask_head, ORDER: ask_order}


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
    in_class.note(number, said)


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
