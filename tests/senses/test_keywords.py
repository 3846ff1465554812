"""Typical words of a group: by hand, and which words do not count."""

import numpy as np

from components.engine.senses.keywords import typical_words


def test_typical_words_are_those_of_the_group_alone():
    sentences = ["the bank lent money", "money in the bank", "the river bank", "a bank of the river", "bank"]
    assert typical_words(sentences, np.array([0, 0, 1, 1, 1]), "bank") == [["money"], ["river"]]
    assert typical_words(["!", "?"], np.array([0, 1]), "x") == [[], []]
