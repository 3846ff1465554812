"""Substitutes of a word: whole words, fit for the context, shared within a sense."""

import numpy as np
import pytest

from components.engine.objectives.substitutes import compare_places, name_groups, substitutes
from components.engine.text.find_word import find_occurrences
from tests.bench.parts.measures import mean_shared


def test_substitutes_are_other_whole_words_and_fit_the_context(encoder):
    sentence = "He lives in the United States, [MASK] the bank raised the interest rates."
    span = find_occurrences([sentence], "bank")[0]
    found = substitutes(encoder, sentence, span, "bank")
    assert len(found) == 20
    assert all(word.isalpha() and "bank" not in word for word in found)
    assert list(found.values()) == sorted(found.values(), reverse=True)
    plain = sentence.replace("[MASK]", "where")
    assert substitutes(encoder, plain, find_occurrences([plain], "bank")[0], "bank") != found


def test_words_of_two_places_have_their_probability_in_both(encoder):
    sentences = ["He sat on the bank of the river.", "She deposited money at the bank."]
    spans = find_occurrences(sentences, "bank")
    made = compare_places(encoder, sentences, spans, "bank")
    each = [substitutes(encoder, sentences[span.sentence], span, "bank", most=300) for span in spans]
    assert set(made.words) == {*list(each[0])[:10], *list(each[1])[:10]}
    for word, shares, among in zip(made.words, made.shares, made.among, strict=True):
        for side in (0, 1):
            assert among[side] == (word in list(each[side])[:10])
            assert word not in each[side] or shares[side] == pytest.approx(each[side][word], rel=1e-5)
    assert set(made.shared) == set(list(each[0])[:10]) & set(list(each[1])[:10])
    assert list(made.ratios) == sorted(made.ratios, reverse=True)
    assert made.ratios[0] > 1 > made.ratios[-1]


def test_groups_are_named_by_what_is_probable_in_them_alone():
    river = [{"shore": 0.3, "side": 0.2}, {"shore": 0.1, "edge": 0.1}]
    money = [{"office": 0.4, "side": 0.3}, {"office": 0.1, "firm": 0.05}]
    assert name_groups([river, money]) == [["shore", "edge"], ["office", "side", "firm"]]


def test_shared_substitutes_are_counted_within_and_across_senses():
    found = [{"shore": 1, "side": 1}, {"shore": 1, "edge": 1}, {"firm": 1, "side": 1}]
    assert mean_shared(found, ["river", "river", "money"]) == (1, 0.5)
    assert np.isnan(mean_shared(found[:1], ["river"])).all()
