"""What visitors share of tokenizers: loaded without their models, vocabularies, texts cut by them."""

from typing import Any

import streamlit as st

from components.ui.shared import models
from components.ui.shared.store import results


def cut_word(name: str, typed: str) -> Any:
    """Cut one word as the model's tokenizer does: an `engine.tokens.wordpiece.WordSteps`."""
    from components.engine.tokens import wordpiece

    return wordpiece.cut_word(models.encoder(name), typed)


@st.cache_resource(show_spinner=False, max_entries=models.MODELS)
def vocabulary(name: str) -> Any:
    """Read a model's vocabulary: an `engine.tokens.vocabulary.Vocabulary`. It holds the model's own table, no copy."""
    from components.engine.tokens.vocabulary import read_vocabulary

    return read_vocabulary(models.encoder(name))


def tokenizer(name: str) -> Any:
    """Load a tokenizer without its model."""
    models.unpack(name)
    return loaded_tokenizer(name)


@st.cache_resource(show_spinner=False, max_entries=8)
def loaded_tokenizer(name: str) -> Any:
    """Load a tokenizer whose folder is there."""
    from components.engine.tokens.two_tokenizers import load_tokenizer

    return load_tokenizer(name)


@st.cache_resource(show_spinner=False, ttl=10, max_entries=32)
def on_this_machine(name: str) -> bool:
    """Tell whether a hub model can be loaded without the network."""
    from components.engine.loading import hub

    return hub.is_cached(name)


def cut(name: str, text: str) -> Any:
    """Cut a text with a model's tokenizer or a plain one: an `engine.tokens.two_tokenizers.Cut`."""
    from components.engine.tokens import two_tokenizers

    def compute() -> Any:
        return two_tokenizers.cut_plainly(name, text) if loaded is None else two_tokenizers.cut_text(loaded, text)

    loaded = None if name in two_tokenizers.PLAIN else tokenizer(name)
    return results().get(("cut", name, text), compute)


def words_of(text: str) -> list[tuple[int, int]]:
    """Find the words and signs of a text."""
    from components.engine.tokens.two_tokenizers import words_of as find

    return find(text)
