"""Static against contextual: one point against a cloud, neighbours, analogies, vectors learned while one watches."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.engine import geometry
from components.engine.errors import ExplorerError, WordError
from components.engine.project import fit_pca, principal_axes
from components.engine.wordbench import bench_words
from components.figures import scatter
from components.ui import cached, cached_static, charts, controls, frame, inputs, material, sense_map, state
from components.ui.cached_static import BUILT_IN, KINDS, NEWS, YOURS
from components.ui.plain import code, prose

AROUND = 14  # words drawn beside the one
POLL_SECONDS = 0.5
HOW_TO_READ = r"""
- A **static** model has a table: one row a word. “bank” has one vector, by a river and in a street of banks alike.
- **One-hot** is the table before learning: each word an axis of its own, so every cosine of two words is 0.
- **Word2Vec** (Mikolov et al. 2013) learns rows that predict the words around; **GloVe** (Pennington et al. 2014) fits
  how often words meet; **FastText** (Bojanowski et al. 2017) adds up the vectors of a word’s letter groups, so it
  answers for words it never saw.
- BERT *starts* from a static table too (layer 0, without position and segment); its layers then make each occurrence a
  vector of its own.
- Vectors learned here, from small texts, are poor: millions of words make good ones. GloVe saw six billion.
- Analogies are a demonstration, not a proof of understanding: the three words themselves are always left out, which
  helps the answer along (Linzen 2016).
"""


def show_word(model: str) -> None:
    """Draw one word in many contexts: a cloud in BERT, one point in a static space."""
    left, right = frame.page_columns()
    with left:
        word = inputs.word()
        layer = controls.layer_slider(cached.facts(model))
    made_of = material.gather(model, word, "", True, None)
    count = len(made_of.reference.spans)
    static = cached_static.glove()
    with right:
        bert, other = st.columns(2)
        with bert:
            states = made_of.reference.occurrences.states
            alike = float(geometry.mean_cosine(states[[layer]])[0])
            st.markdown(f"**BERT, layer {layer}: {count} contexts, {count} vectors** (mean cosine {alike:.2f})")
            made = fit_pca(states)
            groups = sense_map.clouds(made_of, made, layer, sense_map.BY_SENSE, noise=False)
            points = made.points[layer]
            charts.show(
                scatter.draw_map(groups, layer).update_layout(height=420),
                f"{word} in BERT",
                f"{count} occurrences of {word} at layer {layer}: {count} points.",
                pd.DataFrame({"sense": made_of.reference.labels, "x": points[:, 0], "y": points[:, 1]}),
                key="static_bert",
            )
        with other:
            if static is not None:
                show_point(static, made_of.word.lower(), count)
    st.caption(
        "Left: PCA of the word’s vectors, one for each built-in sentence. Right: the word’s only vector among its "
        "nearest words, PCA of those. In one-hot it would be one point as well, equally far from every other word."
    )


def show_point(static: Any, word: str, count: int) -> None:
    """Draw a word's only vector among its neighbours."""
    near = static.nearest(word, AROUND)
    st.markdown(f"**{static.name}: {count} contexts, one vector** (mean cosine 1.00)")
    words = [word, *(other for other, _ in near)]
    vectors = geometry.unit(np.stack([static.vector(other) for other in words]).astype(np.float64))
    centred = vectors - vectors.mean(axis=0)
    points = centred @ principal_axes(centred, 2).T
    charts.show(
        scatter.draw_words(points, words, f"{word} × {count}"),
        f"{word} in {static.name}",
        f"{word} is one point in {static.name}; nearest: {', '.join(words[1:6])}.",
        pd.DataFrame({"word": words, "x": points[:, 0], "y": points[:, 1]}),
        key="static_point",
    )


def models() -> dict[str, Any]:
    """Return the static models at hand, by name."""
    found = {"GloVe": cached_static.glove()} | cached_static.learned()
    if (own := st.session_state.get("vector_file")) is not None:
        found[own.name] = own
    return {name: model for name, model in found.items() if model is not None}


