"""Files that a visitor brings."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.ui.shared import read_ahead
from components.ui.shell import choices, frame, visit
from components.ui.shell.markdown import prose

if TYPE_CHECKING:
    from components.engine.files.sentence_files import FileSentences

visit.declare(__name__, file_column=str, file_senses=str)
NO_SENSES = "none: groups are found"


def brought_file(label: str, key: str, kinds: Sequence[str]) -> UploadedFile | None:
    """Offer to take a file; it stays until another one comes or it is removed, whatever the visitor looks at meanwhile.

    Streamlit forgets a file as soon as its box is not drawn.
    """

    def take() -> None:
        st.session_state[f"{key}_brought"] = st.session_state[key]

    shown = st.file_uploader(label, type=list(kinds), key=key, on_change=take)
    kept = st.session_state.get(f"{key}_brought")
    if kept is not None and shown is None:
        st.caption(f"{prose(kept.name)} is still in use.")
        st.button("Remove it", key=f"{key}_remove", on_click=take, icon=":material/delete:")
    return kept


def sentence_file(model: str, word: str, inflected: bool) -> "FileSentences | None":
    """Offer to take sentences from a file; return those with the word if the map is to be made of them.

    Raises FileError if the file cannot be read.
    """
    from components.engine.files.sentence_files import KINDS  # it brings torch, for which no text box should wait

    with st.expander("Sentences from a file", icon=":material/upload_file:"):
        uploaded = brought_file(
            f"{', '.join(KINDS)}; up to 50 MB; goes to this app’s server alone", "sentence_file", KINDS
        )
        st.caption("The map is then made of the file’s sentences with the word, instead of the built-in ones.")
        if uploaded is None:
            return None
        with frame.errors_shown():
            return choose_column(model, uploaded, word, inflected)
    return None


def choose_column(model: str, uploaded: UploadedFile, word: str, inflected: bool) -> "FileSentences":
    """Read the file, and let the visitor choose the columns if it has several."""
    from components.engine.files.sentence_files import look_into, read_sentences

    columns = look_into(uploaded, uploaded.name)[2]
    column, sense_column = "", NO_SENSES
    if len(columns) > 1:
        column = choices.pick("Column of sentences", "file_column", columns)
        others = [NO_SENSES, *(name for name in columns if name != column)]
        sense_column = choices.pick("Column of senses, if there is one", "file_senses", others)
    sense_column = "" if sense_column == NO_SENSES else sense_column
    key = (uploaded.file_id, word, inflected, column, sense_column)
    if st.session_state.get("file_read", (None,))[0] != key:
        read_ahead.stop()
        with st.spinner(f"Looking for “{prose(word)}” …", show_time=True):
            found = read_sentences(uploaded, uploaded.name, word, inflected, column, sense_column)
        st.session_state["file_read"] = (key, found)
    found: FileSentences = st.session_state["file_read"][1]
    st.caption(
        f"{prose(uploaded.name)}: {found.lines:,} sentence{'s' * (found.lines != 1)} "
        f"({found.encoding.removesuffix('-sig')}), {found.found:,} with “{prose(word)}”."
    )
    read_ahead.read_file(model, uploaded, column)
    return found
