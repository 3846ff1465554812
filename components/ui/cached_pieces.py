"""What visitors share of tokenizers: loaded without their models, vocabularies, texts cut by them."""

from typing import Any

import streamlit as st

from components.ui import cached
from components.ui.results import results


def cut_word(name: str, typed: str) -> Any:
    """Cut one word as the model's tokenizer does: an `engine.wordpiece.WordSteps`."""
    from components.engine import wordpiece

    return wordpiece.cut_word(cached.encoder(name), typed)


@st.cache_resource(show_spinner=False, max_entries=cached.MODELS)
def vocabulary(name: str) -> Any:
    """Read a model's vocabulary: an `engine.vocabulary.Vocabulary`. It holds the model's own table, no copy."""
    from components.engine.vocabulary import read_vocabulary

    return read_vocabulary(cached.encoder(name))


def tokenizer(name: str) -> Any:
    """Load a tokenizer without its model."""
    cached.unpack(name)
    return loaded_tokenizer(name)


@st.cache_resource(show_spinner=False, max_entries=8)
def loaded_tokenizer(name: str) -> Any:
    """Load a tokenizer whose folder is there."""
    from components.engine.tokenizers import load_tokenizer

    return load_tokenizer(name)


@st.cache_resource(show_spinner=False, ttl=10, max_entries=32)
def on_this_machine(name: str) -> bool:
    """Tell whether a hub model can be loaded without the network."""
    from components.engine import hub

    return hub.is_cached(name)


def cut(name: str, text: str) -> Any:
    """Cut a text with a model's tokenizer or a plain one: an `engine.tokenizers.Cut`."""
    from components.engine import tokenizers

    def compute() -> Any:
        return tokenizers.cut_plainly(name, text) if loaded is None else tokenizers.cut_text(loaded, text)

    loaded = None if name in tokenizers.PLAIN else tokenizer(name)
    return results().get(("cut", name, text), compute)


def words_of(text: str) -> list[tuple[int, int]]:
    """Find the words and signs of a text."""
    from components.engine.tokenizers import words_of as find

    return find(text)
