"""Halves told apart, by hand: what is told wrong, what is cut through, which cuts are made. Before: forms taken out."""

from dataclasses import replace

import numpy as np
import pytest

from components.engine.records import Occurrences, Span
from components.engine.senses.described import describe
from components.engine.senses.discover import without_forms
from components.engine.senses.halves import LUCK, MOST_DOUBT, cut_through, doubt, halves, told_apart, told_wrong
from components.engine.senses.neighbours import neighbour_graph

CUTS = np.array([[0, 0, 0, 0, 0], [0, 0, 1, 1, 1], [0, 0, 1, 2, 2], [0, 1, 2, 3, 3]])


def blocks(*sizes: int, between: float = 0.0) -> np.ndarray:
    """Likeness 1 within blocks, and `between` elsewhere."""
    of = np.repeat(np.arange(len(sizes)), sizes)
    return np.where(of[:, None] == of, 1.0, between)


def among(count: int, *members: int) -> np.ndarray:
    """Mark some of `count`."""
    return np.isin(np.arange(count), members)


def test_halves_are_what_a_cut_parts_of_the_one_before():
    assert [(np.flatnonzero(one).tolist(), np.flatnonzero(other).tolist()) for one, other in halves(CUTS)] == [
        ([0, 1], [2, 3, 4]),
        ([2], [3, 4]),
        ([0], [1]),
    ]


def test_an_occurrence_is_told_wrong_if_others_of_its_half_are_less_like_it():
    alike = np.array([[1, 0.5, 0.1, 0.9], [0.5, 1, 0.1, 0.2], [0.1, 0.1, 1, 0.3], [0.9, 0.2, 0.3, 1]])
    one, other = among(4, 0, 1), among(4, 2, 3)
    assert told_wrong(one, other, alike) == pytest.approx((1 + 0.5) / 3)  # 0: .5 = (.1 + .9) / 2
    assert told_wrong(other, one, alike) == pytest.approx((1 + 0.5) / 3)  # 3: .3 < (.9 + .2) / 2
    assert told_wrong(one, other, alike, added=5) == pytest.approx((1 + 5) / 12)


def test_doubt_is_what_is_told_wrong_and_the_part_of_joints_cut_through():
    one, other = among(12, *range(4)), among(12, *range(4, 12))
    clear = doubt(one, other, blocks(4, 8), blocks(4, 8))
    assert clear == pytest.approx((0.5 / 5 + 0.5 / 9) / 2)
    edges = blocks(4, 8, between=0.25)  # 16 of 24 joints of the smaller half are kept
    room = 3 / 3.4  # of 12, the nearest 3, 3, 3, 4 and 4 are joined; it has 3 others
    assert cut_through(one, other, edges) == cut_through(other, one, edges) == pytest.approx(1 - 16 / 24 / room)
    assert doubt(one, other, edges, blocks(4, 8)) == pytest.approx(clear + 0.6 * (1 - 16 / 24 / room))


def test_a_half_is_not_charged_for_joints_that_it_has_no_room_for():
    vectors = np.random.default_rng(0).normal(size=(100, 8)) * 0.1
    vectors[:6, 0] += 9
    edges = neighbour_graph(-((vectors[:, None] - vectors) ** 2).sum(axis=2))
    small, large = among(100, *range(6)), among(100, *range(6, 100))
    assert small @ edges @ large > 0
    assert cut_through(small, large, edges) == 0
    assert cut_through(among(100, 0), ~among(100, 0), edges) == 1  # one alone keeps none


def test_halves_cut_at_random_are_in_doubt():
    random = np.random.default_rng(0)
    alike = random.random((60, 60))
    alike = (alike + alike.T) / 2
    assert doubt(among(60, *range(30)), among(60, *range(30, 60)), alike, alike) == pytest.approx(0.8, abs=0.1)


def test_the_tree_is_cut_where_halves_are_told_apart_however_small():
    groups = np.repeat([0, 1, 2], [5, 6, 40])
    cuts = np.stack([groups * 0, np.minimum(groups, 1), groups, np.where(np.arange(51) > 30, 3, groups)])
    found, doubted = told_apart(cuts, blocks(5, 6, 40), blocks(5, 6, 40))
    assert len({*zip(found, groups, strict=True)}) == len({*found}) == 3
    assert 0 < doubted <= MOST_DOUBT


def test_nothing_is_cut_where_substitutes_fit_everywhere():
    groups = np.repeat([0, 1, 2], 5)
    cuts = np.stack([groups * 0, np.minimum(groups, 1), groups])
    found, doubted = told_apart(cuts, blocks(5, 5, 5), np.ones((15, 15)))
    assert set(found) == {0}
    assert doubted > MOST_DOUBT


@pytest.mark.parametrize(("size", "count"), [(40, 2), (8, 1)])
def test_a_good_branch_below_a_poor_cut_is_cut_off_if_it_is_better_than_luck(size, count):
    groups = np.repeat([0, 1, 2], size)  # 0 and 1 are one sense, but the tree parts them before 1 and 2
    senses = blocks(2 * size, size)
    found, doubted = told_apart(np.stack([groups * 0, np.minimum(groups, 1), groups]), senses, senses)
    whole = groups // 2 if count == 2 else groups * 0
    assert len({*found}) == len({*zip(found, whole, strict=True)}) == count
    lucky = (LUCK / (size + 2 * LUCK) + LUCK / (2 * size + 2 * LUCK)) / 2
    assert doubted == pytest.approx(lucky)
    assert (lucky <= MOST_DOUBT) == (count == 2)


def test_a_stray_bars_no_further_cut():
    groups = np.repeat([0, 1, 2], [1, 7, 8])
    cuts = np.stack([groups * 0, np.minimum(groups, 1), groups])
    found, _ = told_apart(cuts, blocks(1, 7, 8), blocks(1, 7, 8))
    assert len(set(found[1:8])) == len(set(found[8:])) == 1
    assert found[1] != found[8]
    assert np.isnan(told_apart(cuts[:2], blocks(1, 15), blocks(1, 15))[1])


def test_what_a_form_shares_is_taken_out_and_the_less_the_rarer_it_is():
    states = np.random.default_rng(0).normal(size=(1, 9, 4))
    sentences = ("A crane.", "Cranes.", "cranes")
    places = [Span(0, 2, 7)] * 6 + [Span(1, 0, 6), Span(1, 0, 6), Span(2, 0, 6)]
    occurrences = Occurrences(tuple(places), states, states, sentences=sentences)
    vectors = describe(occurrences, 0)
    moved, before, middle = without_forms(occurrences, vectors, np.arange(9)), vectors, vectors.mean(axis=0)
    for those, part in ((slice(0, 6), 6 / 8), (slice(6, 9), 3 / 5)):
        assert moved[those] == pytest.approx(before[those] - part * (before[those].mean(axis=0) - middle))
    assert without_forms(replace(occurrences, spans=()), vectors, np.arange(9)) == pytest.approx(vectors)
