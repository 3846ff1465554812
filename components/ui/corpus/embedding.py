"""Embed a corpus: choose what gets a vector, see how far it is, pause, go on, delete."""

import re
import time
from pathlib import Path

import streamlit as st

from components.engine.corpus import line
from components.engine.corpus.embedding import A_BLOCK, Embedding, prepare
from components.engine.corpus.recipe import CHOSEN, CONTENT, MOST_WORDS, SENTENCES, Recipe
from components.engine.corpus.store import Corpus
from components.engine.errors import CorpusError
from components.ui.corpus import chosen
from components.ui.shared import models
from components.ui.shared.store import shared
from components.ui.shared.waiting import spell
from components.ui.shell import choices, frame, visit
from components.ui.shell.markdown import prose

visit.declare(__name__, embed_what=str, embed_words=str)
TRIED = 64  # sentences that are read to tell how long all take
A_NUMBER = 2  # bytes
STARTING = 8.0  # seconds until the first sentence
WHATS = {"Sentences": SENTENCES, "Content words": CONTENT, "Chosen words": CHOSEN}
EXPLAINED = {
    SENTENCES: "One vector a sentence: what it is about.",
    CONTENT: "One vector for each word in its sentence, but English function words: what a word means there.",
    CHOSEN: "One vector for each use of some words, with their regular English forms.",
}


def ask(corpus: Corpus, model: str) -> None:
    """Ask what of the corpus is to be embedded, and begin it at a click."""
    st.subheader("What gets a vector?")
    unit = WHATS[choices.choose("What gets a vector", "embed_what", list(WHATS), label_shown=False)]
    st.caption(EXPLAINED[unit])
    words: tuple[str, ...] = ()
    if unit == CHOSEN:
        typed = st.text_input("Words", placeholder="bank, shore, money", **visit.linked("embed_words", ""))
        words = tuple(dict.fromkeys(one.strip() for one in re.split(r"[,;\n、，]", typed) if one.strip()))
        if not words:
            st.info(f"Type words, with commas between them; up to {MOST_WORDS}.", icon=":material/edit:")
            return
    facts = models.facts(model)
    layer = choices.layer_slider(facts)
    recipe = Recipe(model, layer, unit, words)
    recipe.check()
    places, rate = measure(corpus, recipe)
    count = round(places * corpus.sentences)
    bytes_ = count * facts.width * A_NUMBER
    st.markdown(
        f"About **{count:,}** vectors, **{bytes_ / 1e6:,.1f} MB** on the server, in about "
        f"**{spell(STARTING + corpus.sentences / rate)}** if nothing else runs. It goes on when you leave the page."
    )
    if corpus.shared:
        st.caption("This corpus is shared: its owner embeds it.")
        return
    if refused := st.session_state.get("embed_refused"):
        st.error(prose(refused), icon=":material/error:")
    ways = (corpus, recipe, facts.width)
    st.button("Embed", icon=":material/play_arrow:", type="primary", on_click=begin, args=ways)


def measure(corpus: Corpus, recipe: Recipe) -> tuple[float, float]:
    """Return how many vectors a sentence has, and how many sentences a second are read, from a few of them."""
    return measured(str(corpus.folder), recipe)


@shared
def measured(folder: str, recipe: Recipe) -> tuple[float, float]:
    """Read a few sentences as `measure` tells."""
    from components.engine.corpus.store import open_corpus
    from components.engine.encoding.blocks import embed_block

    corpus = open_corpus(Path(folder))
    step = max(1, corpus.sentences // TRIED)
    some = corpus.texts(range(0, corpus.sentences, step)[:TRIED])
    encoder = models.encoder(recipe.model)
    embed_block(encoder, some[:4], recipe.layer, recipe.find)
    begun = time.perf_counter()
    read = embed_block(encoder, some, recipe.layer, recipe.find)
    assert read is not None  # nobody stopped it
    return len(read.vectors) / len(some), len(some) / (time.perf_counter() - begun)


def begin(corpus: Corpus, recipe: Recipe, width: int) -> None:
    """Put an embedding in line, from a callback."""
    st.session_state.pop("embed_refused", None)
    try:
        chosen.refuse_if_full()
        made = prepare(corpus, recipe, width)
        line.begin(made)
        visit.put("embedded", recipe.key)
    except CorpusError as error:
        st.session_state["embed_refused"] = str(error)


def watch(made: Embedding) -> None:
    """Show how far an embedding is, until it is done."""
    frame.rerun_when(lambda: is_done(made), lambda: draw(made), 1.0)


def is_done(made: Embedding) -> bool:
    """Tell whether it is done, or gone."""
    return not made.folder.is_dir() or line.status(made).phase == line.DONE


def draw(made: Embedding) -> None:
    """Draw the progress of one embedding, with what can be done."""
    now = line.status(made)
    st.subheader(f"Embedding {chosen.spell_embedding(made).partition(' (')[0]}")
    if now.phase == line.WAITING:
        st.progress(now.share, f"{now.before} before it in the line")
    elif now.phase == line.RUNNING:
        left = f", {spell(now.left)} left" if now.left is not None else ""
        rate = f" · {now.rate:,.0f} sentences/s{left}" if now.rate else " · loading the model …"
        st.progress(now.share, f"{now.share:.0%} of {made.corpus.sentences:,} sentences{rate}")
    elif now.phase == line.FAILED:
        st.error(prose(now.error), icon=":material/error:")
    else:
        kept = round(now.share * made.blocks) * A_BLOCK
        st.progress(
            now.share, f"Paused; {min(kept, made.corpus.sentences):,} sentences are kept, and it goes on after them."
        )
    with st.container(horizontal=True):
        if now.phase in (line.WAITING, line.RUNNING):
            st.button("Pause", icon=":material/pause:", on_click=line.pause, args=(made,))
        else:
            st.button("Resume", icon=":material/play_arrow:", on_click=line.begin, args=(made,))
        with st.popover("Cancel …", icon=":material/delete:"):
            st.write("What is embedded so far is deleted.")
            st.button("Cancel and delete", on_click=remove, args=(made,), type="primary")


def remove(made: Embedding) -> None:
    """Delete an embedding, from a callback."""
    line.remove(made)
    visit.forget("embedded")


def offer_delete(made: Embedding) -> None:
    """Offer to delete an embedding that is done."""
    if not made.corpus.shared:
        what = f"{chosen.spell_embedding(made)}, {sum(p.stat().st_size for p in made.folder.iterdir()) / 1e6:,.0f} MB"
        with st.popover("Delete this embedding …", icon=":material/delete:"):
            st.write(prose(what))
            st.button("Delete it", on_click=remove, args=(made,), type="primary", key="delete_embedding")
