"""A file of sentences that a visitor brings for one word, and a second one to be compared with it."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.engine.errors import FileError
from components.engine.files.sentence_files import UNGROUPED, FileSentences, joined, place_columns, read_sentences
from components.engine.files.tables import KINDS, Layout, look_into
from components.engine.usage.periods import LENGTHS, are_dates, periods
from components.ui.parts.files import brought_file, column, is_gone, look, read_once
from components.ui.shared import read_ahead
from components.ui.shell import choices, visit
from components.ui.shell.markdown import prose

visit.declare(__name__, file_header=bool, file_column=str, file_senses=str, file_place=str)
visit.declare(__name__, file_groups=str, file_periods=str)
NO_SENSES = "none: groups are found"
NO_GROUPS, FITTING = "none: all are one group", "as they fit"
NO_PLACE = "searched for in the sentence"
WHERE = "These columns point at a whole word in the file’s first rows, so the word is taken there, in whatever form."
GROUPS = "What Usage compares: where a sentence comes from, or when it was written. Dates become periods."
MOST_GROUPS = 12
SAYING = {"text", "texts", "sentence", "sentences", "context", "contexts", "quotation", "use"}
TELLING = {"group", "source", "corpus", "genre", "register", "period", "date", "year", "time", "decade", "century"}


def sentence_file(model: str, word: str, inflected: bool) -> FileSentences | None:
    """Offer to take sentences from a file; return those with the word if the map is to be made of them.

    Raises FileError if the file cannot be read, or is not here any more.
    """
    with st.expander("Sentences from a file", expanded=is_gone("sentence_file"), icon=":material/upload_file:"):
        uploaded = brought_file(
            f"{', '.join(KINDS)}; up to 50 MB; goes to this app’s server alone", "sentence_file", KINDS
        )
        st.caption("The map is then made of the file’s sentences with the word, instead of the built-in ones.")
        if uploaded is None:
            return None
        about = "A second file, to be compared with the first: the groups are then the files"
        second = brought_file(about, "second_file", KINDS)
        found = look_for(model, uploaded, word, inflected)
        return found if second is None else add_file(found, uploaded.name, second, word, inflected)


def add_file(first: FileSentences, name: str, second: UploadedFile, word: str, inflected: bool) -> FileSentences:
    """Read a second file in the way of the first where it has the same columns, and join the two."""

    def look_for_word() -> FileSentences:
        layout = look_into(second, second.name)
        column, senses = (name if name in layout.columns else "" for name in (first.column, named))
        return read_sentences(second, second.name, word, inflected, column, senses, "", None, layout)

    named = str(st.session_state.get("file_senses"))
    found: FileSentences = read_once(second, named, word, inflected, first.column, "second", read=look_for_word)
    st.caption(f"{prose(second.name)}: {found.lines:,} sentences, {found.found:,} with “{prose(word)}”.")
    names = (name, second.name) if name != second.name else (f"{name} (first)", f"{name} (second)")
    return joined(first, found, names, word, inflected)


def likely_groups(layout: Layout, columns: Sequence[str]) -> str:
    """Return the column that says what is compared, by its name or since it holds dates; none, if there is none."""
    for name in columns:
        if name.strip().casefold() in TELLING or are_dates([row[layout.at(name)] for row in layout.first]):
            return name
    return NO_GROUPS


def groups_in(entries: tuple[str, ...], column: str, word: str, likely: str) -> tuple[str, ...]:
    """Make the entries of a column groups: dates are gathered into periods.

    Too many of a column that was merely `likely` are no groups. Raises FileError if the visitor chose it.
    """
    groups = tuple(entry or UNGROUPED for entry in entries)
    if are_dates(entries):
        length = choices.pick("Years in a period", "file_periods", [FITTING, *map(str, LENGTHS)])
        groups = tuple(periods(entries, None if length == FITTING else int(length)))
    if (count := len(set(groups))) <= MOST_GROUPS:
        return groups
    of = f"Column “{column}” makes {count:,} groups of the sentences with “{word}”"
    many = f"{of}; at most {MOST_GROUPS} can be compared"
    if column == likely:
        st.caption(f":material/info: {prose(many)}, so all are one.")
        return ()
    raise FileError(f"{many}. Pick a column with fewer different entries, such as a source, or longer periods.")


def look_for(model: str, uploaded: UploadedFile, word: str, inflected: bool) -> FileSentences:
    """Read the file, and let the visitor choose the columns if it has several."""

    def look_for_word() -> FileSentences:
        read_ahead.stop()
        with st.spinner(f"Looking for “{prose(word)}” …", show_time=True):
            return read_sentences(uploaded, uploaded.name, word, inflected, sentences, senses, groups, places, layout)

    layout = look(uploaded, "file_header")
    likely = NO_GROUPS
    sentences, senses, groups, places = (layout.longest or layout.columns)[0], "", "", None
    if len(layout.longest) > 1:
        named = (place for place, name in enumerate(layout.longest) if name.strip().casefold() in SAYING)
        sentences = column("Column of sentences", "file_column", layout, next(named, 0))
        others = [NO_SENSES, *(name for name in layout.longest if name != sentences)]
        senses = choices.pick("Column of senses, if there is one", "file_senses", others)
        senses = "" if senses == NO_SENSES else senses
        likely = likely_groups(layout, others[1:])
        groups = choices.pick(
            "Column of groups, sources or dates", "file_groups", [NO_GROUPS, *others[1:]], likely, help=GROUPS
        )
        groups = "" if groups == NO_GROUPS else groups
        told = {str(one): one for one in place_columns(layout, sentences, word)}
        if told:
            where = choices.pick("Where the word is", "file_place", [*told, NO_PLACE], help=WHERE)
            places = told.get(where)
    way = (word, inflected, layout.header, sentences, senses, groups, str(places))
    found: FileSentences = read_once(uploaded, *way, read=look_for_word)
    st.caption(
        f"{prose(uploaded.name)}: {found.lines:,} sentence{'s' * (found.lines != 1)}, {found.found:,} with "
        f"“{prose(word)}”."
    )
    for note in found.notes:
        st.warning(prose(note), icon=":material/playlist_remove:")
    read_ahead.read_file(model, uploaded, sentences, layout)
    return replace(found, groups=groups_in(found.groups, groups, word, likely)) if found.groups else found
