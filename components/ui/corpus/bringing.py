"""Bring a corpus: the news sample in one click, files, or a folder of the owner's machine."""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from components.engine.corpus import bring, store
from components.engine.corpus.bring import Source
from components.engine.errors import CorpusError, ExplorerError
from components.engine.files.tables import KINDS, look_into
from components.engine.loading.storage import as_meant, folder_of
from components.engine.text.clean_text import visible
from components.ui.corpus import chosen
from components.ui.shared import waiting
from components.ui.shell import sidebar, visit, visitor
from components.ui.shell.markdown import prose

BRINGING, REFUSED = "bringing", "bring_refused"  # in the session: what is being read, and why the last was not
LONGEST = "the longest texts"
NEWS = "News"


def show() -> None:
    """Offer the ways to bring a corpus, or show how far one is."""
    if BRINGING in st.session_state:
        read()
        return
    st.subheader("Bring a text")
    if not visitor.visitor():
        st.caption("A corpus is yours alone, so the page asks your browser who you are first …")
        return
    st.markdown(
        "A book, a newspaper, reviews, interviews: it is cut into sentences, and its columns (year, source, label) "
        "stay with them. Then choose what gets a vector, and see all of it on one map."
    )
    if refused := st.session_state.get(REFUSED):
        st.error(prose(refused), icon=":material/error:")
    with st.container(border=True):
        sample, text = st.columns([1, 3], vertical_alignment="center")
        sample.button("Try the news", icon=":material/newspaper:", on_click=begin_news, type="primary", width="stretch")
        text.markdown("300 articles of the Australian Broadcasting Corporation (2000), 2,615 sentences, from gensim.")
    files()
    if sidebar.only_this_machine():
        folder()
    st.caption(
        "It stays on this app’s server, for you alone (this browser knows you), until you delete it. From the command "
        "line, without the limits of an upload: `python -m components.engine.corpus embed FILE … --out FOLDER`."
    )


def files() -> None:
    """Take files, and begin to read them at a click."""
    with st.container(border=True):
        label = f"Files ({', '.join(KINDS)}); up to 50 MB each"
        uploaded = st.file_uploader(label, type=list(KINDS), accept_multiple_files=True, key="corpus_files")
        if not uploaded:
            return
        first = uploaded[0]
        layout = look_into(first, first.name)
        more = f" and {len(uploaded) - 1} more" if len(uploaded) > 1 else ""
        name = st.text_input(
            "Name", f"{Path(first.name).stem[: store.MOST_LETTERS - len(more)]}{more}", key="corpus_name"
        )
        column = ""
        if len(layout.columns) > 1:
            options = [LONGEST, *layout.columns]
            picked = st.selectbox("Texts are in", options, key="corpus_text_column")
            column = "" if picked == LONGEST else picked
            example = layout.first[0][layout.at(column or layout.longest[0])] if layout.first else ""
            st.caption(f"The first one: {prose(example[:200])}")
        split = st.toggle("Cut texts into sentences", True, key="corpus_split", help="Off: a row is one sentence.")
        sources = [Source(one.name, one.size, partial(io.BytesIO, one.getvalue())) for one in uploaded]
        ways = (sources, name, column, split)
        st.button("Bring", icon=":material/upload:", type="primary", on_click=begin, args=ways)


def folder() -> None:
    """Take a folder of the machine, which is the visitor's own."""
    with st.container(border=True):
        named = st.text_input("Or a folder of this machine", placeholder="/home/me/texts", key="corpus_folder")

        def take() -> None:
            path = folder_of(as_meant(named))
            try:
                if path is None:
                    raise CorpusError(f"There is no folder “{named}” on this machine. Copy its whole path.")
                begin(bring.files_in(path), path.name, "", True)
            except CorpusError as error:
                st.session_state[REFUSED] = str(error)

        if named:
            st.button("Bring the folder", icon=":material/folder_open:", on_click=take)


def begin_news() -> None:
    """Bring the news sample, from a callback."""
    begin([bring.news()], NEWS, "", True)


def begin(sources: list[Source], name: str, column: str, split: bool) -> None:
    """Note what is to be brought, from a callback; the page reads it."""
    st.session_state.pop(REFUSED, None)
    try:
        chosen.refuse_if_full()
    except CorpusError as error:
        st.session_state[REFUSED] = str(error)
        return
    taken = {one.name for one in store.corpora(visitor.visitor(), chosen.shared_folder())}
    plain = " ".join(visible(name).split())[: store.MOST_LETTERS - 5] or "Corpus"
    names = [plain, *(f"{plain} ({number})" for number in range(2, len(taken) + 2))]
    free = next(one for one in names if one not in taken)
    st.session_state[BRINGING] = (store.new_folder(), sources, free, column, split)


def read() -> None:
    """Read what is brought, with progress; then it is the one that is looked at."""
    folder, sources, name, column, split = st.session_state[BRINGING]
    owner = visitor.visitor()

    def work(note: Callable[[float], None], stop: Callable[[], bool]) -> str | None:
        made = bring.bring(sources, folder, name, owner, column, split, note, stop)
        return made.id if made is not None else None

    st.subheader(f"Reading {prose(name)}")
    try:
        found = waiting.finish(("bring", folder.name), "Cutting into sentences …", work)
    except ExplorerError as error:
        st.session_state.pop(BRINGING)
        st.session_state[REFUSED] = str(error)
        st.rerun()
    except waiting.Left:
        st.button("Bring something else", on_click=st.session_state.pop, args=(BRINGING, None))
        raise
    st.session_state.pop(BRINGING)
    visit.put("corpus_id", found)
    for key in ("embedded", "view", "corpus_words", "corpus_like", "corpus_column", "corpus_entries", "corpus_lasso"):
        visit.forget(key)  # they were about another text
    st.rerun()
