"""What visitors share of static vectors: GloVe, and what was learned here."""

from typing import Any

import streamlit as st

from components.engine.errors import ModelError, TextError

RUNS = 6  # learned models kept, for all visitors together; each has a few megabytes
BUILT_IN, NEWS, YOURS = "the built-in sentences", "gensim’s news sample", "your text"
KINDS = ("Word2Vec", "FastText")


@st.cache_resource(show_spinner="Mapping GloVe’s 400,000 words, once for all visitors …")
def load_glove() -> Any:
    """Map GloVe: an `engine.static.StaticModel`; raises ModelError."""
    from components.engine.static import load_glove as load

    return load()


def glove() -> Any:
    """Return GloVe, or None if it is not installed; then a sentence says so."""
    try:
        return load_glove()
    except ModelError as error:
        st.caption(f":material/info: {error}")
        return None


@st.cache_resource(show_spinner=False, max_entries=RUNS)
def training(kind: str, source: str, text: str, width: int, window: int, epochs: int) -> Any:
    """Start learning vectors, once for equal settings: an `engine.static_training.StaticTraining`."""
    from components.engine import static_training as engine

    corpus = {
        BUILT_IN: engine.built_in_corpus,
        NEWS: engine.news_corpus,
        YOURS: lambda: [engine.split_words(line) for line in text.splitlines()],
    }[source]()
    return engine.StaticTraining(kind, corpus, source, width, window, epochs).start()


def learned() -> dict[str, Any]:
    """Return this visitor's learned models that are ready, by kind: `engine.static.StaticModel`."""
    found = {}
    for kind, settings in st.session_state.get("learned", {}).items():
        run = training(kind, *settings)
        if run.future.done():
            try:
                model = run.future.result()
            except TextError:
                continue
            if model is not None:
                found[kind] = model
    return found


def forget(kind: str) -> None:
    """Let go of a run that was cancelled or failed, so that it can begin again."""
    settings = st.session_state.get("learned", {}).pop(kind, None)
    if settings is not None:
        training.clear(kind, *settings)
