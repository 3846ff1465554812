"""Angles and scores, against hand-made cases and plain loops."""

import numpy as np
import pytest

from components.engine.geometry.vectors import (
    centroids,
    cosine,
    cosine_matrix,
    cosine_to_previous,
    cosine_to_state,
    cosine_to_token,
    mean_cosine,
    nearest_label,
    unit,
)
from tests.bench.parts.measures import nearest_centroid, same_sense_auc


def test_cosine_of_same_opposite_and_crossed():
    first = np.array([[1.0, 0], [1, 0], [1, 0], [0, 0]])
    second = np.array([[2.0, 0], [-3, 0], [0, 5], [1, 1]])
    assert cosine(first, second).tolist() == [1, -1, 0, 0]


def test_cosines_never_leave_their_range_by_rounding():
    vectors = np.random.default_rng(0).normal(size=(300, 7)).astype(np.float32)
    assert (cosine(vectors, vectors).max(), cosine(vectors, -vectors).min()) == (1, -1)
    both = cosine_matrix(np.concatenate([vectors, -vectors]))
    assert (both.max(), both.min()) == (1, -1)


def test_a_zero_vector_stays_zero_and_the_others_have_length_1():
    scaled = unit(np.array([[3.0, 4], [0, 0], [0.6, 0.8]]))
    assert scaled == pytest.approx(np.array([[0.6, 0.8], [0, 0], [0.6, 0.8]]))
    assert unit(np.array([1.0, 0])).tolist() == [1, 0]


def test_cosine_matrix_agrees_with_pairs():
    vectors = np.random.default_rng(0).normal(size=(2, 5, 8))
    matrix = cosine_matrix(vectors)
    assert matrix[1, 2, 3] == pytest.approx(cosine(vectors[1, 2], vectors[1, 3]))
    assert np.diagonal(matrix, axis1=1, axis2=2) == pytest.approx(1)


def test_comparisons_over_layers_start_where_they_should():
    states = np.random.default_rng(0).normal(size=(4, 3, 8))
    states[2] = states[1]
    assert cosine_to_previous(states).shape == (3, 3)
    assert cosine_to_previous(states)[1] == pytest.approx(1)
    assert cosine_to_previous(states)[2, 1] == pytest.approx(cosine(states[3, 1], states[2, 1]))
    assert cosine_to_state(states, 0)[0] == pytest.approx(1)
    assert cosine_to_state(states, 1)[3, 2] == pytest.approx(cosine(states[3, 2], states[1, 2]))
    assert cosine_to_token(states, 2)[:, 2] == pytest.approx(1)
    assert cosine_to_token(states, 2)[3, 0] == pytest.approx(cosine(states[3, 0], states[3, 2]))


def test_mean_cosine_equals_plain_loops():
    states = np.random.default_rng(0).normal(size=(2, 6, 8)) + 1
    for layer in range(2):
        pairs = [cosine(states[layer, i], states[layer, j]) for i in range(6) for j in range(6) if i != j]
        assert mean_cosine(states)[layer] == pytest.approx(np.mean(pairs), abs=1e-9)
    assert mean_cosine(states[:, :2]) == pytest.approx(cosine(states[:, 0], states[:, 1]))
    assert np.isnan(mean_cosine(states[:, :1])).all()


def test_nearest_centroid_goes_by_direction_at_each_layer():
    states = np.array([[[5.0, 0], [1, 0.1], [0, 1]], [[1, 1], [1, 1], [-1, 1]]])
    centres = centroids(states, ["b", "b", "a"])
    assert centres.shape == (2, 2, 2)
    assert centres[1, 1] == pytest.approx([0.5**0.5] * 2)
    assert nearest_centroid(states * 7, centres).tolist() == [[1, 1, 0], [1, 1, 0]]


def test_auc_of_parted_mixed_and_single_senses():
    parted = np.array([[[1, 0.0], [1, 0.1], [0, 1], [0.1, 1]]])
    assert same_sense_auc(parted, ["a", "a", "b", "b"]) == pytest.approx(1)
    assert same_sense_auc(np.ones((1, 4, 2)), ["a", "a", "b", "b"]) == pytest.approx(0.5)
    assert np.isnan(same_sense_auc(parted, ["a"] * 4)).all()
    assert np.isnan(same_sense_auc(parted, list("abcd"))).all()


def test_nearest_label_is_that_of_the_nearest_direction_at_every_layer():
    east, north = [2.0, 0.1], [0.1, 3.0]
    known = np.array([[east, north, north], [north, east, east]])  # (layers, n, width): the labels change places
    vectors = np.array([[[1.0, 0]], [[1.0, 0]]])
    assert nearest_label(vectors, known, ["b", "a", "a"]).tolist() == [[1], [0]]
