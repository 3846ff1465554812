"""Judging pairs in a lesson: two uses of a word at a time, and how alike it is there."""

from collections.abc import Callable

import streamlit as st

from components.engine.classroom.judging import CANNOT_TELL, NOT_JUDGED, SCALE, pairs_of
from components.engine.lessons.lesson import Step
from components.ui.lessons import judged
from components.ui.shared import readings
from components.ui.shell.markdown import prose, with_mark


def ask(step: Step, said: str | None, take: Callable[[str], None]) -> None:
    """Ask for the first pair that is not judged yet; when all are, offer to begin again. `take` notes all so far."""
    pairs = pairs_of(len(step.answers))
    line = (said or "")[: len(pairs)].ljust(len(pairs), NOT_JUDGED)
    place = line.find(NOT_JUDGED)
    if place < 0:
        st.markdown(f"All {len(pairs)} pairs are judged.")
        st.button("Judge again", icon=":material/replay:", on_click=take, args=("",))
        return
    st.caption(f"Pair {place + 1} of {len(pairs)}")
    for use in (step.answers[number] for number in pairs[place]):
        st.markdown(f"“{marked(step, use)}”")

    def put(sign: str, at: int) -> None:
        take(line[:at] + sign + line[at + 1 :])

    with st.container(horizontal=True, gap="small"):
        for grade, name in SCALE.items():
            st.button(f"{grade} {name}", key=f"judge_{grade}", on_click=put, args=(str(grade), place))
    with st.container(horizontal=True):
        st.button("Cannot tell", type="tertiary", on_click=put, args=(CANNOT_TELL, place))
        if place:
            st.button("Back", key="judge_back", type="tertiary", on_click=put, args=(NOT_JUDGED, place - 1))


def is_done(step: Step, said: str) -> bool:
    """Tell whether all pairs are judged."""
    return len(said) == len(pairs_of(len(step.answers))) and NOT_JUDGED not in said


def marked(step: Step, use: str) -> str:
    """Write a use with its word in bold."""
    spans = readings.spans((use,), *judged.word_of(step))
    return with_mark(use, spans[0].start, spans[0].end) if spans else prose(use)


def show(step: Step, said: str, layer: int) -> None:
    """Show what one visitor judged, beside the model."""
    with st.expander("Your judgements beside BERT’s", icon=":material/hub:", expanded=True):
        judged.show(step, [said], layer, "You")
