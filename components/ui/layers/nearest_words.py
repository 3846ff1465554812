"""Which words are nearest, layer by layer? In the built-in sentences, in the visitor's text, and in the vocabulary."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.encoding.sides import text_sides, typed_word
from components.engine.layers.nearest_words import Neighbours, nearest, words_of_encoding
from components.engine.records import ModelFacts
from components.ui.layers.contextuality import BUILT_IN, YOURS
from components.ui.parts import chart, text_boxes
from components.ui.shared import built_in, word_pieces
from components.ui.shared.readings import EncodedText
from components.ui.shell import choices
from components.ui.shell.markdown import code, with_mark

MOST = 8
DEEP = 60  # places looked at for different words
AROUND = 40  # characters of the text shown on either side of a word
HOW_TO_READ = """
- A column holds the words whose vectors have the largest cosine with the picked token’s vector at that layer, in all
  dimensions; a word’s vector is the mean of its pieces. Each word is listed once, by its nearest place, and the picked
  word itself is left out: its other places are in the list below.
- At layer 0 only the piece and its place are known, so neighbours are words of like form and use. In later layers the
  sentence has its say: words that go with the picked one *here* come near.
- Compare the order within a column. Do not compare cosines between columns: layers differ in how close everything
  lies (see “Context”).
- The built-in sentences hold some words only: the nearest of those need not be near.
"""


@dataclass(frozen=True)
class Words:
    """Where neighbours are looked for: words with their vectors and places."""

    states: np.ndarray  # (layers + 1, n, width)
    lengths: np.ndarray | None  # (layers + 1, n)
    places: list[tuple[str, int, int]]  # of each word: a text, first character, one past the last
    own: int | None  # the picked token's word, if it is one of them

    def name(self, number: int) -> str:
        """Return a word as it is written."""
        text, start, end = self.places[number]
        return text[start:end]


def show(encoded: EncodedText, picked: int) -> None:
    """Draw the nearest other words at every layer, the nearest places at one, and the pieces like it at the start."""
    facts, encoding, text, pair = encoded.facts, encoded.encoding, encoded.text, encoded.pair
    source = choices.choose("Nearest in", "of", [BUILT_IN, YOURS])
    if source == YOURS and encoding.special.all():
        st.info("Your text has no word. Write one, or pick the built-in sentences.", icon=":material/info:")
        return
    words = in_text(encoded, picked) if source == YOURS else in_bench(facts)
    token, vectors = encoding.tokens[picked], encoding.states[:, picked]
    form = (typed_word(encoding, picked, text, pair) or token).lower()
    same = [number for number in range(len(words.places)) if words.name(number).lower() == form or number == words.own]
    if len(same) == len(words.places):
        st.info("Your text has no other word. Write more, or pick the built-in sentences.", icon=":material/info:")
        return
    st.markdown(f"**Other words nearest to {code(token)}, layer by layer**")
    text_boxes.say_read_as_one(text, pair)
    show_columns(nearest(words.states, vectors, DEEP, words.lengths, same), words, token)
    layer = choices.layer_slider(facts)
    left, right = st.columns([3, 2])
    with left:
        st.markdown(f"**Nearest places at layer {layer}**, the same word included")
        own = [] if words.own is None else [words.own]
        show_places(nearest(words.states, vectors, MOST, words.lengths, own), layer, words, token)
    with right:
        st.markdown(f"**Before any context**: pieces of the vocabulary like {code(token)}")
        show_pieces(facts, int(encoding.ids[picked]), token)


def in_bench(facts: ModelFacts) -> Words:
    """Take the words of the built-in sentences."""
    bench = built_in.bench_vectors(facts.name)
    places = [(bench.sentences[span.sentence], span.start, span.end) for span in bench.spans]
    return Words(bench.states, bench.lengths, places, None)


def in_text(encoded: EncodedText, picked: int) -> Words:
    """Take the words of the text itself."""
    encoding, text, pair = encoded.encoding, encoded.text, encoded.pair
    groups, states = words_of_encoding(encoding)
    places = []
    for some in groups:
        start, end = int(encoding.offsets[some[0], 0]), int(encoding.offsets[some[-1], 1])
        source = pair if text_sides(encoding)[some[0]] else text
        first = max(start - AROUND, 0)
        places.append((source[first : end + AROUND], start - first, end - first))
    return Words(states, None, places, next((number for number, some in enumerate(groups) if picked in some), None))


def show_columns(found: Neighbours, words: Words, token: str) -> None:
    """Draw one column a layer: different words, each by its nearest place."""
    columns, rows = {}, []
    for layer, (numbers, cosines) in enumerate(zip(found.numbers, found.cosines, strict=True)):
        best: dict[str, float] = {}
        for number, cosine in zip(numbers, cosines, strict=True):
            best.setdefault(words.name(int(number)).lower(), float(cosine))
        few = list(best.items())[:MOST]
        columns[f"layer {layer}"] = pd.Series([f"{word}  {cosine:.2f}" for word, cosine in few])
        rows += [
            {"layer": layer, "rank": i + 1, "word": word, "cosine": cosine} for i, (word, cosine) in enumerate(few)
        ]
    shown = pd.DataFrame(columns)
    st.dataframe(shown, hide_index=True, alt=f"The {len(shown)} words nearest to {token} at each layer, with cosines")
    chart.download(pd.DataFrame(rows), f"words near {token}", "nearest_csv")


def show_places(found: Neighbours, layer: int, words: Words, token: str) -> None:
    """List the nearest places at one layer, each in its sentence."""
    rows = []
    for number, cosine in zip(found.numbers[layer], found.cosines[layer], strict=True):
        text, start, end = words.places[int(number)]
        st.markdown(f"{cosine:.2f} {with_mark(text, start, end)}")
        rows.append({"cosine": cosine, "word": text[start:end], "place": text})
    chart.download(pd.DataFrame(rows), f"places near {token} layer {layer}", "places_csv")


def show_pieces(facts: ModelFacts, number: int, token: str) -> None:
    """List the pieces whose learned vectors are most like the picked one's."""
    vocabulary = word_pieces.vocabulary(facts.name)
    near = vocabulary.nearest(number, MOST)
    table = pd.DataFrame({"piece": [vocabulary.pieces[i] for i, _ in near], "cosine": [c for _, c in near]})
    columns = {"cosine": st.column_config.NumberColumn(format="%.2f")}
    st.dataframe(table, hide_index=True, column_config=columns, alt=f"Pieces whose first vectors are like {token}")
    chart.download(table, f"pieces like {token}", "like_csv")
