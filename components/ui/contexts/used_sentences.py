"""The sentences that a map is made of, as a list in which the visitor names their senses, and as a table to take."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.engine.files.sentence_files import MOST_LETTERS, UNNAMED
from components.ui.contexts import own_labels
from components.ui.contexts.word_in_contexts import FROM_FILE, YOURS, Material, Placed
from components.ui.parts import chart
from components.ui.shell import frame

EDITED = 1000  # rows of a list that can be written in


def show(material: Material) -> None:
    """List the sentences with their senses, which can be typed over."""
    table = as_table(material.everything)
    shown = table[["sense", "sentence"] if table["group"].nunique() < 2 else ["sense", "group", "sentence"]]
    key = f"senses_{hash(material.key)}_{st.session_state.get(own_labels.NAMED, 0)}"  # made anew with each name given

    def take() -> None:
        for row, cells in st.session_state[key]["edited_rows"].items():
            with frame.errors_shown():
                occurrence, sense = material.everything[int(row)], str(cells.get("sense") or "")
                own_labels.give(own_labels.SENSES, material.word, [occurrence], sense)

    st.caption("Type over senses to give your own; an empty one takes yours back. They count in every figure.")
    with st.form("own_senses_form", border=False):  # a run between two rows would take the second from under the hands
        st.data_editor(
            shown.head(EDITED),
            hide_index=True,
            disabled=["group", "sentence"],
            column_config={"sense": st.column_config.TextColumn(max_chars=MOST_LETTERS, width="medium")},
            key=key,
            alt=f"The sentences with “{material.word}” and their senses",
        )
        st.form_submit_button("Take these senses", icon=":material/label:", on_click=take)
    chart.download(table, f"{material.word} sentences", "sentences_csv")


def as_table(occurrences: Sequence[tuple[Placed, int]]) -> pd.DataFrame:
    """Make a table with a row an occurrence: its sense, its group, the sentence, and the word's characters in it."""
    rows = []
    for placed, number in occurrences:
        sentence, span, label = placed.sentence(number), placed.spans[number], placed.labels[number]
        sense = "" if label in (YOURS, FROM_FILE, UNNAMED) else label
        rows.append((sense, placed.groups[number], sentence, span.start, span.end, sentence[span.start : span.end]))
    return pd.DataFrame(rows, columns=["sense", "group", "sentence", "start", "end", "word"])
