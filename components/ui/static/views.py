"""Static against contextual: one word in many contexts, a point in each static space and a cloud in BERT."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.built_in.wordbench import bench_words
from components.engine.errors import WordError
from components.engine.geometry import vectors
from components.engine.geometry.project import fit_pca
from components.figures import scatter
from components.ui.contexts import word_boxes, word_points
from components.ui.contexts.find_contexts import MOST_OWN, say_what_was_cut
from components.ui.contexts.word_in_contexts import Material, place
from components.ui.parts import chart, text_boxes
from components.ui.parts.pooling_choice import lines_of
from components.ui.shared import built_in, models, readings
from components.ui.shell import choices, frame
from components.ui.shell.markdown import code, prose
from components.ui.static import computed
from components.ui.static.computed import GLOVE, KINDS

AROUND = 8  # words drawn around the one
ONE_HOT = "One-hot"
HOW_TO_READ = r"""
- A **static** model has a table: one row a word. “bank” has one vector, by a river and in a street of banks alike.
- **One-hot** is the table before learning: each word an axis of its own, so every cosine of two words is 0.
- **Word2Vec** (Mikolov et al. 2013) learns rows that predict the words around; **GloVe** (Pennington et al. 2014) fits
  how often words meet; **FastText** (Bojanowski et al. 2017) adds up the vectors of a word’s letter groups, so it
  answers for words it never saw.
- BERT *starts* from a static table too (layer 0, without position and segment); its layers then make each occurrence a
  vector of its own.
- Vectors learned here, from small texts, are poor: millions of words make good ones. GloVe saw six billion. In the
  news sample the “West Bank” is the bank, and the vector knows no other.
- Small pictures: the distance from the middle is the angle between two vectors, exact, on one scale in all of them (the
  ring is 90°); the direction means nothing. BERT’s cloud is a PCA: near on it need not be near in the full space.
- Analogies are a demonstration, not a proof of understanding: the three words themselves are always left out, which
  helps the answer along (Linzen 2016).
"""


def show_word(model: str) -> None:
    """Draw one word in many contexts: a cloud in BERT, one point in each static space."""
    word_box, layer_box, own_box = st.columns([2, 2, 3], vertical_alignment="center")
    with word_box:
        word = word_boxes.word()
    with layer_box:
        layer = choices.layer_slider(models.facts(model))
    with own_box, st.popover("Your sentences", icon=":material/edit_note:"):
        own = text_boxes.box(
            "Your sentences with the word, one a line", "own", "", "list of sentences", height=120, hint=False
        )
    made_of = contexts(model, word, own)
    count = len(made_of.everything)
    cloud, spaces = st.columns([2, 3], gap="medium")
    with cloud:
        show_cloud(partial(contexts, model, word, own), layer)
    with spaces:
        show_points(made_of.word.lower(), count)
    st.caption(
        f"The same {count} contexts in every picture, all with {code(made_of.word)} in this very form. BERT makes "
        f"{count} vectors of them; a static model has one. Around it are its nearest words: the distance from the "
        "middle is the angle between the vectors, on one scale in all pictures (the ring is 90°, cosine 0); the "
        "direction means nothing. In one-hot all words are on the ring."
    )
    say_what_is_missing(made_of)
    await_learning()


def contexts(model: str, word: str, own: str) -> Material:
    """Gather the contexts of one form of a word: built-in ones and the visitor’s.

    Raises WordError if there are none.
    """
    sentences = lines_of(own)
    if len(sentences) > MOST_OWN:
        raise WordError(f"You have {len(sentences):,} sentences; the box takes {MOST_OWN}. Take some out.")
    mine = place(model, sentences, word, False)
    found = {span.sentence for span in readings.spans(sentences, word, False)}
    without = tuple(sentence for number, sentence in enumerate(sentences) if number not in found)
    if word.lower() in bench_words():
        bench = built_in.bench(word.lower())
        placed = place(model, bench.sentences, word.lower(), False, bench.labels)
        assert placed is not None, "every built-in sentence has its word"
        return Material(model, word.lower(), placed, mine, sentences, without)
    if mine is None and sentences:
        raise WordError(f"“{word}” is in none of your sentences in this form. Write it as it stands there.")
    if mine is None:
        raise WordError(
            f"“{word}” has no built-in sentences. Write some into “Your sentences”, or pick one of: "
            f"{', '.join(bench_words())}."
        )
    return Material(model, word, mine, None, sentences, without)


def say_what_is_missing(made_of: Material) -> None:
    """Say which of the visitor’s sentences are not in the picture."""
    say_what_was_cut(made_of)
    if made_of.without:
        st.warning(
            f"Left out, because {code(made_of.word)} is not in it in this form: {prose(made_of.without[0])}"
            + (f" (and {len(made_of.without) - 1} more)" if len(made_of.without) > 1 else ""),
            icon=":material/search_off:",
        )


def show_cloud(gather: Callable[[], Material], layer: int) -> None:
    """Draw the word's vectors in BERT."""

    def clouds() -> list[scatter.Cloud]:
        made_of = gather()
        made = fit_pca(made_of.reference.occurrences.states)
        return word_points.clouds(made_of, made, *word_points.by_sense(made_of))

    made_of = gather()
    parts = [made_of.reference] + ([made_of.own] if made_of.own else [])
    states = np.concatenate([part.occurrences.states for part in parts], axis=1)
    count = states.shape[1]
    st.markdown(f"**BERT, layer {layer}** · {count} contexts, {count} vectors")
    if count < 2:
        st.info("One context gives one point. Write another sentence with the word.", icon=":material/info:")
        return
    alike = float(vectors.mean_cosine(states[[layer]])[0])
    chart.show(
        scatter.draw_map(clouds(), layer).update_layout(height=400),
        f"{made_of.word} in BERT",
        f"{count} occurrences of {made_of.word} at layer {layer}: {count} points, mean cosine {alike:.2f}.",
        lambda: pd.DataFrame(
            [{"group": cloud.name, "x": x, "y": y} for cloud in clouds() for x, y in cloud.points[layer].tolist()]
        ),
        key="static_bert",
    )
    st.caption(f"Mean cosine of all pairs {alike:.2f}. PCA of the word’s vectors, all layers on one basis.")


