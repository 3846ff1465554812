"""Nearest words: as a plain search finds them, and what a layer knows."""

import numpy as np
import pytest

from components.engine.encoding.encode import encode
from components.engine.layers.nearest_words import nearest, words_of_encoding
from tests.conftest import BANKS
from tests.layers.test_contextuality import cosine


def test_nearest_equal_a_plain_search():
    generator = np.random.default_rng(0)
    states, vectors = generator.normal(size=(2, 30, 6)), generator.normal(size=(2, 6))
    found = nearest(states.astype(np.float32), vectors.astype(np.float32), most=4)
    for layer in range(2):
        cosines = [cosine(row, vectors[layer]) for row in states[layer]]
        order = sorted(range(30), key=lambda number: -cosines[number])[:4]
        assert found.numbers[layer].tolist() == order
        assert found.cosines[layer] == pytest.approx([cosines[number] for number in order], abs=1e-5)


def test_word_itself_is_passed_over_and_few_words_are_no_trouble():
    states = np.eye(3, dtype=np.float32)[None]
    assert 1 not in nearest(states, states[:, 1], most=8, leave_out=[1]).numbers[0]
    assert nearest(states[:, :1], states[:, 0], most=8, leave_out=[0]).numbers.shape == (1, 0)


def test_layer_zero_finds_the_form_and_the_last_layer_the_sense(encoder, bench_vectors):
    encoding = encode(encoder, "She slid down the muddy bank into the river.")
    place = encoding.tokens.index("bank")
    found = nearest(bench_vectors.states, encoding.states[:, place], lengths=bench_vectors.lengths)
    assert {bench_vectors.word(number).lower() for number in found.numbers[0]} == {"bank"}
    last = [bench_vectors.sentences[bench_vectors.spans[number].sentence] for number in found.numbers[-1]]
    money = {"account", "money", "cash", "loan", "savings", "rates"}
    assert not any(money & set(sentence.lower().split()) for sentence in last[:4])


def test_words_of_a_text_are_the_means_of_their_pieces(encoder):
    encoding = encode(encoder, "misdiagnosed nobody")
    groups, states = words_of_encoding(encoding)
    assert groups == [[1, 2, 3, 4], [5]]
    assert states[:, 0] == pytest.approx(encoding.states[:, 1:5].mean(axis=1))
    assert len(words_of_encoding(encode(encoder, BANKS))[0]) == 16
