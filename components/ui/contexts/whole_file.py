"""The visitor's file of sentences beyond the page's word: other words in it, and all of its sentences."""

from dataclasses import dataclass
from itertools import islice

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.engine.files.sentence_files import FileSentences, read_sentences, read_texts
from components.engine.files.tables import Layout, look_into
from components.ui.parts import files


@dataclass(frozen=True)
class WholeFile:
    """A file that was brought, and how the visitor has it read."""

    uploaded: UploadedFile
    layout: Layout
    column: str  # of the sentences
    senses: str  # the column of the senses; empty if there is none

    @property
    def key(self) -> tuple[str, bool, str]:
        """Return what its texts depend on."""
        return self.uploaded.file_id, self.layout.header, self.column

    def with_word(self, word: str, inflected: bool) -> FileSentences:
        """Return the sentences that hold a word; raises FileError."""

        def read() -> FileSentences:
            name = self.uploaded.name
            return read_sentences(self.uploaded, name, word, inflected, self.column, self.senses, layout=self.layout)

        way = ("other word", word, inflected, *self.key, self.senses)
        return files.read_once(self.uploaded, *way, read=read)

    def texts(self, most: int) -> tuple[str, ...]:
        """Return the first texts of the file, whatever is in them; raises FileError."""

        def read() -> tuple[str, ...]:
            return tuple(islice(read_texts(self.uploaded, self.uploaded.name, self.column, self.layout), most))

        return files.read_once(self.uploaded, "texts", most, *self.key, read=read)


def brought() -> WholeFile | None:
    """Return the file that makes the map, as the page's left column has it read; None if there is none."""
    uploaded = files.kept("sentence_file")
    if uploaded is None:
        return None
    header = st.session_state.get("file_header")
    layout = files.read_once(uploaded, "whole file", header, read=lambda: look_into(uploaded, uploaded.name, header))
    asked = [str(st.session_state.get(key)) for key in ("file_column", "file_senses")]
    column = asked[0] if asked[0] in layout.columns else (layout.longest or layout.columns)[0]
    return WholeFile(uploaded, layout, column, asked[1] if asked[1] in {*layout.columns} - {column} else "")
