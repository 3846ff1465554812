"""What else could stand there? Substitutes of one word in two contexts, side by side."""

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
        for number, (column, span) in enumerate(zip(st.columns(2), spans, strict=True)):
            sentence = sentences[span.sentence]
            with column:
                st.markdown(with_mark(sentence, span.start, span.end))
                words = objectives.substitutes(facts.name, sentence, span, word)
                both.append(words)
                draw(words, word, number)
        shared = [name for name in both[0] if name in both[1]]
        st.markdown(
            f"Of the {min(map(len, both))} most probable words on each side (drawn: {SHOWN}), **{len(shared)}** are "
            "the same" + (f": {', '.join(map(code, shared[:12]))}." if shared else ".")
        )
        st.caption(
            "The word is hidden behind one [MASK] in each sentence, read by itself; whole words only, without the "
            "word’s own forms. The fewer they share, the more the contexts ask for different words."
        )


def draw(words: dict[str, float], word: str, number: int) -> None:
    """Draw one side."""
    names, shares = list(words), pd.Series(words.values(), dtype=float)
    chart.show(
        bars.draw_guesses(shares.to_numpy()[:SHOWN], names[:SHOWN], None),
        f"substitutes of {word} {number + 1}",
        f"Substitutes of {word}: " + ", ".join(f"{name} {share:.1%}" for name, share in list(words.items())[:5]),
        pd.DataFrame({"word": names, "probability": shares}),
        key=f"substitutes_{number}",
    )
