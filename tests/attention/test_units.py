"""How attention is read: by pieces, words or sentences, with or without special tokens, in one direction."""

from dataclasses import replace

import numpy as np
import pytest

from components.engine.attention.units import DIRECTIONS, SPECIALS, UNITS, Reading, Unit, choose_reading
from components.engine.encoding.encode import encode
from components.engine.encoding.sides import text_sides
from components.engine.errors import TextError
from tests.conftest import BANKS

TEXTS = ("He sat. It rained unbelievably.", "Why? Because.")


@pytest.fixture(scope="module")
def pair(encoder):
    return encode(encoder, "He sat. It rained unbelievably.", "Why? Because.")


@pytest.mark.parametrize("units", UNITS)
def test_rows_still_sum_to_one_by_any_unit(pair, units):
    reading = choose_reading(pair, "He sat. It rained unbelievably.", "Why? Because.", units)
    assert reading.apply(pair.attention).sum(axis=-1) == pytest.approx(1, abs=1e-5)


def test_words_are_the_sum_over_keys_and_the_mean_over_queries():
    weights = np.array([[0.2, 0.3, 0.5], [0.1, 0.2, 0.7], [0.3, 0.5, 0.2]])
    units = (Unit("a", (0,), 0, 0), Unit("bc", (1, 2), 1, 0))
    assert Reading(units, units, False).apply(weights) == pytest.approx(np.array([[0.2, 0.8], [0.2, 0.8]]))


def test_words_and_sentences_are_spelled_as_the_text_spells_them(pair):
    texts = ("He sat. It rained unbelievably.", "Why? Because.")
    words = [unit.text for unit in choose_reading(pair, *texts, "words").queries]
    assert " ".join(words) == "[CLS] He sat . It rained unbelievably . [SEP] Why ? Because . [SEP]"
    sentences = [unit.text for unit in choose_reading(pair, *texts, "sentences", "hidden").queries]
    assert sentences == ["He sat.", "It rained unbelievably.", "Why?", "Because."]


def test_hidden_special_tokens_take_their_share_along_unless_scaled(banks):
    hidden = choose_reading(banks, BANKS, special="hidden").apply(banks.attention)
    special = banks.special
    missing = banks.attention[..., ~special, :][..., special].sum(axis=-1)
    assert hidden.sum(axis=-1) == pytest.approx(1 - missing, abs=1e-5)
    assert choose_reading(banks, BANKS, special=SPECIALS[2]).apply(banks.attention).sum(axis=-1) == pytest.approx(
        1, abs=1e-5
    )


def test_direction_keeps_one_text_on_each_side(pair):
    texts = ("He sat. It rained unbelievably.", "Why? Because.")
    reading = choose_reading(pair, *texts, special="hidden", direction=DIRECTIONS[1])
    assert {unit.side for unit in reading.queries} == {0}
    assert {unit.side for unit in reading.keys} == {1}


def test_direction_without_a_second_text_is_told(banks):
    with pytest.raises(TextError, match="second text"):
        choose_reading(banks, BANKS, direction="A to B")


def test_second_text_is_found_where_a_model_has_one_segment(pair):
    one_segment = replace(pair, segment_ids=np.zeros_like(pair.segment_ids))
    ordinary = ~pair.special
    assert np.array_equal(np.array(text_sides(one_segment))[ordinary], pair.segment_ids[ordinary])


def test_sentences_are_read_as_plain_sums(pair):
    reading = choose_reading(pair, *TEXTS, "sentences")
    tokens = [unit.tokens for unit in reading.keys]
    assert sorted(token for some in tokens for token in some) == list(range(len(pair.tokens)))
    weights = pair.attention[2, 3].astype(float)
    expected = [[weights[np.ix_(query, key)].sum() / len(query) for key in tokens] for query in tokens]
    assert reading.apply(pair.attention[2, 3]) == pytest.approx(np.array(expected), abs=1e-5)


def test_each_unit_knows_its_word_and_its_text(pair):
    words = choose_reading(pair, *TEXTS, "words").keys
    assert [unit.word for unit in words] == [None, 0, 1, 2, 3, 4, 5, 6, None, 7, 8, 9, 10, None]
    assert [unit.side for unit in words if unit.word is not None] == [0] * 7 + [1] * 4
    sentences = choose_reading(pair, *TEXTS, "sentences", "hidden").keys
    assert [(unit.word, unit.side) for unit in sentences] == [(0, 0), (3, 0), (7, 1), (9, 1)]


@pytest.mark.parametrize("units", UNITS)
@pytest.mark.parametrize("special", SPECIALS)
def test_what_was_chosen_is_what_is_left(pair, units, special):
    reading = choose_reading(pair, *TEXTS, units, special)
    assert len(reading.queries) == {"pieces": len(pair.tokens), "words": 14, "sentences": 7}[units] - 3 * (
        special != "shown"
    )
    assert reading.rescale == (special == SPECIALS[2])
    assert [reading.place(token) is None for token in range(len(pair.tokens))] == [
        bool(mark) and special != "shown" for mark in pair.special
    ]


def test_each_direction_has_one_text_that_looks_and_one_that_is_looked_at(pair):
    for direction, sides in (("A to B", (0, 1)), ("B to A", (1, 0))):
        reading = choose_reading(pair, *TEXTS, "words", "hidden", direction)
        assert [{unit.side for unit in part} for part in (reading.queries, reading.keys)] == [{sides[0]}, {sides[1]}]


def test_a_query_holds_its_tokens():
    units = (Unit("a", (0,), 0, 0), Unit("bc", (1, 2), 1, 0))
    reading = Reading(units[1:], units, False)
    assert [reading.place(token) for token in range(4)] == [None, 0, 0, None]
    weights = np.array([[0.2, 0.3, 0.5], [0.1, 0.2, 0.7], [0.3, 0.5, 0.2]])
    assert reading.apply(weights) == pytest.approx(np.array([[0.2, 0.8]]))


def test_rows_without_any_weight_stay_zero_when_they_are_scaled():
    units = (Unit("a", (0,), 0, 0), Unit("b", (1,), 1, 0))
    weights = np.array([[0.2, 0.2], [0, 0]])
    assert Reading(units, units, True).apply(weights).tolist() == [[0.5, 0.5], [0, 0]]
