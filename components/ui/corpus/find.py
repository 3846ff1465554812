"""Find in a corpus: by words, by an example, by both, among the sentences with some entries of a column."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.engine.corpus import embedding, find
from components.engine.corpus.embedding import Embedding
from components.engine.corpus.find import Hits, Like
from components.engine.corpus.recipe import CHOSEN, SENTENCES
from components.engine.corpus.store import Corpus, open_corpus
from components.engine.errors import WordError
from components.engine.geometry.vectors import unit
from components.engine.text.find_word import find_occurrences
from components.engine.text.function_words import FUNCTION_WORDS
from components.engine.text.starred_words import STARS, read_marked
from components.ui.corpus import marked, onward
from components.ui.parts import chart, text_boxes
from components.ui.shared import models
from components.ui.shared.store import shared
from components.ui.shell import choices, visit
from components.ui.shell.markdown import prose, with_mark

visit.declare(__name__, corpus_words=str, corpus_like=str, corpus_column=str, corpus_entries=list, corpus_lasso=bool)
SHOWN, TAKEN, MOST_OWN = 20, 200, 5000
MOST_ENTRIES = 1000  # of a column that can be chosen from
ANY = "any"
FILE = "file"


@dataclass(frozen=True)
class Asked:
    """What the visitor looks for."""

    words: str
    like: Like | None
    filters: dict[str, list[str]]

    def __bool__(self) -> bool:
        return bool(self.words.strip() or self.like or self.filters)


def ask(made: Embedding) -> Asked:
    """Ask what to find.

    Raises WordError or TextError for an example that cannot be read.
    """
    whole = made.recipe.unit == SENTENCES
    words = st.text_input(
        "With these words",
        placeholder="any",
        help="All of them. “Quoted ones” are a phrase; `word*` is a beginning.",
        **visit.linked("corpus_words", ""),
    )
    hint = "a sentence" if whole else r"a sentence with one \*word\* in stars"
    text = st.text_input(f"Like this: {hint}", placeholder="any meaning", **visit.linked("corpus_like", "")).strip()
    text_boxes.warn_if_long(text, "example")
    inside = marked.on_map(made).lassoed
    lasso = len(inside) > 0 and not text and choices.switch(f"Like the {len(inside):,} in the lasso", "corpus_lasso")
    like = example(made, text) if text else like_lasso(made, inside) if lasso else None
    return Asked(words, like, ask_filters(made.corpus))


def show(made: Embedding, aside: DeltaGenerator) -> None:
    """List what is asked for, `aside`."""
    with aside:
        asked = ask(made)
    if not asked:
        whole = made.recipe.unit == SENTENCES
        st.info(
            "Type words, to find the sentences that hold them; or an example, to find what is nearest in meaning: "
            + ("“They lost everything in the fire.”" if whole else "“They sat on the `*bank*` of the river.”"),
            icon=":material/search:",
        )
        return
    report(made, find.find(made.corpus, TAKEN, asked.words, asked.filters, asked.like), asked)


def ask_filters(corpus: Corpus) -> dict[str, list[str]]:
    """Ask for a column, and for its entries that count."""
    columns = [*corpus.columns, *([FILE] if len(corpus.files) > 1 else [])]
    if not columns:
        return {}
    linked = visit.linked("corpus_column", ANY, lambda name: name if name in columns else None)
    column = st.selectbox("Only where", [ANY, *columns], **linked)
    if column not in columns:
        return {}
    entries = entries_of(str(corpus.folder), column)
    if len(entries) > MOST_ENTRIES:
        st.caption(f"“{prose(column)}” has {len(entries):,} different entries, too many to pick from.")
        return {}
    linked = visit.linked("corpus_entries", [], lambda some: [one for one in some if one in entries])
    some = st.multiselect("is one of", entries, placeholder="any", **linked)
    return {column: some} if some else {}


@shared
def entries_of(folder: str, column: str) -> list[str]:
    """List the different entries of a column of the corpus in a folder."""
    return sorted(open_corpus(Path(folder)).categories(column)[1])


def example(made: Embedding, text: str) -> Like:
    """Read a typed example; raises WordError or TextError if it cannot be read."""
    sentence, place = text, (0, 0)
    if STARS.search(text) or made.recipe.unit != SENTENCES:
        if len(STARS.findall(text)) != 1:
            raise WordError("The example needs stars around one word, as in: They sat on the *bank* of the river.")
        (sentence,), (span,) = read_marked([text])
        place = (span.start, span.end)
        if made.recipe.find is not None and not is_embedded(made, sentence, *place):
            said = prose(sentence[slice(*place)])
            st.caption(f":material/info: “{said}” itself is not among what is embedded here; other words can be near.")
    query = find.query_vector(models.encoder(made.recipe.model), made, sentence, *place)
    return Like(made, embedding.load(made), query, (sentence,))


def is_embedded(made: Embedding, sentence: str, start: int, end: int) -> bool:
    """Tell whether a word of an example is one that this embedding has vectors of."""
    recipe = made.recipe
    if recipe.unit == CHOSEN:
        return any(find_occurrences([sentence[start:end]], word, True) for word in recipe.words)
    return sentence[start:end].lower() not in FUNCTION_WORDS


def like_lasso(made: Embedding, inside: np.ndarray) -> Like:
    """Look for the mean direction of what is inside the lasso, in other sentences."""
    read = embedding.load(made)
    own = tuple(made.corpus.texts(np.unique(read.sentence[inside])[:MOST_OWN]))
    return Like(made, read, unit(read.vectors[inside].astype(np.float32)).mean(axis=0), own)


def report(made: Embedding, found: Hits, asked: Asked) -> None:
    """List what was found, with a table to take along."""
    unit = "uses" if made.recipe.unit != SENTENCES and asked.like else "sentences"
    if not len(found.sentence):
        st.info("No sentence has all of that. Take a word or an entry away.", icon=":material/search_off:")
        return
    blind = f"; a blind pick has {found.blind:.2f} on average" if asked.like else ""
    recall = f"; the index finds {found.recall:.1%} of the true nearest" if found.recall < 1 else ""
    which = "nearest" if asked.like else "first"
    shown = min(SHOWN, len(found.sentence))
    st.caption(f"{found.fitting:,} {unit} fit; the {which} {shown} are below{blind}{recall}.")
    list_uses(made.corpus, found.sentence, found.start, found.end, found.cosine)
    take_along(made, found)


def list_uses(
    corpus: Corpus, sentence: np.ndarray, start: np.ndarray, end: np.ndarray, cosine: np.ndarray | None = None
) -> None:
    """List the first of some places in sentences, each with a button that looks for more like it."""
    for number, text in enumerate(corpus.texts(sentence[:SHOWN])):
        line, button = st.columns([9, 1], vertical_alignment="center")
        first, past = int(start[number]), int(end[number])
        plain = (first, past) == (0, len(text)) or first == past
        near = "" if cosine is None or np.isnan(cosine[number]) else f"**{cosine[number]:.2f}** · "
        shown = prose(text) if plain else with_mark(text, first, past)
        line.markdown(f"{near}{shown} {said_of(corpus, int(sentence[number]))}")
        button.button(
            "More",
            key=f"like_{number}",
            icon=":material/manage_search:",
            type="tertiary",
            help="More like this one",
            on_click=visit.put,
            args=("corpus_like", text if plain else f"{text[:first]}*{text[first:past]}*{text[past:]}"),
        )


def take_along(made: Embedding, found: Hits) -> None:
    """Offer what was found as a table, and on the pages about one word."""
    with st.container(horizontal=True):
        chart.download(as_table(made, found), f"found in {made.corpus.name}", "corpus_found")
        onward.offer(made.corpus, found)


def said_of(corpus: Corpus, number: int) -> str:
    """Write what a sentence's columns say, small."""
    said = [corpus.column(name, [number])[0] for name in corpus.columns[:3]]
    if len(corpus.files) > 1:
        said.append(corpus.column(FILE, [number])[0])
    kept = [prose(one[:40]) for one in said if one.strip()]
    return f":gray[{' · '.join(kept)}]" if kept else ""


def as_table(made: Embedding, found: Hits) -> pd.DataFrame:
    """Write what was found as a table, with each word's characters."""
    corpus = made.corpus
    texts = corpus.texts(found.sentence)
    places = list(zip(texts, found.start.tolist(), found.end.tolist(), strict=True))
    columns = {
        "cosine": found.cosine,
        "word": [text[start:end] if end - start < len(text) else "" for text, start, end in places],
        "sentence": texts,
        "start": found.start,
        "end": found.end,
    }
    more = {name: corpus.column(name, found.sentence) for name in (FILE, *corpus.columns) if name not in columns}
    return pd.DataFrame({**columns, **more, "layer": made.recipe.layer, "model": made.recipe.model})
