"""What else could stand there? Substitutes of one word in two contexts, on one axis."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.engine.records import ModelFacts
from components.figures import bars
from components.ui.parts import chart, two_sentences
from components.ui.shared import objectives
from components.ui.shell.markdown import code, with_mark

MOST = 10  # of each side
SIDES = ("in sentence 1", "in sentence 2")


def show(facts: ModelFacts, text: str, pair: str, left: DeltaGenerator, right: DeltaGenerator) -> None:
    """Hide the word in both sentences and draw what the model would put there."""
    found = two_sentences.ask(text, pair, left, right)
    if found is None:
        return
    sentences, word, spans = found
    with right:
        made = objectives.compare_places(facts.name, sentences, tuple(spans), word, MOST)
        for number, (column, span) in enumerate(zip(st.columns(2), spans, strict=True), start=1):
            column.markdown(f"{number}: {with_mark(sentences[span.sentence], span.start, span.end)}")
        st.markdown(
            f"Of the {MOST} most probable words for each sentence, **{len(made.shared)}** are the same"
            + (f": {', '.join(map(code, made.shared))}." if made.shared else ".")
        )
        chart.show(
            bars.draw_two_places(made.shares, made.words, made.among.all(axis=1), SIDES),
            f"substitutes of {word}",
            f"Substitutes of {word} in two sentences; most for the first: {', '.join(made.words[:3])}; most for the "
            f"second: {', '.join(made.words[:-4:-1])}.",
            pd.DataFrame({"word": made.words} | dict(zip(SIDES, made.shares.T, strict=True)) | {"ratio": made.ratios}),
            key="substitutes",
        )
        st.caption(
            f"The {MOST} most probable words for either sentence, ordered by how many times as probable they are in 1 "
            "as in 2 (right); those that are the same in bold. The word is hidden behind one [MASK] in each sentence, "
            "read by itself; whole words only, without the word’s own forms. The fewer are the same, the more the "
            "contexts ask for different words."
        )
