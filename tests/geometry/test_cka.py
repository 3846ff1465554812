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


def test_one_axis_of_two_by_hand():
    x = np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1]])
    # ‖Yᵀ X‖² = 4, ‖Xᵀ X‖ = √8, ‖Yᵀ Y‖ = 2
    assert linear_cka(x, x[:, :1]) == pytest.approx(1 / np.sqrt(2))


def test_unrelated_vectors_are_less_alike_the_more_there_are():
    few, many = (linear_cka(draw(n, 20), draw(n, 20, seed=1)) for n in (30, 3000))
    assert many < 0.02 < 0.2 < few


def test_vectors_that_are_all_alike_give_zero():
    assert linear_cka(np.ones((5, 3)), draw(5, 3)) == 0


def test_two_lengths_are_refused():
    with pytest.raises(ValueError, match="5 vectors cannot be compared with 4"):
        linear_cka(draw(5, 3), draw(4, 3))


def test_a_layer_is_most_like_itself():
    states = np.stack([draw(60, 10, seed) for seed in range(3)])
    assert np.array_equal(cka_of_layers(states, states).argmax(1), [0, 1, 2])
