"""The vectors of a word: the mean of its pieces, in its sentence or through a window."""

import numpy as np
import pytest

from components.engine.encoding.encode import encode
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.errors import WordError
from components.engine.geometry import vectors
from components.engine.records import Span
from components.engine.text.find_word import find_occurrences
from tests.conftest import BANKS


def test_vectors_equal_those_of_the_sentence_alone(encoder):
    sentences = ["A bank.", BANKS, "The bank by the river was steep and green in spring."]
    spans = find_occurrences(sentences, "bank")
    occurrences = embed_occurrences(encoder, sentences, spans)
    alone = encode(encoder, BANKS)
    places = [place for place, token in enumerate(alone.tokens) if token == "bank"]
    assert occurrences.states.shape == (7, 4, 384)
    assert occurrences.states[:, 1:3] == pytest.approx(alone.states[:, places], abs=1e-4)
    assert occurrences.context[:, 1] == pytest.approx(alone.states[:, ~alone.special].mean(axis=1), abs=1e-4)


def test_split_word_is_the_mean_of_its_pieces(encoder):
    sentence = "The electroencephalographer slept."
    encoding = encode(encoder, sentence)
    pieces = [place for place, word in enumerate(encoding.word_ids) if word == 1]
    assert len(pieces) > 3
    one = embed_occurrences(encoder, [sentence], find_occurrences([sentence], "electroencephalographer"))
    assert one.states[:, 0] == pytest.approx(encoding.states[:, pieces].mean(axis=1), abs=1e-4)


def test_order_of_spans_is_kept(encoder):
    sentences = ["bank " * 30, "bank"]
    spans = [Span(0, 0, 4), Span(1, 0, 4), Span(0, 5, 9)]
    together = embed_occurrences(encoder, sentences, spans).states
    single = embed_occurrences(encoder, sentences, spans[1:2]).states
    assert together[:, 1] == pytest.approx(single[:, 0], abs=1e-4)
    assert not np.allclose(together[0, 0], together[0, 2])


def test_no_occurrence_is_told(encoder):
    with pytest.raises(WordError, match="none of these"):
        embed_occurrences(encoder, ["a"], [])


def test_word_in_a_long_sentence_is_seen_through_a_window(encoder):
    filler = "The river rose in the night and nobody slept. "
    long = filler * 80 + "He sat on the bank and waited. " + filler * 80
    sentences = ["a bank", long]
    found = embed_occurrences(encoder, sentences, find_occurrences(sentences, "bank"))
    assert found.windows == (1,)
    start = long.index("bank")
    around = [long[start - 900 : start + 900]]  # another window, of fewer words
    nearly = embed_occurrences(encoder, around, find_occurrences(around, "bank"))
    alike = vectors.cosine(found.states[:, 1], nearly.states[:, 0])[-1]
    stranger = vectors.cosine(found.states[:, 1], found.states[:, 0])[-1]
    assert alike > 0.85 > stranger


@pytest.mark.parametrize("place", [0, 300, 599])
def test_every_place_of_a_long_sentence_has_a_window(encoder, place):
    sentence = " ".join("bank" if word == place else "river" for word in range(600))
    found = embed_occurrences(encoder, [sentence], find_occurrences([sentence], "bank"))
    assert np.isfinite(found.states).all()
    assert found.windows == (0,)


def test_nearby_words_weigh_more_than_far_ones(encoder):
    sentence = "bank " + "the " * 40 + "river"
    occurrences = embed_occurrences(encoder, [sentence, "bank"], find_occurrences([sentence, "bank"], "bank"))
    states = encode(encoder, sentence).states
    pieces = states[:, 1:-1]  # without [CLS] and [SEP]
    weights = np.exp(-0.5 * (np.arange(42) / 6) ** 2)
    expected = np.einsum("t,ltw->lw", weights / weights.sum(), pieces)
    assert occurrences.nearby[:, 0] == pytest.approx(expected, abs=1e-4)
    assert occurrences.nearby[:, 1] == pytest.approx(occurrences.states[:, 1], abs=1e-4)
