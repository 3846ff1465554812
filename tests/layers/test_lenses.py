"""Lenses: shares add up to the mean cosine, and what is taken out is gone."""

import numpy as np
import pytest

from components.engine.geometry.vectors import mean_cosine
from components.engine.layers.lenses import LENSES, dimension_shares, fit_lens, largest_dimensions


@pytest.fixture
def rogue():
    """Vectors of which one dimension dominates every cosine."""
    drawn = np.random.default_rng(0).normal(size=(60, 8))
    drawn[:, 5] += 12
    return drawn


def test_shares_add_up_to_the_mean_cosine_and_equal_plain_loops(rogue):
    shares = dimension_shares(rogue)
    assert shares.sum() == pytest.approx(mean_cosine(rogue[None])[0], abs=1e-9)
    lengths = np.sqrt((rogue**2).sum(axis=1))
    pairs = [(i, j) for i in range(60) for j in range(60) if i != j]
    by_hand = sum(rogue[i, 5] * rogue[j, 5] / lengths[i] / lengths[j] for i, j in pairs) / len(pairs)
    assert shares[5] == pytest.approx(by_hand, abs=1e-9)


def test_dominating_dimension_is_named(rogue):
    (first, share), *_ = largest_dimensions(rogue)
    assert first == 5
    assert share > 0.9


@pytest.mark.parametrize("kind", LENSES[1:])
def test_every_lens_takes_the_common_direction_out(rogue, kind):
    assert mean_cosine(rogue[None])[0] > 0.9
    assert abs(mean_cosine(fit_lens(rogue, kind).apply(rogue)[None])[0]) < 0.05


def test_lenses_do_what_their_names_say(rogue):
    assert fit_lens(rogue, LENSES[0]).apply(rogue) == pytest.approx(rogue)
    standard = fit_lens(rogue, LENSES[1]).apply(rogue)
    assert standard.mean(axis=0) == pytest.approx(0, abs=1e-9)
    assert standard.std(axis=0) == pytest.approx(1)
    dropped = fit_lens(rogue, LENSES[2], 2).apply(rogue)
    assert np.linalg.matrix_rank(dropped, tol=1e-6) == 6


def test_constant_dimension_is_no_trouble():
    drawn = np.random.default_rng(0).normal(size=(30, 4))
    drawn[:, 2] = 7
    assert np.isfinite(fit_lens(drawn, LENSES[1]).apply(drawn)).all()


def test_bundled_models_random_words_lose_their_likeness(bench_vectors):
    drawn = bench_vectors.drawn()[5]
    before = mean_cosine(drawn[None])[0]
    for kind in LENSES[1:]:
        assert abs(mean_cosine(fit_lens(drawn, kind).apply(drawn)[None])[0]) < 0.02 < before
