"""B-cubed F: by hand, at its ends, and what groups that know nothing get."""

import numpy as np
import pytest

from components.engine.senses.agreement import b_cubed


def test_by_hand():
    groups, senses = np.array([0, 0, 0, 1, 1]), np.array(list("aabba"))
    precision = (2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5
    recall = (2 / 3 + 2 / 3 + 1 / 2 + 1 / 2 + 1 / 3) / 5
    assert b_cubed(groups, senses) == pytest.approx(2 * precision * recall / (precision + recall))


def test_the_same_groups_under_other_names_agree_fully_and_single_ones_have_no_recall():
    senses = np.repeat(["a", "b", "c"], [6, 5, 4])
    assert b_cubed(np.repeat([2, 0, 1], [6, 5, 4]), senses) == 1
    assert b_cubed(np.arange(15), senses) == pytest.approx(2 * (3 / 15) / (1 + 3 / 15))  # recall: 3 senses of 15


def test_groups_that_know_nothing_are_no_better_than_one_group_for_all():
    senses = np.repeat([0, 1], 200)
    baseline = b_cubed(np.zeros(400), senses)
    assert baseline == pytest.approx(2 * 0.5 / 1.5)  # precision .5, recall 1
    by_chance = [b_cubed(np.random.default_rng(seed).permutation(senses), senses) for seed in range(20)]
    assert np.mean(by_chance) == pytest.approx(0.5, abs=0.01)
    assert max(by_chance) < baseline
