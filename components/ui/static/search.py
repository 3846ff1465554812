"""Static spaces searched: the nearest words of one word, and analogies, in a column a space."""

from functools import partial
from itertools import zip_longest
from typing import Any

import pandas as pd
import streamlit as st

from components.engine.errors import WordError
from components.ui.parts import chart, files, text_boxes
from components.ui.shared import models, objectives
from components.ui.shell import frame, visit
from components.ui.shell.markdown import code, prose
from components.ui.static import computed, views
from components.ui.static.views import ONE_HOT

visit.declare(__name__, static_word=str, first=str, second_word=str, third=str)
BERT = "BERT, before layer 1"
TRY_WORDS = {
    "bank": "two senses, one vector",
    "king": "known to all",
    "bankishly": "no word at all",
    "naïve": "accented",
}
TRY_ANALOGIES = {
    "man : king = woman : ?": ("man", "king", "woman"),
    "paris : france = rome : ?": ("paris", "france", "rome"),
    "walk : walked = play : ?": ("walk", "walked", "play"),
    "big : bigger = small : ?": ("big", "bigger", "small"),
}


def show_neighbours(model: str) -> None:
    """List the nearest words of one word in every space."""
    left, right = frame.page_columns()
    with left:
        word = st.text_input("Word", "bank", max_chars=60, **visit.linked("static_word", "bank")).strip()

        text_boxes.offer_examples(
            "try_word",
            list(TRY_WORDS),
            partial(visit.put, "static_word"),
            format_func=lambda name: f"{name}: {TRY_WORDS[name]}",
        )
        vector_file()
    with right:
        if not word:
            raise WordError("There is no word to look up. Type one.")
        found, notes = spaces(model)
        columns = {ONE_HOT: ["all: 0.00"]}
        for name, static in found.items():
            try:
                typed = word if static.has(word) else word.lower()
                near = static.nearest(typed)
            except WordError as error:
                notes.append(cut_by_bert(model, word) if name == BERT else str(error))
                continue
            if not static.has(typed):
                notes.append(f"{name} never saw “{word}”; it builds the vector from the word’s letter groups.")
            columns[name] = [f"{other}  {cosine:.2f}" for other, cosine in near]
        show_table(columns, notes, f"neighbours of {word}", "static_neighbours_csv")
        st.caption(
            "Each column: the nearest words with their cosines. In one-hot all words are equally far. BERT’s column is "
            "its table before layer 1, words that are one piece alone; above it, a word has no fixed neighbours."
        )
        views.await_learning()


def cut_by_bert(model: str, word: str) -> str:
    """Say what BERT makes of a word that its column does not hold."""
    tokenizer = models.encoder(model).tokenizer
    ids = tokenizer(word, add_special_tokens=False)["input_ids"]
    pieces = " ".join(objectives.pieces(model, ids))
    if tokenizer.unk_token_id in ids:
        return f"BERT has no piece “{word}” and none for its letters. It reads {pieces}: unknown."
    if len(ids) == 1:
        piece = pieces.lstrip("▁")
        if piece == word:
            return f"“{word}” is one piece to BERT, but its column holds words of small letters alone."
        return f"BERT reads “{word}” as its piece “{piece}”: look that up."
    return f"BERT has no piece “{word}”. It reads {pieces}, each with a vector of its own."


def spaces(model: str) -> tuple[dict[str, Any], list[str]]:
    """Return all static models that can be searched, BERT’s own table last, and what is to be said of the others."""
    found, notes = computed.models()
    return found | {BERT: computed.table(model)}, notes


def show_table(columns: dict[str, list[str]], notes: list[str], name: str, key: str) -> None:
    """Draw the spaces as columns, with what they could not answer below."""

    def table() -> pd.DataFrame:
        return pd.DataFrame(zip_longest(*columns.values(), fillvalue=""), columns=list(columns))

    height = 38 + 35 * max(map(len, columns.values()))
    st.dataframe(table(), hide_index=True, height=height, alt=f"A column for each space: {name}")
    chart.download(table, name, key)
    for note in notes:
        st.caption(f":material/info: {prose(note)}")


def vector_file() -> None:
    """Let the visitor bring a file of vectors."""
    with st.expander("Vectors from a file", expanded=files.is_gone("vectors"), icon=":material/upload_file:"):
        what = "word2vec’s or GloVe’s .vec, .txt, .bin, or FastText’s .bin; up to 50 MB"
        with frame.errors_shown():
            files.brought_file(what, "vectors", ["bin", "vec", "txt"])
            if (own := computed.own_file()) is not None:
                st.caption(f"{prose(own.name)}: {own.size:,} words × {own.width}. {own.origin}")
        st.caption(
            "It goes to this app’s server alone, and is then a column of its own. Pickles are not read: they can run "
            "code."
        )


def show_analogies(model: str) -> None:
    """Answer “a is to b as c is to …” in every space."""
    left, right = frame.page_columns()
    keys = ("first", "second_word", "third")
    with left:

        def take(name: str) -> None:
            for key, value in zip(keys, TRY_ANALOGIES[name], strict=True):
                visit.put(key, value)

        words = [
            st.text_input(label, default, max_chars=60, **visit.linked(key, default)).strip()
            for label, key, default in zip(("First", "is to", "as third"), keys, ("man", "king", "woman"), strict=True)
        ]
        text_boxes.offer_examples("try_analogy", list(TRY_ANALOGIES), take)
        vector_file()
    with right:
        if not all(words):
            raise WordError("An analogy takes three words. Fill in the empty box.")
        st.markdown(f"#### {code(words[0])} is to {code(words[1])} as {code(words[2])} is to …")
        found, notes = spaces(model)
        columns = {ONE_HOT: ["no answer"]}
        for name, static in found.items():
            try:
                typed = (word if static.has(word) else word.lower() for word in words)
                columns[name] = [f"{word}  {cosine:.2f}" for word, cosine in static.analogy(*typed)]
            except WordError as error:
                notes.append(str(error))
        show_table(columns, notes, "analogy", "analogy_csv")
        st.caption(
            "The words nearest to second − first + third, each of length 1 (Mikolov et al. 2013), the three themselves "
            "left out, with their cosines. In one-hot that sum is equally far from all other words. Vectors learned "
            "here from so little text seldom find the answer; GloVe’s often do."
        )
        views.await_learning()
