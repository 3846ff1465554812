"""Where to go from here: views for each kind of visitor, each of which shows its point as it opens."""

from typing import Any

import streamlit as st

Door = list[tuple[str, str, dict[str, Any]]]  # a page, what it shows, its settings
TEACH: Door = [
    ("senses", "See three meanings part", {"word": "spring"}),
    ("masked", "Hide a word, let BERT guess", {}),
    ("layers", "See words move by layer", {"view": "Paths"}),
]
STUDY: Door = [
    ("senses", "Groups that BERT finds itself", {"word": "spring", "view": "Groups"}),
    ("usage", "A word in law and in physics", {}),
    ("languages", "One meaning, five languages", {}),
    ("static", "One vector a word, or many", {"view": "Combine"}),
]
LOOK_INSIDE: Door = [
    ("attention", "What does each of the heads do?", {"view": "Find heads"}),
    ("attention", "Silence a head: what changes?", {"view": "Knock-out"}),
    ("layers", "What would each layer guess?", {"view": "Lens"}),
]
DOORS = {"I teach": TEACH, "I study words": STUDY, "I look inside models": LOOK_INSIDE}


def show() -> None:
    """Draw the doors side by side."""
    st.subheader("Where next?", divider="gray")
    for column, (who, views) in zip(st.columns(len(DOORS), gap="medium"), DOORS.items(), strict=True):
        with column:
            st.markdown(f"**{who}**")
            for page, label, settings in views:
                icon = ":material/arrow_forward:"
                st.page_link(f"pages/{page}.py", label=label, icon=icon, query_params=settings or None)
