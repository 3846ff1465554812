"""What a map keeps of the full space, and what noise looks like."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from components.engine.geometry.map_quality import (
    islands,
    map_quality,
    noise_like,
    silhouette,
)
from components.engine.geometry.neighbours import nearest_of_all
from components.engine.geometry.vectors import cosine_matrix
from components.engine.senses.keywords import typical_words


def ring(count=40):
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_perfect_map_keeps_all_neighbours():
    quality = map_quality(ring(), ring() * 3 + 1, [0, 1] * 20)
    assert quality.trustworthiness == pytest.approx(1)
    assert quality.kept == pytest.approx(1)


def test_scrambled_map_keeps_no_more_than_chance():
    scrambled = ring()[np.random.default_rng(0).permutation(40)]
    quality = map_quality(ring(), scrambled, [0, 1] * 20)
    assert quality.kept < 0.45  # chance is 10 of 39
    assert quality.agreement.mean() == pytest.approx(quality.kept)


@pytest.mark.parametrize("count", [1, 2])
def test_too_few_points_have_no_figures(count):
    assert np.isnan(map_quality(ring(40)[:count], ring(40)[:count], ["a"] * count).kept)


def test_silhouette_of_one_group_or_of_single_points_is_undefined():
    assert np.isnan(silhouette(cdist(ring(4), ring(4)), "aaaa"))
    assert np.isnan(silhouette(cdist(ring(4), ring(4)), "abcd"))


def test_nearest_are_counted_without_oneself():
    apart = np.array([[0, 1, 2], [1, 0, 5], [2, 5, 0.0]])
    assert nearest_of_all(apart, 1).ravel().tolist() == [1, 0, 0]


def test_islands_of_noise_look_apart_on_a_map_and_are_not():
    noise = noise_like(np.empty((1, 60, 384)))[0]
    left, values, _ = np.linalg.svd(noise - noise.mean(axis=0), full_matrices=False)
    points = (left * values)[:, :2]
    parts = islands(points, 3)
    assert silhouette(cdist(points, points), parts) > 0.25
    assert silhouette(1 - cosine_matrix(noise), parts) < 0.05


def test_typical_words_are_those_of_the_group_alone():
    sentences = ["the bank lent money", "money in the bank", "the river bank", "a bank of the river", "bank"]
    assert typical_words(sentences, np.array([0, 0, 1, 1, 1]), "bank") == [["money"], ["river"]]
    assert typical_words(["!", "?"], np.array([0, 1]), "x") == [[], []]
