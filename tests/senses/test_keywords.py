"""Typical words of a group: by hand, and which words do not count."""

from math import log, sqrt

import numpy as np
import pytest

from components.engine.senses.keywords import scores, telling, typical_words

SENTENCES = ["the bank lent money", "money in the bank", "the river bank", "a bank of the river", "bank"]


def test_typical_words_are_those_of_the_group_alone():
    assert typical_words(SENTENCES, np.array([0, 0, 1, 1, 1]), "bank") == [["money"], ["river"]]
    assert typical_words(["!", "?"], np.array([0, 1]), "x") == [[], []]


def test_a_score_is_the_log_odds_ratio_over_its_standard_error():
    present = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1]])
    inside = np.array([True, True, True, False, False])

    def by_hand(here, there):  # sentences with the word, of three here and two there; half a one more with and without
        with_here, without_here, with_there, without_there = here + 0.5, 3.5 - here, there + 0.5, 2.5 - there
        error = sqrt(1 / with_here + 1 / without_here + 1 / with_there + 1 / without_there)
        return (log(with_here / without_here) - log(with_there / without_there)) / error

    assert scores(present, inside) == pytest.approx([by_hand(3, 0), by_hand(2, 1), by_hand(0, 1)])


def test_the_most_typical_word_is_first_and_no_more_are_listed_than_asked_for():
    sentences = ["money loan"] * 6 + ["money"] * 3 + ["water"] * 6 + ["loan water"]
    groups = np.repeat([0, 1], [9, 7])
    assert typical_words(sentences, groups, "x") == [["money", "loan"], ["water"]]
    assert typical_words(sentences, groups, "x", most=1) == [["money"], ["water"]]


def test_a_word_of_a_single_sentence_a_word_of_all_groups_and_the_word_itself_are_not_typical():
    sentences = ["Banking money money coin", "money old", "old bank", *["old water"] * 8, *["water"] * 4]
    groups = np.repeat([0, 1], [3, 12])
    assert typical_words(sentences, groups, "Bank") == [["money"], ["water"]]
    twice = typical_words(sentences * 2, np.tile(groups, 2), "x")
    assert set(twice[0]) == {"money", "bank", "banking", "coin"}, "of two sentences each they are"


def test_words_that_lean_less_than_a_standard_error_are_left_out():
    groups = np.repeat([0, 1], 20)
    leaning = ["coin"] * 9 + [""] * 11 + ["coin"] * 4 + [""] * 16
    hardly = ["coin"] * 6 + [""] * 14 + ["coin"] * 4 + [""] * 16
    assert typical_words(leaning, groups, "x")[0] == ["coin"]
    assert typical_words(hardly, groups, "x")[0] == []


def test_function_words_name_nothing():
    assert telling(["the", "river", "of"]) == ["river"]
