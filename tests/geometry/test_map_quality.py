"""What a map keeps of the full space, and what noise looks like."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.manifold import trustworthiness
from sklearn.metrics import silhouette_score
from sklearn.neighbors import NearestNeighbors

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


@pytest.mark.parametrize(("count", "neighbours"), [(3, 1), (4, 1), (13, 6), (21, 10), (40, 10)])
def test_a_map_of_few_points_looks_at_fewer_neighbours(count, neighbours):
    made = map_quality(ring(count), ring(count), ["a", "b"] + ["a"] * (count - 2))
    assert made.neighbours == neighbours
    assert made.agreement.shape == (count,)


def test_figures_equal_scikit_learns():
    random = np.random.default_rng(0)
    vectors, points, labels = random.normal(size=(30, 8)) + 1, random.normal(size=(30, 2)), ["a", "b", "c"] * 10
    made = map_quality(vectors, points, labels)
    assert made.silhouette_space == pytest.approx(silhouette_score(vectors, labels, metric="cosine"))
    assert made.silhouette_map == pytest.approx(silhouette_score(points, labels))
    directions = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    assert made.trustworthiness == pytest.approx(trustworthiness(directions, points, n_neighbors=10))
    nearest, drawn = (set_of_nearest(NearestNeighbors(n_neighbors=10).fit(side)) for side in (directions, points))
    assert made.agreement == pytest.approx([len(a & b) / 10 for a, b in zip(nearest, drawn, strict=True)])
    assert made.kept == pytest.approx(made.agreement.mean())


def set_of_nearest(fitted):
    return [set(row) for row in fitted.kneighbors(return_distance=False)]


@pytest.mark.parametrize("count", [1, 2])
def test_too_few_points_have_no_figures(count):
    assert np.isnan(map_quality(ring(40)[:count], ring(40)[:count], ["a"] * count).kept)
    assert map_quality(ring(40)[:count], ring(40)[:count], ["a"] * count).neighbours == 0


def test_occurrences_without_a_label_count_in_no_silhouette_but_in_what_is_kept():
    random = np.random.default_rng(0)
    vectors, points = random.normal(size=(30, 8)), random.normal(size=(30, 2))
    labels = ["a", "b", None] * 10
    made, known = map_quality(vectors, points, labels), [label is not None for label in labels]
    told = map_quality(vectors[known], points[known], [label for label in labels if label])
    assert made.silhouette_space == pytest.approx(told.silhouette_space)
    assert made.silhouette_map == pytest.approx(told.silhouette_map)
    assert len(made.agreement) == 30
    assert np.isnan(map_quality(vectors, points, [None] * 30).silhouette_map)


def test_silhouette_of_one_group_or_of_single_points_is_undefined():
    assert np.isnan(silhouette(cdist(ring(4), ring(4)), "aaaa"))
    assert np.isnan(silhouette(cdist(ring(4), ring(4)), "abcd"))
    apart = cdist(ring(4), ring(4)) - 1e-9  # rounded a little below 0
    assert silhouette(apart, list("aabb")) == pytest.approx(silhouette_score(ring(4), list("aabb")))
    assert silhouette(apart, list("aabc")) == pytest.approx(silhouette_score(ring(4), list("aabc")))


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


def test_noise_has_the_shape_of_the_states_and_no_structure():
    noise = noise_like(np.empty((3, 40, 50)))
    assert (noise.shape, noise.dtype) == ((3, 40, 50), np.float32)
    assert (noise.mean(), noise.std()) == pytest.approx((0, 1), abs=0.03)
    assert np.array_equal(noise, noise_like(np.empty((3, 40, 50))))


def test_islands_are_as_many_as_asked_for_or_as_there_are_places():
    places = np.repeat([[0, 0], [9, 0], [0, 9.0]], [4, 3, 2], axis=0)
    places[0] += 1e-6  # nearer than an eye tells
    assert len(set(islands(places, 5))) == 3
    groups = islands(places, 2)
    assert len(set(groups)) == 2
    assert len(set(groups[:4])) == len(set(groups[4:7])) == 1
