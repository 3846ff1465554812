"""Substitutes of a word: whole words, fit for the context, shared within a sense."""

import numpy as np
import pytest

from components.engine.objectives.substitutes import (
    compare_places,
    likely_words,
    name_groups,
    score_place,
    substitutes,
    whole_word,
)
from components.engine.records import Span
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


def test_places_read_together_have_the_words_of_each_alone(encoder):
    sentences = ["He sat on the bank.", "[MASK] money lay at the Banks [MASK] of Italy.", "é bank " + "river " * 20]
    places = [(sentence, (at := sentence.lower().index("bank")), at + 4) for sentence in sentences]
    found = {number: (pieces, chances) for number, pieces, chances in likely_words(encoder, places, 50)}
    for number, (sentence, start, end) in enumerate(places):
        scores = score_place(encoder, sentence, Span(0, start, end))
        known = [int(piece) for piece in np.argsort(-scores, kind="stable")[:300] if whole_word(encoder, int(piece))]
        pieces, chances = found[number]
        assert set(pieces.tolist()) == set(known[:50])
        assert chances == pytest.approx(np.exp(scores[pieces]), rel=1e-3)


def test_only_the_surroundings_of_a_place_are_read(encoder):
    sentences = [far + " river" * 80 + " bank" + " river" * 80 for far in ("a " * 700, "b")]
    places = [(sentence, (at := sentence.index("bank")), at + 4) for sentence in sentences]
    (_, first, _), (_, second, _) = likely_words(encoder, places, 50)
    assert set(first.tolist()) == set(second.tolist())


def test_groups_are_named_by_what_is_probable_in_them_alone():
    river = [{"shore": 0.3, "side": 0.2}, {"shore": 0.1, "edge": 0.1}]
    money = [{"office": 0.4, "side": 0.3}, {"office": 0.1, "firm": 0.05}]
    assert name_groups([river, money]) == [["shore", "edge"], ["office", "side", "firm"]]


def test_shared_substitutes_are_counted_within_and_across_senses():
    found = [{"shore": 1, "side": 1}, {"shore": 1, "edge": 1}, {"firm": 1, "side": 1}]
    assert mean_shared(found, ["river", "river", "money"]) == (1, 0.5)
    assert np.isnan(mean_shared(found[:1], ["river"])).all()
