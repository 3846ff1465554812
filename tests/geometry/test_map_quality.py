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
from components.engine.geometry.vectors import cosine_matrix


def ring(count=40):
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_perfect_map_keeps_all_neighbours():
    quality = map_quality(ring(), ring() * 3 + 1, [0, 1] * 20)
    assert quality.trustworthiness == pytest.approx(1)
    assert quality.kept == pytest.approx(1)


@pytest.mark.parametrize("count", [13, 40])
def test_maps_that_know_nothing_have_the_figures_of_chance(count):
    random = np.random.default_rng(0)
    made = [map_quality(ring(count), random.normal(size=(count, 2)), [0, 1, *[0] * (count - 2)]) for _ in range(60)]
    for figure in ("trustworthiness", "kept"):
        drawn = np.array([getattr(quality, figure) for quality in made])
        error = drawn.std() / np.sqrt(len(drawn))
        assert drawn.mean() == pytest.approx(getattr(made[0], f"{figure}_by_chance"), abs=4 * error)
        assert error < 0.01
    assert made[0].agreement.mean() == pytest.approx(made[0].kept)


def test_figures_of_chance_by_hand():
    made = map_quality(ring(36), ring(36), [0, 1] * 18)
    assert made.kept_by_chance == pytest.approx(10 / 35)
    assert made.trustworthiness_by_chance == pytest.approx(1 - 25 * 26 / (35 * 41))


@pytest.mark.parametrize("count", [1, 2])
def test_too_few_points_have_no_figures(count):
    assert np.isnan(map_quality(ring(40)[:count], ring(40)[:count], ["a"] * count).kept)


def test_silhouette_of_one_group_or_of_single_points_is_undefined():
    assert np.isnan(silhouette(cdist(ring(4), ring(4)), "aaaa"))
    assert np.isnan(silhouette(cdist(ring(4), ring(4)), "abcd"))


def test_copies_of_a_sentence_make_no_map_better():
    random, texts = np.random.default_rng(0), np.tile(np.arange(30), 2)  # every sentence twice, with any label
    vectors, points = random.normal(size=(30, 50)), random.normal(size=(30, 2))
    once = map_quality(vectors, points, labels := [0, 1, 2] * 10)
    twice = map_quality(np.tile(vectors, (2, 1)), np.tile(points, (2, 1)), labels * 2, texts)
    assert twice.silhouette_space == pytest.approx(once.silhouette_space)
    assert twice.silhouette_map == pytest.approx(once.silhouette_map)
    assert twice.kept_by_chance == 10 / 58
    kept = [
        map_quality(np.tile(vectors, (2, 1)), np.tile(random.normal(size=(30, 2)), (2, 1)), labels * 2, texts).kept
        for _ in range(40)
    ]
    assert np.mean(kept) == pytest.approx(10 / 58, abs=0.02)
    alone = map_quality(vectors, points, labels, np.zeros(30))  # all in one sentence: nobody has a neighbour
    assert np.isnan([alone.kept, alone.silhouette_space]).all()


def test_islands_of_noise_look_apart_on_a_map_and_are_not():
    noise = noise_like(np.empty((1, 60, 384)))[0]
    left, values, _ = np.linalg.svd(noise - noise.mean(axis=0), full_matrices=False)
    points = (left * values)[:, :2]
    parts = islands(points, 3)
    assert silhouette(cdist(points, points), parts) > 0.25
    assert silhouette(1 - cosine_matrix(noise), parts) < 0.05
