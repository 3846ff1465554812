"""The most telling link."""

import numpy as np
import pytest

from components.engine.attention import head_map
from components.engine.attention.head_patterns import measure_heads, telling_link, without_letters
from components.engine.encoding.encode import encode
from tests.conftest import BANKS


def test_link_is_the_largest_between_words_apart():
    attention = np.full((2, 2, 6, 6), 0.01)
    attention[0, 1, 1, 0] = 0.9  # to a special token
    attention[0, 0, 2, 2] = 0.9  # to itself
    attention[1, 0, 2, 3] = 0.9  # to its neighbour
    attention[1, 1, 1, 4] = 0.5  # the one
    attention[1, 0, 4, 2] = 0.8  # to punctuation, left out
    link = telling_link(attention, [None, 0, 1, 2, 3, None], np.array([False, False, True, False, False, False]))
    assert (link.layer, link.head, link.query, link.key, link.weight) == (1, 1, 1, 4, 0.5)


def test_pieces_of_one_word_are_no_link():
    attention = np.zeros((1, 1, 5, 5))
    attention[0, 0, 1, 3] = 0.9
    attention[0, 0, 1, 4] = 0.1
    assert telling_link(attention, [None, 0, 0, 0, 1], np.zeros(5, bool)).key == 4


def test_text_without_such_a_pair_still_gets_a_link(encoder):
    encoding = encode(encoder, "bank")
    assert telling_link(encoding.attention, encoding.word_ids, without_letters(encoding.tokens)).weight > 0


def test_the_two_banks_find_each_other(encoder):
    encoding = encode(encoder, BANKS)
    link = telling_link(encoding.attention, encoding.word_ids, without_letters(encoding.tokens))
    assert encoding.tokens[link.query] == encoding.tokens[link.key] == "bank"
    assert link.weight > 0.8


def test_punctuation_has_no_letters():
    assert without_letters(["bank", ".", "##s", "▁", "3", "银"]).tolist() == [False, True, False, True, False, False]


def test_equal_heads_lie_on_one_point_and_different_ones_apart():
    previous, itself = np.eye(6, k=-1, dtype=np.float32), np.eye(6, dtype=np.float32)
    previous[0, 0] = 1
    attention = np.stack([previous, itself, previous, itself])[None]
    words = [None, 0, 1, 2, 3, None]
    tokens = ["[CLS]", "a", "b", "c", "d", "[SEP]"]
    made = head_map.map_heads(attention, words, measure_heads(attention, tokens, words), tokens)
    assert made.points[0] == pytest.approx(made.points[2], abs=1e-6)
    assert np.linalg.norm(made.points[0] - made.points[1]) == pytest.approx(1, abs=1e-5), "no common weight"


def test_heads_are_as_far_apart_as_the_hellinger_distance_of_their_rows():
    attention = np.random.default_rng(0).dirichlet(np.ones(3), size=(1, 2, 3))  # (layers, heads, queries, keys)
    squares = [1 - np.sqrt(one * other).sum() for one, other in zip(*attention[0], strict=True)]  # 1 − Bhattacharyya
    tokens, words = ["a", "b", "c"], [0, 1, 2]
    made = head_map.map_heads(attention, words, measure_heads(attention, tokens, words), tokens)
    assert np.linalg.norm(made.points[0] - made.points[1]) == pytest.approx(np.sqrt(np.mean(squares)), abs=1e-6)


def test_head_map_names_its_groups_by_what_they_do(encoder, banks):
    measures = measure_heads(banks.attention, banks.tokens, banks.word_ids)
    made = head_map.map_heads(banks.attention, banks.word_ids, measures, banks.tokens)
    assert made.points.shape == (72, 2)
    assert len(made.names) == made.groups.max() + 1
    assert any("[CLS]" in name for name in made.names)
    assert 0 < made.explained <= 1