def show_points(word: str, count: int) -> None:
    """Draw the word's only vector in each static space, two spaces a row."""
    found, notes = computed.models()
    near = {}
    for name, static in found.items():
        try:
            near[name] = static.nearest(word, AROUND)
        except WordError as error:
            notes.append(str(error))
    near = {name: words for name, words in near.items() if words}
    if near:
        near[ONE_HOT] = [("any other word", 0.0)] + [("", 0.0)] * (AROUND - 1)
    lowest = min((cosine for words in near.values() for _, cosine in words), default=0.0)
    names = [ONE_HOT, *KINDS, GLOVE, *(name for name in found if name not in (*KINDS, GLOVE))]
    for begin in range(0, len(names), 2):
        for column, name in zip(st.columns(2), names[begin : begin + 2], strict=False):
            with column:
                if name in near:
                    built = name in found and not found[name].has(word)
                    show_point(name, word, near[name], lowest, count, built)
                else:
                    at_work = name in KINDS and not computed.run(name).future.done()
                    st.markdown(f"**{prose(name)}**: " + ("learning …" if at_work else "no vector"))
    rows = [{"space": name, "word": other, "cosine": value} for name in near for other, value in near[name] if other]
    chart.download(lambda: pd.DataFrame(rows), f"{word} in static spaces", "static_points_csv")
    for note in notes:
        st.caption(f":material/info: {prose(note)}")


def show_point(name: str, word: str, near: list[tuple[str, float]], lowest: float, count: int, built: bool) -> None:
    """Draw a word's only vector among its neighbours, down to the cosine `lowest`; `built`: it was never seen."""
    words, cosines = [other for other, _ in near], [cosine for _, cosine in near]
    far = f" to {cosines[-1]:.2f}" if cosines[-1] != cosines[0] else ""
    letters = ", built from letters" if built else ""
    st.markdown(f"**{prose(name)}**{letters} · cosines {cosines[0]:.2f}{far}")
    chart.show(
        scatter.draw_around(cosines, words, f"×{count}", lowest),
        f"{word} in {name}",
        f"{word} is one point in {name}; nearest: "
        + ", ".join(f"{other} {cosine:.2f}" for other, cosine in near[:5] if other),
        None,
        key=f"static_point_{name}",
    )


def await_learning() -> None:
    """Show how far the first vectors are, and run the page again when one is ready."""
    at_work = {kind: computed.run(kind) for kind in KINDS}
    at_work = {kind: one for kind, one in at_work.items() if not one.future.done()}
    if not at_work:
        return

    def show_progress() -> None:
        for kind, one in at_work.items():
            st.progress(one.share, f"{kind} is learning from {prose(one.source)}: {one.share:.0%}")

    frame.rerun_when(lambda: any(one.future.done() for one in at_work.values()), show_progress, seconds=0.5)
