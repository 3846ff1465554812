"""Word2Vec and FastText learned while one watches, with cancel."""

import tempfile
from pathlib import Path
from typing import Any
from weakref import ref

import streamlit as st

from components.engine.built_in.wordbench import bench_words
from components.engine.errors import ExplorerError
from components.engine.files import tables
from components.ui.parts import downloads, files
from components.ui.shell import choices, frame, visit
from components.ui.shell.markdown import code, prose
from components.ui.static import computed
from components.ui.static.computed import BOTH, BUILT_IN, FIRST, KINDS, NEWS, YOURS

visit.declare(__name__, corpus=str, static_width=int, static_window=int, static_epochs=int)
SOURCES = (BOTH, BUILT_IN, NEWS, YOURS)


def show() -> None:
    """Let the visitor choose text and settings, and show both models."""
    from components.engine.static.learn import MOST_BYTES  # it brings gensim, for which nothing here should wait

    left, right = frame.page_columns()
    with left:
        source = st.radio(
            "Text", SOURCES, **visit.linked("corpus", BOTH, lambda name: name if name in SOURCES else None)
        )
        if source == YOURS:
            with frame.errors_shown():
                files.brought_file(f"A text ({', '.join(tables.KINDS)}); up to 50 MB", "corpus_file", tables.KINDS)
        frame.live(ask_how)
    with right:
        for column, kind in zip(st.columns(2), KINDS, strict=True):
            with column, st.container(border=True):
                st.markdown(f"#### {kind}")
                show_run(kind, source)
        st.caption(
            "Skip-gram with five negative samples, by gensim, on one processor, so that equal settings give equal "
            "vectors. The first vectors are learned from the built-in sentences and the news at your first visit. What "
            "is learned here takes their place in all views of this page, for you alone, and that of what you learned "
            f"before: one of each kind is kept, of at most {MOST_BYTES / 1e6:.0f} MB. The news is gensim’s sample of "
            "300 texts (Lee et al. 2005)."
        )


def ask_how() -> None:
    """Ask how to learn; the answers are read at the click that begins it."""
    choices.number("Numbers a vector", "static_width", 20, 300, FIRST["width"], step=10)
    choices.number("Words around, each side", "static_window", 2, 10, FIRST["window"])
    choices.number("Passes over the text", "static_epochs", 1, 50, FIRST["epochs"])


def show_run(kind: str, source: str) -> None:
    """Show one model's state: to be begun, at work, or ready."""
    st.button(
        "Learn with these settings",
        key=f"learn_{kind}",
        on_click=computed.learn_anew,
        args=(kind, source),
        icon=":material/model_training:",
        disabled=source == YOURS and files.kept("corpus_file") is None,
    )
    run = computed.run(kind)
    if run.future.done():
        show_learned(kind, run)
    else:
        watch(kind, run)


def watch(kind: str, run: Any) -> None:
    """Show the progress of a run; the visitor's own can be cancelled, the first one belongs to all."""

    def show_progress() -> None:
        if run.waiting:
            st.progress(0.0, "Waiting for others who are learning …")
        elif not run.tokens:
            st.progress(0.0, "Reading the text …")
        else:
            st.progress(
                run.share, f"{run.share:.0%} of {run.tokens * run.epochs:,} words, {run.seconds_left:.0f} s left"
            )

    frame.rerun_when(run.future.done, show_progress, seconds=0.5)
    if run is not computed.first_run(kind):
        st.button("Cancel", key=f"cancel_{kind}", on_click=run.cancel, icon=":material/cancel:")


def show_learned(kind: str, run: Any) -> None:
    """Say what a run gave; one that gave nothing makes way for the one before it."""
    try:
        model = run.future.result()
    except ExplorerError as error:
        computed.take_back(kind)
        st.error(prose(str(error)), icon=":material/error:")
        return
    if model is None:
        computed.take_back(kind)
        st.warning("Cancelled. The vectors of before are back.", icon=":material/cancel:")
        return
    st.markdown(f"**{model.size:,} words × {model.width}**")
    st.caption(prose(model.origin))
    learned = ref(model)  # Streamlit keeps what writes a file, and the vectors may make way for others
    downloads.save("Vectors (vec)", lambda: write_vec(learned()), f"{kind.lower()}.vec")
    frequent = [word for word in (*bench_words(), *model.vectors.index_to_key[80:]) if model.has(word)][:3]
    for word in frequent:
        st.markdown(f"- {code(word)}: " + ", ".join(code(other) for other, _ in model.nearest(word, 4)))


def write_vec(model: Any) -> bytes:
    """Write learned vectors as word2vec's text, which “Vectors from a file” reads."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors"
        model.vectors.save_word2vec_format(str(path))
        return path.read_bytes()