def show_neighbours(model: str) -> None:
    """List the nearest words of one word in every space."""
    left, right = frame.page_columns()
    with left:
        word = st.text_input("Word", "bank", **state.linked("static_word", "bank")).strip().lower()
        vector_file()
    with right:
        if not word:
            raise WordError("There is no word to look up. Type one.")
        columns, notes = {}, []
        columns["one-hot"] = pd.Series(["all others  0.00"])
        for name, static in models().items():
            try:
                near = static.nearest(word)
            except WordError as error:
                notes.append(str(error))
                continue
            if not static.has(word):
                notes.append(f"{name} never saw “{word}”; its vector is put together from letter groups.")
            columns[name] = pd.Series([f"{other}  {cosine:.2f}" for other, cosine in near])
        vocabulary = cached.vocabulary(model)
        if word in vocabulary.pieces:
            near = vocabulary.nearest(vocabulary.pieces.index(word))
            columns["BERT, before layer 1"] = pd.Series([f"{vocabulary.pieces[i]}  {c:.2f}" for i, c in near])
        else:
            notes.append(f"BERT has no piece “{word}”; it would cut it into shorter ones, and so never lacks a vector.")
        table = pd.DataFrame(columns).fillna("")
        st.dataframe(table, hide_index=True, height=38 + 35 * len(table), alt=f"The nearest words of {word}")
        charts.download(table, f"neighbours of {word}", "static_neighbours_csv")
        for note in notes:
            st.caption(f":material/info: {prose(note)}")
        say_what_is_missing()
        st.caption("Each column: the nearest words with their cosines. In one-hot all words are equally far.")


def say_what_is_missing() -> None:
    """Point to the training if nothing was learned yet."""
    if missing := [kind for kind in KINDS if kind not in cached_static.learned()]:
        st.info(
            f"{' and '.join(missing)} {'have' if len(missing) > 1 else 'has'} not been learned yet: the view “Train” "
            "does it in seconds.",
            icon=":material/model_training:",
        )


def vector_file() -> None:
    """Let the visitor bring a file of vectors."""
    with st.expander("Vectors from a file", icon=":material/upload_file:"):
        uploaded = st.file_uploader(
            "word2vec’s .bin, .vec or .txt; up to 50 MB", type=["bin", "vec", "txt"], key="vectors"
        )
        if uploaded is None:
            st.session_state["vector_file"] = None
            return
        if st.session_state.get("vector_file_id") != uploaded.file_id:
            st.session_state["vector_file_id"], st.session_state["vector_file"] = uploaded.file_id, None
            with frame.errors_shown():
                st.session_state["vector_file"] = read_upload(uploaded)
        if (own := st.session_state["vector_file"]) is not None:
            st.caption(f"{prose(own.name)}: {own.size:,} words × {own.width}")


def read_upload(uploaded: Any) -> Any:
    """Read an uploaded file of vectors through a file on disk, as gensim wants it; raises FileError."""
    import tempfile
    from pathlib import Path

    from components.engine.static import read_vectors

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors"
        path.write_bytes(uploaded.getbuffer())
        return read_vectors(path, uploaded.name)


def show_analogies() -> None:
    """Answer “a is to b as c is to …” in every space."""
    left, right = frame.page_columns()
    with left:
        words = [
            st.text_input(label, default, **state.linked(key, default)).strip().lower()
            for label, key, default in (
                ("First", "first", "man"),
                ("is to", "second_word", "king"),
                ("as third", "third", "woman"),
            )
        ]
        vector_file()
    with right:
        if not all(words):
            raise WordError("An analogy takes three words. Fill in the empty box.")
        st.markdown(f"#### {code(words[0])} is to {code(words[1])} as {code(words[2])} is to …")
        columns, notes = {}, []
        for name, static in models().items():
            try:
                columns[name] = pd.Series([f"{word}  {cosine:.2f}" for word, cosine in static.analogy(*words)])
            except WordError as error:
                notes.append(str(error))
        table = pd.DataFrame(columns)
        if len(table.columns):
            st.dataframe(table, hide_index=True, alt="Answers to the analogy")
            charts.download(table, "analogy", "analogy_csv")
        for note in notes:
            st.caption(f":material/info: {prose(note)}")
        st.caption(
            "The words nearest to second − first + third (Mikolov et al. 2013), the three themselves left out. In "
            "one-hot the sum is equally far from all other words, so there is no answer."
        )
        say_what_is_missing()


