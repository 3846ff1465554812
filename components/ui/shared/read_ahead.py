"""Read a visitor's file while they think of a word, so that the word's map comes at once."""

from collections.abc import Callable
from itertools import islice
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components.engine.files.sentence_files import read_texts
from components.engine.files.tables import Layout
from components.ui.shared import jobs, models
from components.ui.shared.jobs import Job
from components.ui.shared.store import STORE

MOST_AHEAD = 1000  # sentences: more would push out of the store what others wait for


def read_file(model: str, uploaded: UploadedFile, column: str, layout: Layout) -> None:
    """Start to read the file's first sentences in the background, once for a model."""
    from components.engine.encoding.read_ahead import read_ahead

    key = (model, uploaded.file_id, column, layout.header)
    if st.session_state.get("ahead", (None,))[0] == key:
        return
    stop()
    sentences = tuple(islice(read_texts(uploaded, uploaded.name, column, layout), MOST_AHEAD))

    def work(note: Callable[[float], None], should_stop: Callable[[], bool]) -> None:
        read_ahead(models.encoder(model), sentences, keep, note, should_stop)

    def keep(text: str, read: Any) -> None:
        STORE.keep(("read ahead", model, text), read)

    job = Job(work, jobs.lane_or_visitor_busy)
    st.session_state["ahead"] = (key, job)


def stop() -> None:
    """Stop reading: somebody waits for the rest."""
    if "ahead" in st.session_state:
        st.session_state["ahead"][1].end()
