"""Two lists of sentences in two languages: which translates which."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.errors import TextError
from components.engine.languages.examples import read_pairs
from components.figures import curves, similarity
from components.ui.languages import computed
from components.ui.parts import chart, downloads, text_boxes
from components.ui.parts.pooling_choice import lines_of
from components.ui.shared import models
from components.ui.shell import choices, frame, visit

if TYPE_CHECKING:
    from components.engine.languages.translations import Matched

visit.declare(__name__, match_by=str, match_first=str, match_second=str)
MOST_SENTENCES = 200
HOW_TO_READ = r"""
- A sentence’s vector is the mean of its tokens (multilingual-e5 reads every text after “query: ”, as it was trained).
- **Margin** (Artetxe & Schwenk 2019): the cosine of two sentences, divided by how near both are to their four nearest
  anyway. Some sentences are near to everything; the margin takes that out.
- **Accuracy** counts both directions: does each sentence find the line with its own number? It means nothing unless the
  two lists translate each other line by line.
- By chance one of $n$ would be right.
"""


def show(model: str) -> None:
    """Ask for two lists, and show who is matched with whom."""
    first, second = ask()
    facts = models.facts(model)
    match = partial(computed.matched, model, first, second)
    match()  # before anything else is asked
    left, right = frame.page_columns()
    with left:
        layer = choices.layer_slider(facts)
        method = choices.choose("Score", "match_by", ["margin", "cosine"])

    def scores() -> np.ndarray:  # (first, second)
        return (match().margins if method == "margin" else match().cosines)[layer]

    def table() -> pd.DataFrame:
        partners = scores().argmax(axis=1)
        pairs = {"sentence": first, "match": [second[place] for place in partners], method: scores().max(axis=1)}
        same = {"same line": partners == np.arange(len(first))} if len(first) == len(second) else {}
        return pd.DataFrame(pairs | same)

    with right:
        chart.show(
            similarity.draw_matches(scores(), first, second, method),
            "scores of all pairs",
            f"The {method} of all {len(first)} × {len(second)} pairs at layer {layer}; a dot marks each row’s best.",
            lambda: pd.DataFrame(
                {"sentence": one, "of the other list": other, method: value}
                for one, row in zip(first, scores(), strict=True)
                for other, value in zip(second, row, strict=True)
            ),
            key="match_matrix",
        )
        st.caption("A dot: the best partner of that row’s sentence. Hover to read both. Try layer 0, then go up.")
    with st.expander("The matches as a list", icon=":material/table_rows:"):
        columns = {"sentence": 330, "match": 300, "same line": 80}
        st.dataframe(
            table(),
            hide_index=True,
            height=320,
            column_config={name: st.column_config.Column(width=width) for name, width in columns.items()}
            | {method: st.column_config.NumberColumn(format="%.3f", width=80)},
            alt="Every sentence with its match",
        )
        chart.download(table, "matched sentences", "matched_csv")
    if len(first) == len(second):
        show_accuracy(match, layer, len(first))
    downloads.offer(
        "matched sentences",
        table,
        f"Sentences matched by {method}, {len(first)} and {len(second)}",
        model,
        lambda: {"cosines": match().cosines, "margins": match().margins},
        methods=("margin",) if method == "margin" else (),
        layer=layer,
    )


def ask() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ask for the lists.

    Raises TextError if one is empty or too long.
    """
    built_in = ["\n".join(side) for side in read_pairs()]
    lists = []
    with st.expander("The two lists", icon=":material/list:"):
        for column, name, key, text in zip(
            st.columns(2), ("First", "Second"), ("match_first", "match_second"), built_in, strict=True
        ):
            with column:
                label = f"{name} list, one sentence a line"
                lists.append(lines_of(text_boxes.box(label, key, text, "list", height=240, hint=False)))
        text_boxes.say_how_to_be_done("translations")
    for name, lines in zip(("first", "second"), lists, strict=True):
        if not 2 <= len(lines) <= MOST_SENTENCES:
            many = "s" * (len(lines) != 1)
            raise TextError(f"The {name} list has {len(lines)} sentence{many}; it takes 2 to {MOST_SENTENCES}.")
    return lists[0], lists[1]


def show_accuracy(match: Callable[[], "Matched"], layer: int, count: int) -> None:
    """Draw by layer how often a sentence finds the line with its own number."""

    def lines() -> dict[str, np.ndarray]:
        return dict(zip(("margin", "cosine"), match().accuracy(), strict=True))

    by_margin, by_cosine = match().accuracy()
    chart.show(
        curves.draw_curves(lines(), "accuracy", limits=(0, 1.05), mark=layer),
        "matching by layer",
        f"Accuracy of matching by layer; at the last layer {by_margin[-1]:.2f} by margin.",
        lambda: chart.layer_table(lines()),
        key="matching_curve",
    )
    st.caption(
        f"If line k translates line k: {by_margin[layer]:.1%} right by margin at layer {layer}, {by_cosine[layer]:.1%} "
        f"by plain cosine; by chance {1 / count:.1%}. n = {2 * count}: {count} sentences in each direction."
    )
