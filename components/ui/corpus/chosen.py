"""Which corpus the visitor looks at, and which embedding of it."""

import os
from pathlib import Path

import streamlit as st

from components.engine.catalog import DEFAULT_MODEL
from components.engine.corpus import line, store
from components.engine.corpus.embedding import Embedding, embeddings
from components.engine.corpus.store import Corpus
from components.engine.errors import CorpusError
from components.ui.shell import sidebar, visit, visitor
from components.ui.shell.markdown import prose

visit.declare(__name__, corpus_id=str, embedded=str)
SHARED = "SENSESCOPE_CORPORA"  # environment variable: a folder whose corpora everybody may look at
NEW, LOST = "new", "corpus_lost"
MOST_BYTES = 5_000_000_000  # of one visitor
HOW_TO_READ = """
- A corpus is kept on this app’s server, for you alone, until you delete it. It is open files: sentences and vectors as
  Parquet, 16-bit numbers; the words’ index as SQLite.
- **Embedded** is what has a vector: each sentence (the mean of its tokens), each content word, or each use of words of
  your choice (the mean of its pieces), at one layer. A sentence that is longer than the model reads is read by windows.
- **Like** compares by cosine with all of them; above a million an index finds most, and how many is said.
- A cosine is no measure of meaning by itself: look at what is near, not at the number.
"""


def shared_folder() -> Path | None:
    """Return the folder that the server's owner shares, if there is one."""
    named = os.environ.get(SHARED)
    return Path(named) if named else None


def ask() -> Corpus | None:
    """Ask for one of the visitor's corpora; None if they want another one, or have none."""
    found = {one.id: one for one in store.corpora(visitor.visitor(), shared_folder())}
    wanted = visit.held_text("corpus_id")
    st.session_state[LOST] = wanted not in (*found, NEW, "") and bool(visitor.visitor())
    if not found:
        return None
    chosen = wanted if wanted in (*found, NEW) else next(iter(found))
    pick("Corpus", "corpus_id", {key: spell(one) for key, one in found.items()} | {NEW: "Bring another …"}, chosen)
    return found.get(chosen)


def say_if_lost() -> None:
    """Say so if the link names a corpus that is not there, where it is seen first on a phone as well."""
    if st.session_state.get(LOST):
        st.warning(
            "The corpus of this link is not on this server any more, or is not yours. Pick or bring another.",
            icon=":material/search_off:",
        )


def say_the_way() -> None:
    """Say what one does here."""
    st.markdown("1. **Bring** a text\n2. **Embed** its sentences or words\n3. **Find** by meaning, look at the **map**")


def refuse_if_full() -> None:
    """Raise CorpusError if the visitor's corpora take more of the disk than one visitor may, unless it is theirs."""
    if sidebar.only_this_machine():
        return
    taken = sum(one.bytes for one in store.corpora(visitor.visitor()))
    if taken > MOST_BYTES:
        raise CorpusError(
            f"Your corpora take {taken / 1e9:.1f} GB on this server; a visitor may have {MOST_BYTES / 1e9:.0f} GB. "
            "Delete one, or an embedding, first."
        )


def pick(label: str, key: str, names: dict[str, str], chosen: str) -> None:
    """Draw a box that holds one of some keys, each by its name; the link holds the key."""
    box = f"{key}_box"

    def take() -> None:
        visit.put(key, st.session_state[box])

    st.session_state[box] = chosen
    st.selectbox(label, list(names), key=box, format_func=names.__getitem__, on_change=take)


def spell(corpus: Corpus) -> str:
    """Name a corpus in the list."""
    return f"{corpus.name}{' (shared)' if corpus.shared else ''} · {corpus.sentences:,} sentences"


def ask_embedding(corpus: Corpus) -> Embedding | None:
    """Ask for an embedding of the corpus; None if the visitor wants another one, or there is none."""
    found = {one.recipe.key: one for one in embeddings(corpus)}
    wanted = visit.held_text("embedded", corpus.id)
    if not found:
        return None
    chosen = wanted if wanted in (*found, NEW) else next(iter(found))
    names = {key: spell_embedding(one) for key, one in found.items()}
    pick("Embedded", "embedded", names if corpus.shared else names | {NEW: "Embed something else …"}, chosen)
    return found.get(chosen)


def spell_embedding(made: Embedding) -> str:
    """Name an embedding in the list."""
    recipe, phase = made.recipe, line.status(made).phase
    what = ", ".join(recipe.words) or recipe.unit
    model = "" if recipe.model == DEFAULT_MODEL else f" · {sidebar.short(recipe.model)}"
    return f"{what} · layer {recipe.layer}{model}" + ("" if phase == line.DONE else f" ({phase})")


def about(corpus: Corpus) -> None:
    """Say what a corpus holds, and offer to delete it."""
    with st.expander("About this corpus", icon=":material/info:"):
        st.markdown(
            f"**{prose(corpus.name)}**: {corpus.sentences:,} sentences, {corpus.bytes / 1e6:,.1f} MB on the server, "
            f"brought {corpus.made[:10]}."
        )
        if corpus.columns:
            st.markdown(f"Columns: {prose(', '.join(corpus.columns))}")
        for file in corpus.files[:20]:
            notes = f" {prose(' '.join(file.notes))}" if file.notes else ""
            st.markdown(f"- {prose(file.name)}: {file.sentences:,} sentences of {file.rows:,} rows.{notes}")
        if len(corpus.files) > 20:
            st.caption(f"… and {len(corpus.files) - 20:,} more files.")
        if not corpus.shared:
            with st.popover("Delete …", icon=":material/delete:"):
                st.write("The sentences, and all that was embedded of them, are gone then.")
                st.button("Delete this corpus", on_click=delete, args=(corpus,), type="primary")


def delete(corpus: Corpus) -> None:
    """Remove a corpus, from a callback."""
    for made in embeddings(corpus):
        line.remove(made)
    store.delete(corpus)
    visit.forget("corpus_id")
    visit.forget("embedded")
