import numpy as np
import pytest

from components.engine.encoding import batches, occurrences
from components.engine.encoding.read_ahead import read_ahead
from components.engine.text import find_word

SENTENCES = [
    "She sat on the bank.",
    "The bank is closed today, and so are the banks of the next town.",
    "No such word.",
]


@pytest.fixture
def store():
    return {}


def test_what_was_read_ahead_gives_the_same_vectors_and_is_not_read_again(encoder, store, monkeypatch):
    spans = find_word.find_occurrences(SENTENCES, "bank", inflections=True)
    fresh = occurrences.embed_occurrences(encoder, SENTENCES, spans)
    read_ahead(encoder, SENTENCES, store.__setitem__)
    monkeypatch.setattr(batches, "run_batch", None)  # would fail if the model were asked
    ready = occurrences.embed_occurrences(encoder, SENTENCES, spans, store.get)
    for name in ("states", "context", "nearby"):
        assert np.allclose(getattr(fresh, name), getattr(ready, name), atol=1e-5)


def test_what_is_not_ready_is_read_then(encoder, store):
    spans = find_word.find_occurrences(SENTENCES, "bank")
    read_ahead(encoder, SENTENCES[:1], store.__setitem__)
    assert list(store) == SENTENCES[:1]
    mixed = occurrences.embed_occurrences(encoder, SENTENCES, spans, store.get)
    assert np.allclose(mixed.states, occurrences.embed_occurrences(encoder, SENTENCES, spans).states, atol=1e-5)


def test_bytes_are_bounded(encoder, store):
    token = 4 * (encoder.facts.layers + 1) * encoder.facts.width
    read_ahead(encoder, ["one two three"] + SENTENCES, store.__setitem__, most_bytes=6 * token)
    assert list(store) == ["one two three"]  # 5 tokens; the next would not fit
    assert sum(read.states.nbytes for read in store.values()) == 5 * token


def test_what_the_model_cannot_read_is_left_out(encoder, store):
    read_ahead(encoder, ["word " * 600, "\u200b", "She sat."], store.__setitem__)
    assert list(store) == ["She sat."]


def test_stopping_ends_the_reading(encoder, store):
    read_ahead(encoder, [f"sentence number {n}" for n in range(500)], store.__setitem__, should_stop=lambda: True)
    assert not store