def show_training() -> None:
    """Learn Word2Vec or FastText while one watches."""
    left, right = frame.page_columns()
    with left:
        source = st.radio("Text", [NEWS, BUILT_IN, YOURS], key="corpus")
        text = ""
        if source == YOURS:
            text = own_text()
        width = st.slider("Numbers a vector", 20, 300, 100, 10, key="static_width")
        window = st.slider("Words around, each side", 2, 10, 5, key="static_window")
        epochs = st.slider("Passes over the text", 1, 50, 20, key="static_epochs")
    with right:
        for column, kind in zip(st.columns(2), KINDS, strict=True):
            with column, st.container(border=True):
                st.markdown(f"#### {kind}")
                show_run(kind, (source, text, width, window, epochs))
        st.caption(
            "Skip-gram with five negative samples, by gensim, on one processor, so that equal settings give equal "
            "vectors. What is learned appears in the views “Neighbours” and “Analogies”."
        )


def own_text() -> str:
    """Ask for a text file; its content, or nothing."""
    uploaded = st.file_uploader("A text file (txt); up to 50 MB", type=["txt"], key="corpus_file")
    if uploaded is None:
        return ""
    from components.engine.sentences import detect_encoding

    with frame.errors_shown():
        return uploaded.getvalue().decode(detect_encoding(uploaded, uploaded.name), "replace")
    return ""


def show_run(kind: str, settings: tuple) -> None:
    """Show one model's state: to be begun, at work, or ready."""
    kept = st.session_state.setdefault("learned", {})

    def begin() -> None:
        kept[kind] = settings

    st.button(
        "Learn" if kind not in kept else "Learn again with these settings",
        key=f"learn_{kind}",
        on_click=begin,
        icon=":material/model_training:",
        disabled=settings[0] == YOURS and not settings[1],
    )
    if kind not in kept:
        st.caption("Not learned yet.")
        return
    try:
        run = cached_static.training(kind, *kept[kind])
    except ExplorerError as error:
        kept.pop(kind)
        st.error(prose(str(error)), icon=":material/error:")
        return
    if run.future.done():
        show_learned(kind, run)
    else:
        watch(kind, run)


def watch(kind: str, run: Any) -> None:
    """Show the progress of a run, with a button to cancel it."""

    @st.fragment(run_every=POLL_SECONDS)
    def look() -> None:
        if run.future.done():
            st.rerun()
        st.progress(run.share, f"{run.share:.0%} of {run.tokens * run.epochs:,} words, {run.seconds_left:.0f} s left")

    look()
    st.button("Cancel", key=f"cancel_{kind}", on_click=run.cancel, icon=":material/cancel:")


def show_learned(kind: str, run: Any) -> None:
    """Say what a run gave."""
    try:
        model = run.future.result()
    except ExplorerError as error:
        cached_static.forget(kind)
        st.error(prose(str(error)), icon=":material/error:")
        return
    if model is None:
        cached_static.forget(kind)
        st.warning("Cancelled; nothing was kept.", icon=":material/cancel:")
        return
    st.markdown(f"**{model.size:,} words × {model.width}**")
    st.caption(prose(model.origin))
    frequent = [word for word in (*bench_words(), *model.vectors.index_to_key[80:]) if model.has(word)][:3]
    for word in frequent:
        st.markdown(f"- {code(word)}: " + ", ".join(code(other) for other, _ in model.nearest(word, 4)))
