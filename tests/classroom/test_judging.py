"""Judged pairs: agreement as independent formulas have it, chance where there is nothing, graphs that show nearness."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from components.engine.classroom import judging


def ordinal_alpha(judged):
    """Krippendorff's α by his own definition (2011, computing reliability), from the coincidences of values."""
    values = np.unique(judged[~np.isnan(judged)])
    coincidences = np.zeros((len(values), len(values)))
    for unit in judged.T:
        given = unit[~np.isnan(unit)]
        for one, first in enumerate(given):
            for other, second in enumerate(given):
                if one != other:
                    at = np.searchsorted(values, [first, second])
                    coincidences[at[0], at[1]] += 1 / (len(given) - 1)
    n = coincidences.sum(axis=1)
    far = np.zeros_like(coincidences)
    for a in range(len(values)):
        for b in range(a, len(values)):
            far[a, b] = far[b, a] = (n[a : b + 1].sum() - (n[a] + n[b]) / 2) ** 2
    return 1 - (n.sum() - 1) * (coincidences * far).sum() / (np.outer(n, n) * far).sum()


def random_lines(seed, people, pairs, gaps="-"):
    return ["".join(line) for line in np.random.default_rng(seed).choice([*"1234", *gaps], (people, pairs))]


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_that_of_krippendorffs_definition(seed):
    judged = judging.read_judgements(random_lines(seed, 7, 15), 6)
    assert judging.agreement(judged).alpha == pytest.approx(ordinal_alpha(judged), abs=1e-12)


def test_people_who_guess_agree_as_chance_has_it_and_people_who_agree_fully_have_one():
    guessed = [judging.agreement(judging.read_judgements(random_lines(s, 20, 28, ""), 8)).alpha for s in range(30)]
    assert abs(np.mean(guessed)) < 0.02
    same = judging.agreement(judging.read_judgements(["411141", "411141", "411141"], 4))
    assert (same.alpha, same.judges, same.pairs) == (1.0, 3, 6)


def test_agreement_is_not_told_where_nothing_can_be_compared():
    for lines in ([], ["4111"], ["4--", "-1-"], ["444", "444"]):
        assert judging.agreement(judging.read_judgements(lines, 3)) is None


def test_what_is_no_judgement_counts_as_none():
    assert np.isnan(judging.read_judgements(["", "<b>x", "4", "९"], 3)).sum() == 4 * 3 - 1
    assert judging.read_judgements([], 3).shape == (0, 3)


def test_ranks_agree_as_scipy_has_it_and_a_shuffled_class_agrees_as_chance():
    generator = np.random.default_rng(0)
    means, close = generator.integers(4, 17, 15) / 4, generator.random((7, 15))
    means[3] = np.nan
    known = ~np.isnan(means)
    expected = [spearmanr(means[known], layer[known]).statistic for layer in close]
    assert judging.rank_agreement(means, close) == pytest.approx(expected)
    assert np.isnan(judging.rank_agreement(np.full(15, 2.0), close)).all()
    order = np.arange(16.0)[None]
    drawn = np.array([judging.rank_agreement(generator.permutation(16), order)[0] for _ in range(2000)])
    assert np.mean(np.abs(drawn) > judging.chance_reach(16)) == pytest.approx(0.05, abs=0.02)


def test_uses_that_are_judged_alike_lie_near_each_other_and_pictures_are_turned_alike():
    near = judging.mean_judgements(judging.read_judgements(["411114"], 4))  # 0 and 1 belong together, 2 and 3
    places = judging.places(near, 4)
    far = np.linalg.norm(places[:, None] - places[None], axis=-1)
    assert far[0, 1] < 0.5 * far[0, 2]
    assert far[2, 3] < 0.5 * far[1, 3]
    turned = judging.places(-(far[np.triu_indices(4, 1)] ** 1.1), 4, places)
    assert np.linalg.norm(turned - places) < 0.2
    assert np.isfinite(judging.places(np.full(6, np.nan), 4)).all()
