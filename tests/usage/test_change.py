"""How far two groups of uses differ: the measures are what they say, and chance is what gives no difference."""

import numpy as np
import pytest
from scipy.stats import kstest

from components.engine.built_in.wordbench import grouped_words, read_bench
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.errors import WordError
from components.engine.text.find_word import find_occurrences
from components.engine.usage.change import (
    least_alike,
    pairwise_distance,
    prototype_distance,
    sense_change,
    sense_distance,
    vector_change,
)
from components.engine.usage.periods import UNDATED, are_dates, periods
from components.engine.usage.shares import sense_changes, sense_shares

DRAWN = np.random.default_rng(3)


def length(vector):
    return sum(number * number for number in vector) ** 0.5


def plain_cosine(first, second):
    return sum(a * b for a, b in zip(first, second, strict=True)) / length(first) / length(second)


def test_distances_equal_plain_loops():
    first, second = DRAWN.normal(size=(2, 7, 5)), DRAWN.normal(1, 1, size=(2, 4, 5))
    for layer in (0, 1):
        pairs = [1 - plain_cosine(one, other) for one in first[layer] for other in second[layer]]
        assert pairwise_distance(first, second)[layer] == pytest.approx(sum(pairs) / len(pairs), abs=1e-6)
        middles = [sum(row / length(row) for row in side[layer]) / len(side[layer]) for side in (first, second)]
        assert prototype_distance(first, second)[layer] == pytest.approx(1 - plain_cosine(*middles), abs=1e-6)


def test_distance_of_shares_equals_a_plain_loop():
    first, second = np.array([8, 2, 0]), np.array([1, 4, 5])
    one, other = first / 10, second / 10
    middle = (one + other) / 2
    kl = [sum(p * np.log2(p / m) for p, m in zip(side, middle, strict=True) if p) for side in (one, other)]
    assert sense_distance(first, second) == pytest.approx((sum(kl) / 2) ** 0.5, abs=1e-6)
    assert sense_distance(first, first) == 0
    assert sense_distance(np.array([1, 0]), np.array([0, 3])) == pytest.approx(1)


def test_the_test_reports_the_measures_themselves():
    states, second = DRAWN.normal(size=(3, 20, 6)), np.arange(20) >= 12
    found = vector_change(states, second)
    assert found["apd"].value == pytest.approx(pairwise_distance(states[:, ~second], states[:, second]), abs=1e-6)
    assert found["prt"].value == pytest.approx(prototype_distance(states[:, ~second], states[:, second]), abs=1e-5)


def test_p_is_uniform_where_nothing_changed(monkeypatch):
    monkeypatch.setattr("components.engine.usage.change.SHUFFLES", 199)
    states, senses = DRAWN.normal(size=(1, 60, 8)), DRAWN.integers(0, 4, 60)
    found = []
    for draw in range(200):
        second = np.random.default_rng(draw).permutation(60) < 30
        changes = vector_change(states, second, seed=1000 + draw)
        found.append((changes["apd"].p[0], changes["prt"].p[0], sense_change(senses, second, seed=draw).p[0]))
    for values in np.transpose(found):
        assert kstest(values, "uniform").pvalue > 0.01


@pytest.mark.parametrize("word", grouped_words())
def test_built_in_groups_differ(encoder, word):
    bench = read_bench(word)
    spans = find_occurrences(bench.sentences, word, inflections=True)
    assert [span.sentence for span in spans] == list(range(len(bench.sentences)))
    occurrences = embed_occurrences(encoder, bench.sentences, spans)
    second = np.array(bench.groups) == bench.groups[-1]
    changes = vector_change(occurrences.states, second, occurrences.texts)
    assert max(changes["apd"].p[-1], changes["prt"].p[-1]) < 0.01
    assert sense_change(np.unique(bench.labels, return_inverse=True)[1], second).p[0] < 0.01


def test_measures_grow_with_the_share_that_changed():
    old, new = np.eye(2)
    values = []
    for share in np.linspace(0.1, 0.9, 9):
        count = round(100 * share)
        senses = np.r_[np.zeros(100, dtype=int), np.zeros(100 - count, dtype=int), np.ones(count, dtype=int)]
        states = (np.stack([old, new])[senses] + DRAWN.normal(scale=0.02, size=(200, 2)))[None]
        second = np.arange(200) >= 100
        changes = vector_change(states, second)
        values.append((changes["apd"].value[0], changes["prt"].value[0], sense_change(senses, second).value[0]))
    assert (np.diff(values, axis=0) > 0).all()


def test_copies_of_a_sentence_prove_nothing():
    states = DRAWN.normal(size=(1, 6, 8))
    second = np.array([False] * 3 + [True] * 3)
    copied, texts = np.repeat(states, 20, axis=1), np.repeat(np.arange(6), 20)
    assert vector_change(copied, np.repeat(second, 20), texts)["prt"].p[0] >= 0.09  # one of the ten ways to deal six


def test_one_group_is_refused():
    with pytest.raises(WordError, match="All 3 occurrences are in one group"):
        vector_change(DRAWN.normal(size=(1, 3, 4)), np.array([True] * 3))


def test_strangest_uses_come_first():
    first, second = np.array([[1.0, 0], [1, 0.1]]), np.array([[1.0, 0.05], [0, 1], [1, 1]])
    order, nearest = least_alike(first, second)
    assert order.tolist() == [1, 2, 0]
    assert nearest[0] == pytest.approx(0.0995, abs=1e-3)


def test_shares_and_which_senses_come_and_go():
    senses, groups = np.array([0] * 30 + [1] * 30), np.array([0] * 30 + [0] * 10 + [1] * 20)
    shares = sense_shares(senses, groups)
    assert shares.share == pytest.approx(np.array([[0.75, 0.25], [0, 1]]))
    assert (shares.low <= shares.share).all()
    assert (shares.share <= shares.high).all()
    gained, lost = sense_changes(shares, 0, 1)
    assert (gained.sense, gained.told, lost.told) == (1, "more", "gone")
    assert gained.low == pytest.approx(-lost.high)


def test_nothing_comes_or_goes_where_nothing_changed():
    told = []
    for draw in range(100):
        random = np.random.default_rng(draw)
        shares = sense_shares(random.integers(0, 2, 80), np.arange(80) % 2)
        told += [change.told for change in sense_changes(shares, 0, 1)]
    assert np.mean([said != "" for said in told]) < 0.12  # of 95 % intervals one in twenty


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([str(year) for year in range(1850, 1859)], ["1850–1854"] * 5 + ["1855–1859"] * 4),
        (["21.3.1850", "1851-02-01", "May 1852"], ["1850", "1851", "1852"]),
        (["2024-01-09", "2024-02-10", "2024-02-11"], ["2024-01", "2024-02", "2024-02"]),
        (["1850", "", "unknown"], ["1850", UNDATED, UNDATED]),
    ],
)
def test_dates_become_periods(entries, found):
    assert periods(entries) == found


def test_what_is_no_date_is_none():
    assert are_dates(["1850", "3 March 1999", ""])
    assert not are_dates(["law", "physics"])
    assert not are_dates(["12345", "20.3.21"])
    assert not are_dates(["2024", "2024"])
    assert periods([str(year) for year in range(1800, 2000)], 100)[0] == "1800–1899"
    assert len(set(periods([str(year) for year in range(1000, 2020)]))) <= 8
