"""Files that a visitor brings: kept for the visit as far as they have room together, and read once."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.engine.errors import ExplorerError
from components.engine.files.label_tables import read_columns, table_columns
from components.engine.files.sentence_files import KINDS, FileSentences, look_into, read_sentences
from components.ui.shared import read_ahead
from components.ui.shared.store import STORE
from components.ui.shell import choices, frame, visit
from components.ui.shell.markdown import prose

visit.declare(__name__, file_column=str, file_senses=str)
NO_SENSES = "none: groups are found"
MOST_BROUGHT = 60_000_000  # bytes of all files that one visit keeps


def brought_file(label: str, key: str, kinds: Sequence[str]) -> UploadedFile | None:
    """Offer to take a file; it stays until another one comes or it is removed, whatever the visitor looks at meanwhile.

    Streamlit forgets a file as soon as its box is not drawn.
    """
    shown = st.file_uploader(label, type=list(kinds), key=key, on_change=take, args=(key,))
    file = kept(key)
    if file is not None and shown is None:
        st.caption(f"{prose(file.name)} is still in use.")
        st.button("Remove it", key=f"{key}_remove", on_click=take, args=(key,), icon=":material/delete:")
    elif key in forgotten():
        st.warning(forgotten()[key], icon=":material/delete_history:")
    return file


def take(key: str) -> None:
    """Keep what is in the box `key`, or nothing, and forget the oldest files that have no room any more."""
    files = st.session_state.setdefault("brought", {})
    drop(key)
    if (file := st.session_state[key]) is not None:
        files[key] = file
    while len(files) > 1 and sum(one.size for one in files.values()) > MOST_BROUGHT:
        oldest = next(iter(files))
        gone = files.pop(oldest)
        forgotten()[oldest] = (
            f"{prose(gone.name)} ({gone.size / 1e6:.0f} MB) is no longer kept: newer files took its room, for a visit "
            f"keeps at most {MOST_BROUGHT / 1e6:.0f} MB of files. Bring it again to use it."
        )
        st.toast(forgotten()[oldest], icon=":material/delete_history:")


def kept(key: str) -> UploadedFile | None:
    """Return the file that was brought to the box `key`, if it is still kept."""
    return st.session_state.get("brought", {}).get(key)


def drop(key: str) -> None:
    """Keep the file of the box `key` no longer."""
    st.session_state.get("brought", {}).pop(key, None)
    forgotten().pop(key, None)


def forgotten() -> dict[str, str]:
    """Return what is to be said of files that had no room any more, by their box."""
    return st.session_state.setdefault("forgotten_files", {})


def read_once(uploaded: UploadedFile, *way: Any, read: Callable[[], Any]) -> Any:
    """Return what was read of a file in this way; it is read again only if the store has dropped that meanwhile.

    Raises what reading it raised at the first time.
    """

    def attempt() -> Any:
        try:
            return read()
        except ExplorerError as error:  # without what it was raised from, which holds the file
            return type(error)(str(error))

    found = STORE.get(("brought", uploaded.file_id, *way), attempt)
    if isinstance(found, ExplorerError):
        raise type(found)(str(found))  # anew, for what is raised holds those who raised it
    return found


def names_of_columns(uploaded: UploadedFile, fewest: int) -> tuple[str, ...]:
    """List the columns of a table, the one with the longest texts first.

    Raises FileError if it is no table or has fewer than `fewest`.
    """
    return read_once(uploaded, "table", fewest, read=lambda: table_columns(uploaded, uploaded.name, fewest))


def read_table(uploaded: UploadedFile, names: Sequence[str], make: Callable[..., Any]) -> Any:
    """Return what `make` makes of some columns of a table, each a tuple of texts.

    Raises FileError if they cannot be read, and what `make` raises.
    """

    def read() -> Any:
        rows = read_columns(uploaded, uploaded.name, names)
        return make(*(tuple(row[place] for row in rows) for place in range(len(names))))

    return read_once(uploaded, make.__name__, *names, read=read)


def sentence_file(model: str, word: str, inflected: bool) -> FileSentences | None:
    """Offer to take sentences from a file; return those with the word if the map is to be made of them.

    Raises FileError if the file cannot be read.
    """
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


def choose_column(model: str, uploaded: UploadedFile, word: str, inflected: bool) -> FileSentences:
    """Read the file, and let the visitor choose the columns if it has several."""

    def look_for_word() -> FileSentences:
        read_ahead.stop()
        with st.spinner(f"Looking for “{prose(word)}” …", show_time=True):
            return read_sentences(uploaded, uploaded.name, word, inflected, column, sense_column)

    columns = read_once(uploaded, "columns", read=lambda: look_into(uploaded, uploaded.name))[2]
    column = sense_column = ""
    if len(columns) > 1:
        column = choices.pick("Column of sentences", "file_column", columns)
        others = [NO_SENSES, *(name for name in columns if name != column)]
        sense_column = choices.pick("Column of senses, if there is one", "file_senses", others)
        sense_column = "" if sense_column == NO_SENSES else sense_column
    found: FileSentences = read_once(uploaded, word, inflected, column, sense_column, read=look_for_word)
    st.caption(
        f"{prose(uploaded.name)}: {found.lines:,} sentence{'s' * (found.lines != 1)} "
        f"({found.encoding.removesuffix('-sig')}), {found.found:,} with “{prose(word)}”."
    )
    read_ahead.read_file(model, uploaded, column)
    return found
