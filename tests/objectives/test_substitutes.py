"""Substitutes of a word: whole words, fit for the context, shared within a sense."""

import numpy as np

from components.engine.objectives.substitutes import name_groups, substitutes
from components.engine.text.find_word import find_occurrences
from tests.bench.measures import mean_shared


def test_substitutes_are_other_whole_words_and_fit_the_context(encoder):
    sentence = "He lives in the United States, [MASK] the bank raised the interest rates."
    span = find_occurrences([sentence], "bank")[0]
    found = substitutes(encoder, sentence, span, "bank")
    assert len(found) == 20
    assert all(word.isalpha() and "bank" not in word for word in found)
    assert list(found.values()) == sorted(found.values(), reverse=True)
    plain = sentence.replace("[MASK]", "where")
    assert substitutes(encoder, plain, find_occurrences([plain], "bank")[0], "bank") != found


def test_groups_are_named_by_what_is_probable_in_them_alone():
    river = [{"shore": 0.3, "side": 0.2}, {"shore": 0.1, "edge": 0.1}]
    money = [{"office": 0.4, "side": 0.3}, {"office": 0.1, "firm": 0.05}]
    assert name_groups([river, money]) == [["shore", "edge"], ["office", "side", "firm"]]


def test_shared_substitutes_are_counted_within_and_across_senses():
    found = [{"shore": 1, "side": 1}, {"shore": 1, "edge": 1}, {"firm": 1, "side": 1}]
    assert mean_shared(found, ["river", "river", "money"]) == (1, 0.5)
    assert np.isnan(mean_shared(found[:1], ["river"])).all()
