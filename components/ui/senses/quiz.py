"""Try yourself: the visitor picks the sense of a sentence, then sees which sense BERT's vector is nearest to."""

from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from components.engine.geometry.neighbours import elsewhere
from components.engine.geometry.vectors import centroids, cosine
from components.figures.scatter import draw_swatch
from components.ui.contexts.word_in_contexts import Material, Placed
from components.ui.senses.picked_sentence import told_nearest
from components.ui.shell.markdown import code, prose, with_highlight


@dataclass
class Score:
    """One visit's quiz: lives in the session."""

    seed: int
    of: tuple = ()  # the material that the question is about
    number: int = 0  # of the question
    answer: str | None = None
    answered: int = 0
    right: dict[str, int] = field(default_factory=lambda: {"you": 0, "BERT": 0})


def show(made_of: Material, layer: int) -> None:
    """Ask one question after another, in a random order that is the visit's own."""
    reference = made_of.reference
    names = reference.senses
    if not reference.labelled or len(names) < 2:
        st.info("A quiz needs known senses. Pick one of the built-in words.", icon=":material/info:")
        return
    score: Score = st.session_state.setdefault("quiz", Score(int(np.random.default_rng().integers(10**6))))
    if score.of != made_of.key:
        score.of, score.answer = made_of.key, None
    apart = elsewhere(len(reference.labels), reference.occurrences.texts)  # from a copy nothing could be learned
    left = apart @ (np.array(reference.labels)[:, None] == np.array(names)).astype(int)  # (n, senses): to compare with
    shuffled = np.random.default_rng(score.seed).permutation(len(left)).tolist()
    order = [number for number in shuffled if left[number].all()]
    if not order:
        st.info("A quiz needs senses with two different sentences. Add some.", icon=":material/info:")
        return
    number = int(order[score.number % len(order)])
    truth, closeness = reference.labels[number], to_senses(reference, number, apart[number], layer)
    st.subheader("Which sense is it?", anchor=False)
    st.markdown(f"#### {reference.marked(number, with_highlight)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        for place, name in enumerate(names):
            st.html(draw_swatch(place), width="content")
            st.button(
                prose(name),
                key=f"quiz_{place}",
                disabled=score.answer is not None,
                on_click=take,
                args=(score, name, truth, names[int(closeness.argmax())]),
            )
    if score.answer is not None:
        show_answer(score, truth, names, closeness, layer)
    if score.answered:
        st.markdown(f"**You {score.right['you']} · BERT {score.right['BERT']}** of {score.answered}")


def take(score: Score, answer: str, truth: str, nearest: str) -> None:
    """Note an answer."""
    score.answer = answer
    score.answered += 1
    score.right["you"] += answer == truth
    score.right["BERT"] += nearest == truth


def next_question(score: Score) -> None:
    """Go on."""
    score.answer = None
    score.number += 1


def to_senses(reference: Placed, number: int, others: np.ndarray, layer: int) -> np.ndarray:
    """Compare an occurrence with each sense's centroid, made of the `others` (n,) bool alone: (senses,) cosines."""
    states, labels = reference.occurrences.states[layer], np.array(reference.labels)
    return cosine(centroids(states[others], labels[others]), states[number])


def show_answer(score: Score, truth: str, names: list[str], closeness: np.ndarray, layer: int) -> None:
    """Say what is right, and what BERT is nearest to."""
    first = names[int(closeness.argmax())]
    yours = "Right" if score.answer == truth else "Not what the writer meant"
    berts = "wrong" if first != truth else "right as well" if score.answer == truth else "right"
    show_as = st.success if score.answer == truth else st.warning
    show_as(
        f"{yours}: it is {code(truth)}. BERT at layer {layer} is {berts}: nearest to {told_nearest(names, closeness)}."
    )
    st.button("Next sentence", on_click=next_question, args=(score,), icon=":material/arrow_forward:", type="primary")
