"""Groups that were found, taken as the visitor's own senses; and all of these given back."""

import numpy as np
import streamlit as st

from components.ui.contexts import own_labels
from components.ui.contexts.word_in_contexts import Material
from components.ui.shell import frame, visit

ABOUT = "Each occurrence gets its group’s name as its sense, which counts in every figure. Unsure ones keep theirs."


def offer(made_of: Material, labels: np.ndarray, names: list[str]) -> None:
    """Offer to give each occurrence the name of its group, by `labels` (n,), −1 for unsure; or to forget all senses."""

    def take() -> None:
        with frame.errors_shown():
            for number, name in enumerate(names):
                members = [(made_of.reference, int(member)) for member in np.flatnonzero(labels == number)]
                own_labels.give(own_labels.SENSES, made_of.word, members, name)

    def forget() -> None:
        visit.put(own_labels.SENSES, "")
        st.session_state[own_labels.NAMED] = st.session_state.get(own_labels.NAMED, 0) + 1

    with st.container(horizontal=True):
        st.button("Take these groups as senses", icon=":material/label:", on_click=take, help=ABOUT)
        if own_labels.given(own_labels.SENSES):
            st.button("Forget all senses of mine", icon=":material/label_off:", on_click=forget)
