"""A long text summed up by its most central sentences, marked in place."""

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.similarity.answers import built_in_text
from components.engine.similarity.central_sentences import sum_up
from components.figures import similarity
from components.ui.parts import chart, downloads, pooling_choice
from components.ui.shared import text_vectors
from components.ui.shell import choices, frame, visit
from components.ui.shell.markdown import prose
from components.ui.similarity.answers import ask_text, cut

visit.declare(__name__, most_central=int)
HOW_TO_READ = r"""
- A sentence’s **centrality** is its mean cosine with all others: what is like everything else speaks for the text. A
  sentence nearly the same as one already chosen is passed over.
- **Covered** is the cosine of the chosen sentences’ mean with the mean of the whole text. Read it against the same
  number of *first* sentences and of *random* ones: news begins with its summary, so the first ones are hard to beat.
- This copies sentences; it writes none. It does *not* know what matters to you, nor whether a “he” lost its name.
"""


def show(model: str) -> None:
    """Ask for a text, and mark its central sentences."""
    left, right = frame.page_columns()
    with left:
        text = ask_text(built_in_text())
        count = choices.number("Sentences to keep", "most_central", 1, 10, 4)
        pooling, layer = pooling_choice.pooling_and_layer(model)
    with right:
        sentences = cut(text)

        def read() -> np.ndarray:  # (n, width)
            return text_vectors.text_vectors(model, sentences).at(pooling, layer)

        def table() -> pd.DataFrame:
            made = sum_up(read(), count)
            chosen = [number in made.chosen for number in range(len(sentences))]
            numbers = range(1, len(sentences) + 1)
            return pd.DataFrame(
                {"sentence": numbers, "text": sentences, "centrality": made.centrality, "chosen": chosen}
            )

        made = sum_up(read(), count)
        chosen = {number: f"**{number + 1}** {prose(sentences[number])}" for number in sorted(made.chosen)}
        st.markdown("\n\n".join(chosen.values()))
        st.caption(
            f"{len(made.chosen)} of {len(sentences)} sentences, in the order of the text. Where they stand in it:"
        )
        marked = {number: f":orange-background[{sentence}]" for number, sentence in chosen.items()}
        with st.container(height=380, border=True):
            st.markdown(" ".join(marked.get(number, prose(sentence)) for number, sentence in enumerate(sentences)))
        chart.show(
            similarity.draw_centrality(made.centrality, sentences, made.chosen),
            "centrality",
            f"Centrality of {len(sentences)} sentences; chosen are {', '.join(str(n + 1) for n in made.chosen)}.",
            table,
            key="centrality",
        )
        cells = st.columns(3)
        low, middle, high = made.covered_by_random
        cells[0].metric("Covered by these", f"{made.covered:.3f}")
        cells[1].metric("By the first ones", f"{made.covered_by_first:.3f}")
        cells[2].metric("By random ones", f"{middle:.3f}", help=f"95 % of 200 draws: {low:.3f} to {high:.3f}")
        downloads.offer(
            "summary",
            table,
            f"The {len(made.chosen)} most central of {len(sentences)} sentences",
            model,
            lambda: {"vectors": read()},
            layer=layer,
            pooling=pooling,
            seed=0,
        )
