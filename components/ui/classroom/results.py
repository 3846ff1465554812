"""What a class answered, as it comes in: where everybody is, and one question's answers beside BERT's own."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.catalog import BUNDLED
from components.engine.classroom import classes
from components.engine.classroom.classes import Answer, Class
from components.engine.errors import ClassError
from components.engine.lessons.lesson import CHOICE, PAIRS, SENSE, Step
from components.engine.notebook.notes import write_note
from components.engine.text.clean_text import visible
from components.figures.classroom import draw_answers, draw_steps
from components.ui.lessons import judged
from components.ui.parts import chart
from components.ui.shared import models
from components.ui.shared.own_answers import own_answer
from components.ui.shell import frame, sidebar, visit
from components.ui.shell.markdown import prose

visit.declare(__name__, class_step=str, class_bert=bool, class_layer=int)
LOOK_EVERY = 1.0  # seconds
NOW = "where the class is"
MOST_DIFFERENT = 12  # answers drawn; the rest are counted


def show(whole: Class) -> None:
    """Draw the answers to one step, and all steps, anew each second while the class is open."""
    steps = whole.lesson.steps
    options = [NOW, *(str(number) for number in range(1, len(steps) + 1))]
    chosen = st.selectbox(
        "Answers to the step",
        options,
        format_func=lambda one: one if one == NOW else f"{one} {visible(steps[int(one) - 1].title)}",
        **visit.linked("class_step", NOW, lambda one: one if one in options else None),
    )
    number = whole.step if chosen == NOW else int(chosen)
    bert = st.toggle(
        "Show BERT’s answer", help="Hidden at first, for others look too.", **visit.linked("class_bert", False)
    )
    layer = choose_layer() if bert and steps[number - 1].ask == PAIRS else None

    @st.fragment(run_every=LOOK_EVERY if whole.is_open else None)
    def look() -> None:
        with frame.errors_shown():
            try:
                now = classes.find(whole.code)
            except ClassError:  # deleted from another tab
                st.rerun()
            if (now.step, now.is_open) != (whole.step, whole.is_open):
                st.rerun()
            draw(now, number, bert, layer)

    look()


def choose_layer() -> int:
    """Ask for the layer of the model's graph."""
    layers = models.facts(sidebar.model()).layers
    fitting = visit.linked("class_layer", layers, lambda layer: min(layer, layers))
    return st.slider("Layer", 0, layers, layers, **fitting)


def draw(whole: Class, number: int, bert: bool, layer: int | None) -> None:
    """Draw what is known now: `bert` too, its graph at a layer."""
    step, members = whole.lesson.steps[number - 1], classes.members(whole)
    everything = classes.answers(whole)
    said = [answer.said for answer in everything if answer.step == number]
    present = sum(member.step > 0 for member in members)
    st.markdown(f"**{present}** in the class · **{len(said)}** answered step {number}")
    if not step.question:
        st.caption("This step asks nothing.")
    else:
        st.markdown(f"##### {write_note(step.question)}")
        if step.ask == PAIRS:
            judged.show(step, said, layer, "The class")
        else:
            show_answers(step, said, bert)
    show_steps(whole, members, everything)


def show_answers(step: Step, said: Sequence[str], bert: bool) -> None:
    """Draw how many gave each answer, and perhaps beside them BERT's own."""
    named = step.settings.get("model")
    model = named if named in BUNDLED else sidebar.model()  # no lesson makes the server load another
    own = own_answer(step, model) if bert else None
    answers, counts = tally(step, said, own.said if own else None)
    if not answers:
        st.caption("No answer yet.")
        return
    berts = answers.index(step.spelled(own.said)) if own else None
    alt = f"{len(said)} answers: " + ", ".join(f"{a} {n}" for a, n in zip(answers, counts, strict=True))
    table = pd.DataFrame({"answer": answers, "people": counts, "BERT": [berts == n for n in range(len(answers))]})
    chart.show(draw_answers(answers, counts, berts), "answers of the class", alt, table, key="class_answers")
    if bert and own is None:
        st.caption("To this question a model has no answer of its own.")
    if own:
        st.caption(f"BERT’s own answer: {prose(step.spelled(own.said))} ({prose(own.told)}).")


def tally(step: Step, said: Sequence[str], own: str | None) -> tuple[list[str], np.ndarray]:
    """Count answers: those to choose from in their order; others by frequency, capitals aside, then BERT's."""
    spelled = [step.spelled(one) for one in said]
    if step.ask in (CHOICE, SENSE):
        return list(step.answers), np.array([spelled.count(answer) for answer in step.answers])
    counts = Counter(map(str.casefold, spelled))
    names = {one.casefold(): one for one in reversed(spelled)}
    shown = [names[key] for key, _ in counts.most_common(MOST_DIFFERENT)]
    if own is not None:
        berts = step.spelled(own)
        shown = [one for one in shown if one.casefold() != berts.casefold()] + [berts]
    return shown, np.array([counts[one.casefold()] for one in shown])


def show_steps(whole: Class, members: Sequence[classes.Member], everything: Sequence[Answer]) -> None:
    """Draw how many are at each step, and who gave a name."""
    numbers = range(1, len(whole.lesson.steps) + 1)
    here = np.array([sum(member.step == number for member in members) for number in numbers])
    answered = np.array([sum(answer.step == number for answer in everything) for number in numbers])
    titles = [step.title for step in whole.lesson.steps]
    alt = f"{len(members)} people; at step {whole.step}, where the class is, {here[whole.step - 1]}."
    table = pd.DataFrame({"step": numbers, "title": titles, "are here": here, "have answered": answered})
    with st.expander("Where everybody is", icon=":material/stairs:", expanded=True):
        chart.show(
            draw_steps(titles, here, answered, whole.step - 1), "steps of the class", alt, table, key="class_steps"
        )
        if named := [f"{prose(member.name)} ({where(member.step)})" for member in members if member.name]:
            st.caption(f"Who gave a name: {', '.join(named)}.")


def where(step: int) -> str:
    """Tell where a member is."""
    return f"step {step}" if step else "left"
