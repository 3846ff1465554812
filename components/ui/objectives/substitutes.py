"""What else could stand there? Substitutes of one word in two contexts, side by side."""

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.engine.records import ModelFacts
from components.figures import bars
from components.ui.parts import chart, two_sentences
from components.ui.shared import objectives
from components.ui.shell.markdown import code, with_mark

SHOWN = 10


def show(facts: ModelFacts, text: str, pair: str, left: DeltaGenerator, right: DeltaGenerator) -> None:
    """Hide the word in both sentences and draw what the model would put there."""
    found = two_sentences.ask(text, pair, left, right)
    if found is None:
        return
    sentences, word, spans = found
    with right:
        both = []
        for number, (column, span) in enumerate(zip(st.columns(2), spans, strict=True), start=1):
            sentence = sentences[span.sentence]
            words = objectives.substitutes(facts.name, sentence, span, word)
            names, shares = list(words), np.array(list(words.values()), dtype=float)
            both.append(names)
            with column:
                st.markdown(with_mark(sentence, span.start, span.end))
                chart.show(
                    bars.draw_guesses(shares[:SHOWN], names[:SHOWN], None),
                    f"substitutes of {word} {number}",
                    f"Substitutes of {word}: " + ", ".join(f"{name} {words[name]:.1%}" for name in names[:5]),
                    pd.DataFrame({"word": names, "probability": shares}),
                    key=f"substitutes_{number - 1}",
                )
        shared = [name for name in both[0] if name in both[1]]
        st.markdown(
            f"Of the {min(map(len, both))} most probable words on each side (drawn: {SHOWN}), **{len(shared)}** are "
            "the same" + (f": {', '.join(map(code, shared[:12]))}." if shared else ".")
        )
        st.caption(
            "The word is hidden behind one [MASK] in each sentence, read by itself; whole words only, without the "
            "word’s own forms. The fewer they share, the more the contexts ask for different words."
        )
