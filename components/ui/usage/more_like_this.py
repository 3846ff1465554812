"""More like this: from a point, a lasso or a typed example to the nearest uses, of this word or of any."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.errors import WordError
from components.engine.geometry.vectors import unit
from components.engine.senses.keywords import telling
from components.engine.text.starred_words import read_marked
from components.engine.usage.more_like_this import Found, UseIndex, index_occurrences, nearest_uses
from components.ui.contexts import whole_file
from components.ui.contexts.picked import ids_of, in_lasso, note_ids, picked
from components.ui.contexts.word_in_contexts import FROM_FILE, YOURS, Material
from components.ui.parts import chart, text_boxes
from components.ui.shared import models, readings, waiting
from components.ui.shell import choices, visit
from components.ui.shell.markdown import code, prose, with_mark
from components.ui.usage.poles import built_in_texts, plain
from components.ui.usage.uses import Uses

visit.declare(__name__, like=str, like_text=str, like_where=str, like_has=str)
LASSO, POINT, TYPED = "the lasso", "the point", "a typed example"
THIS, ANY, OTHER = "this word", "any word", "other words"
MOST_READ, SHOWN, TAKEN = 10_000, 15, 200  # sentences read for any word; uses that are listed, and in the table
HOW_TO_READ = f"""
- A use is the mean vector of a word’s pieces in its sentence, at the chosen layer. All uses are compared by cosine in
  all dimensions; of each sentence the nearest stands here. Of a lasso it is the mean direction of its uses.
- **Any word**: every word of every sentence is a use, also of sentences without the page’s word; **other words** leaves
  the page’s word and English function words out. Up to {MOST_READ:,} sentences are read, once for each layer, as far
  as they have room.
- A cosine is no measure of meaning by itself: beside it stands the mean over all uses that were searched, which is what
  a blind pick gives.
- A word’s own uses come first in most models, whatever they mean. Other words come next.
"""


def show(uses: Uses, layer: int) -> None:
    """Ask for an example and where to search, and list what is nearest."""
    made_of = uses.made_of
    for key, ids in st.session_state.pop("still_picked", {}).items():
        note_ids(key, made_of, ids)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sources = [*[LASSO] * bool(in_lasso(made_of)), *[POINT] * (picked(made_of) is not None), TYPED]
        like = choices.choose("More like", "like", sources)
        where = choices.choose("Search", "like_where", [THIS, ANY, OTHER])
    left, right = st.columns([3, 2])
    with left:
        query, own = example(made_of, like, layer)
    with right:
        having = st.text_input("Only sentences with this text", placeholder="any text", **visit.linked("like_has", ""))
    index = index_occurrences(made_of.reference.occurrences, layer) if where == THIS else all_words(made_of, layer)
    left_out = of_word(index, made_of.word) if where == OTHER else None
    found = nearest_uses(index, query, TAKEN, own, having, left_out)
    if not len(found.uses):
        what = f" with “{prose(having)}”" if having.strip() else ""
        st.info(f"No other sentence{what} is left to search in.", icon=":material/search_off:")
        return
    senses = made_of.reference.labels if where == THIS else ()
    list_found(made_of, index, found, senses)
    st.caption(
        f"The nearest by cosine at layer {layer}. A blind pick has {found.mean:.2f} (the mean of the "
        f"{found.searched:,} uses that fit). {about(made_of, index, where)}"
    )
    chart.download(table(index, found, senses, layer), f"more like {made_of.word} layer {layer}", "more_csv")
    with st.expander("How it is searched", icon=":material/menu_book:"):
        st.markdown(HOW_TO_READ)


def example(made_of: Material, like: str, layer: int) -> tuple[np.ndarray, list[str]]:
    """Return the vector to search with, (width,), and the sentences it comes from.

    Raises WordError if a typed example has neither the word nor another one in stars.
    """
    if like == TYPED:
        return typed_example(made_of, layer)
    numbers = in_lasso(made_of) if like == LASSO else [picked(made_of)]
    uses = [made_of.everything[number] for number in numbers if number is not None]
    if like == POINT:
        st.markdown(f"More like: {uses[0][0].marked(uses[0][1])}")
    else:
        st.markdown(f"More like the {len(uses)} uses inside the lasso.")
    vectors = [placed.occurrences.states[layer, number] for placed, number in uses]
    return unit(np.stack(vectors)).mean(axis=0), [placed.sentence(number) for placed, number in uses]


def typed_example(made_of: Material, layer: int) -> tuple[np.ndarray, list[str]]:
    """Ask for a sentence, and return the vector of the page's word in it, or of the word in stars."""
    first = plain(made_of.reference.sentence(0))
    marking = "another word in stars: `*shore*`. Or click a point under Groups, or draw a lasso."
    hint = f"With “{prose(made_of.word)}”, or {marking}"
    text = st.text_input("Example", first, help=hint, **visit.linked("like_text", first)).strip()
    text_boxes.warn_if_long(text, "example")
    sentences, spans = (
        ((text,), readings.spans((text,), made_of.word, True)) if "*" not in text else read_marked([text])
    )
    if not spans:
        raise WordError(
            f"The example lacks “{made_of.word}”. Write one with it, or put stars around another word: the *shore*."
        )
    return readings.occurrences(made_of.model, sentences, spans[:1]).states[layer, 0], list(sentences)


