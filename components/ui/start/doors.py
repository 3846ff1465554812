"""Where to go from here: three views for each kind of visitor, each of which shows its point as it opens."""

from typing import Any

import streamlit as st

Door = list[tuple[str, str, dict[str, Any]]]  # a page, what it shows, its settings
TEACH: Door = [
    ("senses", "“Spring” has three meanings: see them part", {"word": "spring"}),
    ("masked", "Hide a word and let BERT guess it", {}),
    ("layers", "Watch a sentence’s words move, layer by layer", {"view": "Paths"}),
]
STUDY: Door = [
    ("senses", "Which groups does BERT find in a word by itself?", {"word": "spring", "view": "Groups"}),
    ("languages", "One meaning in five languages, on one map", {}),
    ("static", "One vector a word, or one a context?", {"view": "Combine"}),
]
LOOK_INSIDE: Door = [
    ("attention", "What does each of the heads do?", {"view": "Find heads"}),
    ("attention", "Silence a head: what changes?", {"view": "Knock-out"}),
    ("layers", "What would each layer guess?", {"view": "Lens"}),
]
DOORS = {"I teach": TEACH, "I study words": STUDY, "I look inside models": LOOK_INSIDE}


def show() -> None:
    """Draw the doors side by side."""
    st.subheader("Where next?", divider=True)
    for column, (who, views) in zip(st.columns(len(DOORS), gap="medium"), DOORS.items(), strict=True):
        with column:
            st.markdown(f"**{who}**")
            for page, label, settings in views:
                icon = ":material/arrow_forward:"
                st.page_link(f"pages/{page}.py", label=label, icon=icon, query_params=settings or None)
