"""Files that a visitor brings: kept for the visit as far as they have room together, and read once."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.engine.errors import ExplorerError, FileError
from components.engine.files import label_tables
from components.engine.files.label_tables import look_into_table
from components.engine.files.tables import Layout, look_into
from components.ui.shared.store import STORE
from components.ui.shell import choices, visit
from components.ui.shell.markdown import prose

# What the file in each box is called: that outlives the file.
visit.declare(__name__, sentence_file_name=str, second_file_name=str, labelled_file_name=str, pairs_file_name=str)
visit.declare(__name__, vectors_name=str, corpus_file_name=str)
NOT_KEPT = "a reload, a link and saved work hold no files. Bring it again in its box, or go on without it."
PREVIEW = 3  # rows shown before anything is computed
MOST_BROUGHT = 60_000_000  # bytes of all files that one visit keeps


def brought_file(label: str, key: str, kinds: Sequence[str]) -> UploadedFile | None:
    """Offer to take a file; it stays until another one comes or it is removed, whatever the visitor looks at meanwhile.

    Streamlit forgets a file as soon as its box is not drawn. Raises FileError if the file that was brought is not here
    any more, so that nothing else is shown in its place.
    """
    gone = is_gone(key)
    shown = st.file_uploader(label, type=list(kinds), key=key, on_change=take, args=(key,))
    file = kept(key)
    if shown is None and (gone or file is not None):
        name = st.session_state[name_of(key)]
        st.caption(f"{prose(name)} is {'not here any more' if gone else 'still in use'}.")
        label = "Go on without it" if gone else "Remove it"
        st.button(label, key=f"{key}_remove", on_click=take, args=(key,), icon=":material/delete:")
    if gone:
        raise FileError(lost().get(key) or f"{st.session_state[name_of(key)]} is not here any more: {NOT_KEPT}")
    return file


def name_of(key: str) -> str:
    """Return the setting that names the file of the box `key`."""
    return f"{key}_name"


def is_gone(key: str) -> bool:
    """Tell whether a file was brought to the box `key`, as the visit, its link or saved work says, and is not here."""
    return bool(visit.held_text(name_of(key))) and kept(key) is None


def take(key: str) -> None:
    """Keep what is in the box `key`, or nothing, and forget the oldest files that have no room any more."""
    files = st.session_state.setdefault("brought", {})
    files.pop(key, None)
    lost().pop(key, None)
    file = st.session_state[key]
    visit.put(name_of(key), file.name if file else "")
    if file is not None:
        files[key] = file
    while len(files) > 1 and sum(one.size for one in files.values()) > MOST_BROUGHT:
        oldest = next(iter(files))
        gone = files[oldest]
        drop(
            oldest,
            f"{gone.name} ({gone.size / 1e6:.0f} MB) is no longer kept: newer files took its room, for a visit keeps "
            f"at most {MOST_BROUGHT / 1e6:.0f} MB of files. Bring it again, or go on without it.",
        )
        st.toast(prose(lost()[oldest]), icon=":material/delete_history:")


def kept(key: str) -> UploadedFile | None:
    """Return the file that was brought to the box `key`, if it is still kept."""
    return st.session_state.get("brought", {}).get(key)


def drop(key: str, reason: str) -> None:
    """Keep the file of the box `key` no longer; the reason is told there."""
    st.session_state.get("brought", {}).pop(key, None)
    lost()[key] = reason


def lost() -> dict[str, str]:
    """Return why files are kept no longer, by their box."""
    return st.session_state.setdefault("lost_files", {})


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


def look(uploaded: UploadedFile, key: str, fewest: int = 0) -> Layout:
    """Show what a file begins with, as it is read, and let the visitor say whether its first row names the columns.

    With `fewest` it must be a table of as many columns. Raises FileError if it cannot be read.
    """

    def read(header: bool | None) -> Layout:
        if fewest:
            return look_into_table(uploaded, uploaded.name, fewest, header)
        return look_into(uploaded, uploaded.name, header)

    layout = told = read_once(uploaded, "layout", fewest, read=lambda: read(None))
    if told.kind == "xlsx" or told.dialect is not None:
        header = choices.switch("The first row names the columns", key, default=told.header)
        layout = (
            told if header is told.header else read_once(uploaded, "layout", fewest, header, read=lambda: read(header))
        )
    shown = pd.DataFrame(layout.first[:PREVIEW], columns=list(layout.columns))
    st.dataframe(shown, hide_index=True, alt=f"The first {len(shown)} rows of {uploaded.name}")
    ways = (layout.encoding.removesuffix("-sig"), str(layout.dialect or ""))
    st.caption(f"It begins like this; read as {', '.join(filter(None, (layout.kind, *ways)))}.")
    for note in layout.notes:
        st.caption(f":material/info: {prose(note)}")
    return layout


def column(label: str, key: str, layout: Layout, default: int = 0, without: str = "") -> str:
    """Ask for a column, the one with the longest texts first."""
    names = [name for name in layout.longest if name != without]
    return choices.pick(label, key, names, names[default])


def read_columns(uploaded: UploadedFile, layout: Layout, names: Sequence[str], make: Callable[..., Any]) -> Any:
    """Return what `make` makes of some columns of a table, each a tuple of texts; say which rows were left out.

    Raises FileError if they cannot be read, and what `make` raises.
    """

    def read() -> Any:
        read_rows, left_out = label_tables.read_columns(uploaded, uploaded.name, layout, names)
        return make(*(tuple(row[place] for row in read_rows) for place in range(len(names)))), left_out

    made, left_out = read_once(uploaded, make.__name__, layout.header, *names, read=read)
    if left_out:
        st.warning(prose(left_out), icon=":material/playlist_remove:")
    return made
