"""What visitors share of tokenizers: loaded without their models, vocabularies, texts cut by them."""

from typing import Any

import streamlit as st

from components.ui.shared import models
from components.ui.shared.store import Store, shared


@shared
def cut_word(name: str, typed: str) -> Any:
    """Cut one word as the model's tokenizer does: an `engine.tokens.wordpiece.WordSteps`."""
    from components.engine.tokens import wordpiece

    return wordpiece.cut_word(models.encoder(name), typed)


_vocabularies = Store(models.MODELS, lambda _: 1)
_tokenizers = Store(8, lambda _: 1)


def vocabulary(name: str) -> Any:
    """Read a model's vocabulary: an `engine.tokens.vocabulary.Vocabulary`. It holds the model's own table, no copy."""
    from components.engine.tokens.vocabulary import read_vocabulary

    return _vocabularies.get(name, lambda: read_vocabulary(models.encoder(name)))


def tokenizer(name: str) -> Any:
    """Load a tokenizer without its model."""
    from components.engine.tokens.two_tokenizers import load_tokenizer

    models.unpack(name)
    return _tokenizers.get(name, lambda: load_tokenizer(name))


@st.cache_resource(show_spinner=False, ttl=10, max_entries=32)
def on_this_machine(name: str) -> bool:
    """Tell whether a hub model can be loaded without the network."""
    from components.engine.loading import hub

    return hub.is_cached(name)


@shared
def cut(name: str, text: str) -> Any:
    """Cut a text with a model's tokenizer or a plain one: an `engine.tokens.two_tokenizers.Pieces`."""
    from components.engine.tokens import two_tokenizers

    if name in two_tokenizers.PLAIN:
        return two_tokenizers.cut_plainly(name, text)
    return two_tokenizers.cut_text(tokenizer(name), text)


def words_of(text: str) -> list[tuple[int, int]]:
    """Find the words and signs of a text."""
    from components.engine.tokens.two_tokenizers import words_of as find

    return find(text)
