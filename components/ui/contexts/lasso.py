"""The occurrences inside the visitor's lasso: listed, named as a sense or a group, taken along."""

import streamlit as st

from components.engine.files.sentence_files import MOST_LETTERS
from components.ui.contexts import own_labels
from components.ui.contexts.picked import in_lasso
from components.ui.contexts.used_sentences import as_table
from components.ui.contexts.word_in_contexts import Material
from components.ui.parts import chart
from components.ui.shell import frame
from components.ui.shell.markdown import code

ABOUT = (
    "A name as a sense counts in every figure of senses. As a group it is compared in Usage. An empty name takes yours "
    "back."
)


def show(made_of: Material) -> None:
    """List what is inside the lasso, and offer to name it."""
    chosen = [made_of.everything[number] for number in in_lasso(made_of)]
    if not chosen:
        return
    st.markdown(f"**{len(chosen)} inside the lasso** (double-click the map to let them go)")

    def name(key: str) -> None:
        with frame.errors_shown():
            own_labels.give(key, made_of.word, chosen, st.session_state["lasso_name"])

    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Call them", key="lasso_name", max_chars=MOST_LETTERS, help=ABOUT, placeholder="a name")
        st.button("A sense", on_click=name, args=(own_labels.SENSES,), icon=":material/label:")
        st.button("A group", on_click=name, args=(own_labels.GROUPS,), icon=":material/workspaces:")
    with st.container(height=260), frame.errors_shown():
        for placed, number in chosen:
            st.markdown(f"{placed.marked(number)} · {code(placed.labels[number])}")
    table = as_table(chosen)
    chart.download(table, f"{made_of.word} inside the lasso", "lasso_csv")