def all_words(made_of: Material, layer: int) -> UseIndex:
    """Read every word of the visitor's file, or of the built-in sentences, in the background, once for a layer."""
    file, model = whole_file.brought(), made_of.model
    texts = built_in_texts(made_of.language) if file is None else file.texts(MOST_READ)
    came_from = (made_of.language,) if file is None else file.key

    def work(note: Callable[[float], None], stop: Callable[[], bool]) -> UseIndex | None:
        from components.engine.usage.all_words import index_all_words

        return index_all_words(models.encoder(model), texts, layer, note, stop)

    what = f"Reading every word of up to {len(texts):,} sentences at layer {layer} …"
    return waiting.finish(("all words", model, layer, *came_from), what, work)


def of_word(index: UseIndex, word: str) -> np.ndarray:
    """Tell which uses are of a word, in whatever form, or of an English function word: (n,) bool."""
    parts = zip(index.sentence.tolist(), index.start.tolist(), index.end.tolist(), strict=True)
    forms, form = np.unique([index.sentences[number][start:end] for number, start, end in parts], return_inverse=True)
    same = {span.sentence for span in readings.spans(tuple(map(str, forms)), word, True)}
    content = set(telling([str(one).lower() for one in forms]))
    return np.isin(form, [n for n, one in enumerate(forms) if n in same or str(one).lower() not in content])


def about(made_of: Material, index: UseIndex, where: str) -> str:
    """Say what was searched."""
    if where == THIS:
        return f"Searched: the {len(index.sentence):,} uses of “{prose(made_of.word)}” on this page."
    file = whole_file.brought()
    if file is None:
        return f"Searched: every word of the {len(index.sentences):,} built-in sentences."
    cut = "first " * (len(index.sentences) < len(set(file.texts(MOST_READ))) or len(file.texts(MOST_READ)) == MOST_READ)
    return f"Searched: every word of the {cut}{len(index.sentences):,} sentences of {prose(file.uploaded.name)}."


def list_found(made_of: Material, index: UseIndex, found: Found, senses: tuple[str, ...]) -> None:
    """List the nearest uses, each with a button that brings it to the visitor's sentences."""
    mine = {plain(line) for line in st.session_state.get("own", "").splitlines()}
    for use, cosine in zip(found.uses[:SHOWN].tolist(), found.cosines[:SHOWN].tolist(), strict=True):
        text = index.sentences[index.sentence[use]]
        sense = f" · {code(senses[use])}" if senses and senses[use] not in (YOURS, FROM_FILE) else ""
        sentence, button = st.columns([8, 1], vertical_alignment="center")
        marked = with_mark(text, int(index.start[use]), int(index.end[use]))
        sentence.markdown(f"**{cosine:.2f}** · {marked}{sense}")
        button.button(
            "Add",
            key=f"more_{use}",
            icon=":material/add:",
            type="tertiary",
            help="Add it to your sentences",
            disabled=plain(text) in mine,
            on_click=add,
            args=(made_of, text),
        )


def add(made_of: Material, text: str) -> None:
    """Put a sentence below the visitor's, from a callback; what they picked stays, for the ids of others stay."""
    st.session_state["still_picked"] = {key: ids_of(key, made_of) for key in ("lasso", "occurrence")}
    st.toast("Added to your sentences.", icon=":material/add:")
    visit.put("own", "\n".join(filter(None, (st.session_state.get("own", "").rstrip(), plain(text)))))


def table(index: UseIndex, found: Found, senses: tuple[str, ...], layer: int) -> pd.DataFrame:
    """List what was found, with each word's characters."""
    numbers = index.sentence[found.uses]
    places = list(zip(numbers.tolist(), index.start[found.uses].tolist(), index.end[found.uses].tolist(), strict=True))
    columns = {
        "cosine": found.cosines,
        "word": [index.sentences[number][start:end] for number, start, end in places],
        "sentence": [index.sentences[number] for number, _, _ in places],
        "start": index.start[found.uses],
        "end": index.end[found.uses],
        "layer": layer,
    }
    if senses:
        columns["sense"] = [senses[use] for use in found.uses.tolist()]
    return pd.DataFrame(columns)
