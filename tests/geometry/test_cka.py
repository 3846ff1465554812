from itertools import permutations

import numpy as np
import pytest

from components.engine.geometry.cka import cka_of_layers, linear_cka


def draw(n, width, seed=0):
    return np.random.default_rng(seed).normal(size=(n, width))


@pytest.mark.parametrize("n", [20, 200])  # fewer and more vectors than dimensions
def test_rotated_shifted_and_scaled_vectors_are_wholly_alike(n):
    vectors = draw(n, 50)
    rotation = np.linalg.qr(draw(50, 50, seed=1))[0]
    assert linear_cka(vectors, 3 * vectors @ rotation + 7) == pytest.approx(1)


def hsic(first, second):
    """The unbiased estimate by its definition: the mean over all four different things (Song et al. 2012)."""
    k, m = first @ first.T, second @ second.T
    terms = [k[i, j] * (m[i, j] + m[q, r] - 2 * m[i, q]) for i, j, q, r in permutations(range(len(first)), 4)]
    return np.mean(terms)


def test_it_is_made_of_the_unbiased_estimate():
    x, y = np.array([[0.0], [1], [2], [4], [7]]), np.array([[0.0, 1], [1, 1], [0, 0], [2, 5], [1, 3]])
    expected = hsic(x, y) / np.sqrt(hsic(x, x) * hsic(y, y))
    assert 0.1 < expected < 0.9
    assert linear_cka(x, y) == pytest.approx(expected)
    assert linear_cka(x, y + 5) == pytest.approx(expected)


@pytest.mark.parametrize("n", [8, 16, 300])
def test_unrelated_vectors_give_about_zero_however_few_they_are(n):
    found = [linear_cka(draw(n, 384, 2 * seed), draw(n, 384, 2 * seed + 1)) for seed in range(30)]
    assert np.mean(found) == pytest.approx(0, abs=0.06)
    assert min(found) < 0


def test_fewer_than_four_vectors_give_no_figure():
    assert np.isnan(linear_cka(draw(3, 5), draw(3, 5)))
    assert linear_cka(draw(4, 5), draw(4, 5)) == pytest.approx(1)


def test_vectors_that_are_all_alike_give_zero():
    assert linear_cka(np.full((5, 3), 0.1), draw(5, 3)) == 0


def test_two_lengths_are_refused():
    with pytest.raises(ValueError, match="5 vectors cannot be compared with 4"):
        linear_cka(draw(5, 3), draw(4, 3))


def test_a_layer_is_most_like_itself():
    states = np.stack([draw(60, 10, seed) for seed in range(3)])
    assert np.array_equal(cka_of_layers(states, states).argmax(1), [0, 1, 2])
