"""Intervals: by hand, against the normal approximation, and where draws cannot differ."""

import numpy as np
import pytest
from scipy.stats import binomtest

from components.engine.geometry.intervals import ends, hit_interval, mean_interval, mean_or_nan, paired_interval, redraw


def test_ends_leave_a_fortieth_out_on_each_side():
    low, high = ends(np.stack([np.arange(1001.0), -np.arange(1001.0)]))
    assert low == pytest.approx([25, -975])
    assert high == pytest.approx([975, -25])


def test_as_many_things_are_drawn_as_there_are_each_kind_by_its_share():
    drawn = redraw(np.array([30, 10, 0]), seed=0)
    assert drawn.shape == (1000, 3)
    assert set(drawn.sum(axis=1)) == {40}
    assert drawn.mean(axis=0) == pytest.approx([30, 10, 0], abs=0.5)
    assert drawn[:, 0].std() == pytest.approx(np.sqrt(40 * 0.75 * 0.25), rel=0.1)


def test_interval_of_a_mean_is_about_two_standard_errors_wide_and_repeats_with_its_seed():
    values = np.random.default_rng(1).normal(size=(2, 400)) * [[1], [3]] + 5
    low, high = mean_interval(values)
    error = values.std(axis=1) / 20
    assert low == pytest.approx(values.mean(axis=1) - 1.96 * error, abs=0.03)
    assert high == pytest.approx(values.mean(axis=1) + 1.96 * error, abs=0.03)
    assert np.array_equal(mean_interval(values, seed=0)[0], low)
    assert not np.array_equal(mean_interval(values, seed=1)[0], low)


def test_groups_are_drawn_as_a_whole():
    means = np.random.default_rng(0).normal(size=30)
    groups = np.repeat(np.arange(30) * 7, 5)  # five values each, all the same
    assert mean_interval(np.repeat(means, 5), groups=groups) == pytest.approx(mean_interval(means))
    assert mean_interval(np.array([1.0, 1, 1, 5]), groups=np.array([0, 0, 0, 1])) == (1, 5), "and weigh by their size"
    drawn = np.random.default_rng(0).multinomial(2, [0.5, 0.5], size=1000)  # none, one or both of two draws
    sizes, sums = np.array([3, 1]), np.array([3, 6])
    expected = np.quantile(drawn @ sums / (drawn @ sizes), (0.025, 0.975))
    assert mean_interval(np.array([0.0, 1, 2, 6]), groups=np.array([4, 4, 4, 9])) == pytest.approx(expected)


def test_pairs_are_compared_as_pairs():
    random = np.random.default_rng(0)
    before = random.normal(size=(2, 200)) * 100
    after = before + 1 + 0.1 * random.normal(size=(2, 200))
    change, low, high = paired_interval(before, after)
    assert change == pytest.approx((after - before).mean(axis=1))
    assert np.all((low < change) & (change < high) & (high - low < 0.1))
    assert paired_interval(np.array([True, True]), np.array([False, False]))[0] == -1


def test_interval_of_hits_ends_with_wilson_where_draws_cannot_differ():
    hits = np.array([[1.0] * 20, [0.0] * 20, [1.0] * 15 + [0.0] * 5])
    low, high = hit_interval(hits, 0)
    wilson = [binomtest(right, 20).proportion_ci(method="wilson") for right in (20, 0)]
    assert (low[0], high[0]) == (pytest.approx(wilson[0].low, abs=1e-4), 1)
    assert (low[1], high[1]) == (0, pytest.approx(wilson[1].high, abs=1e-4))
    assert (low[2], high[2]) == tuple(ends[2] for ends in mean_interval(hits))
    grouped = hit_interval(hits, 0, groups=np.repeat(np.arange(5), 4))
    assert grouped[0][0] == pytest.approx(binomtest(5, 5).proportion_ci(method="wilson").low, abs=1e-4)
    assert grouped[0][2] < low[2], "five sentences tell less than twenty"


def test_of_no_hits_there_is_no_figure():
    assert mean_or_nan(np.array([[1.0, 0, 0, 0], [1, 1, 0, 0]])).tolist() == [0.25, 0.5]
    assert mean_or_nan(np.zeros((3, 0))).shape == (3,)
    for curve in (mean_or_nan(np.zeros((3, 0))), *hit_interval(np.zeros((3, 0)), 0)):
        assert np.isnan(curve).all()
