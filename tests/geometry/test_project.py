"""Maps: one basis for all layers, and honest limits."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from components.engine.errors import WordError
from components.engine.geometry import project
from components.engine.geometry.project import (
    as_umap,
    between,
    fit_paths,
    fit_pca,
    movement,
    principal_axes,
    principal_components,
    procrustes,
    project_layers,
    umap_points,
)
from components.engine.geometry.vectors import cosine


def test_unchanged_vectors_do_not_move(states):
    still = states.copy()
    still[2, :5] = still[1, :5]
    points = fit_pca(still).points
    assert points[2, :5] == pytest.approx(points[1, :5], abs=1e-6)
    assert np.abs(points[2, 5:] - points[1, 5:]).mean() > 0.01


def test_unchanged_vectors_would_move_little_on_a_map_by_neighbours(states):
    assert movement(fit_pca(states), 1)[1] == 0
    same = as_umap(states[[2, 2]], fit_pca(states).points[[2, 2]])
    moved, still = movement(same, 1)
    assert moved == 0
    assert 0 < still < np.std(same.points[0])


def test_movement_on_a_map_by_neighbours_is_a_mean_of_lengths(states):
    some = states[:3, :8]
    points = np.random.default_rng(1).normal(size=(3, 8, 2)).astype(np.float32)
    made = as_umap(some, points)
    moved, still = movement(made, 2)
    assert moved == pytest.approx(np.mean([np.hypot(*step) for step in points[2] - points[1]]))
    ways = []
    for row in range(8):
        others = [other for other in range(8) if other != row]
        likeness = np.array([cosine(some[1, row], some[2, other]) for other in others])
        ways.append(np.hypot(*(between(likeness[None], points[2, others])[0] - points[1, row])))
    assert still == pytest.approx(np.mean(ways), abs=1e-5)
    assert movement(fit_pca(states), 3) == (pytest.approx(mean_step(fit_pca(states).points, 3)), 0)


def mean_step(points, layer):
    return np.mean([np.hypot(*step) for step in points[layer] - points[layer - 1]])


def test_a_new_point_lies_between_its_five_nearest_weighted_by_cosine():
    likeness = np.array([[0.5, 0.9, 0.4, 0.8, 0.7, 0.6], [-0.1, -0.2, -0.3, -0.4, -0.5, -0.6]])
    weights = np.array([0.5, 0.9, 0, 0.8, 0.7, 0.6]) ** 4
    assert between(likeness, np.eye(6)) == pytest.approx(np.array([weights / weights.sum(), [0.2] * 5 + [0]]))


def test_axes_are_the_main_directions_within_layers_that_all_count_the_same(states):
    uneven = np.concatenate([states[:2], states[2:, :1] + (states[2:] - states[2:, :1]) / 100])
    made = fit_pca(uneven)
    vectors = uneven / np.linalg.norm(uneven.astype(float), axis=2, keepdims=True)
    means = vectors.mean(axis=1)
    drift = means - means.mean(axis=0)
    within = vectors - means[:, None]
    free = within - within @ np.linalg.pinv(drift) @ drift
    rows = np.concatenate([layer / np.linalg.norm(layer) for layer in free])
    known = np.linalg.svd(rows, full_matrices=False)[2][:2]
    assert np.abs((made.axes * known).sum(axis=1)) == pytest.approx(1, abs=1e-4)
    assert made.centre == pytest.approx(means.mean(axis=0))
    assert made.axes @ drift.T == pytest.approx(0, abs=1e-6)
    shares = ((within @ made.axes.T) ** 2).sum(axis=(1, 2)) / (within**2).sum(axis=(1, 2))
    assert made.explained == pytest.approx(shares)
    assert made.points == pytest.approx((vectors - made.centre) @ made.axes.T, abs=1e-5)
    assert made.reference == pytest.approx(vectors, abs=1e-6)


def test_paths_are_the_plain_components_of_all_vectors(states):
    made = fit_paths(states)
    rows = (states / np.linalg.norm(states.astype(float), axis=2, keepdims=True)).reshape(-1, 30)
    left, values, _ = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    assert np.abs(made.points.reshape(-1, 2)) == pytest.approx(np.abs(left * values)[:, :2], abs=1e-5)
    away = (rows - rows.mean(axis=0)).reshape(4, 40, 30)
    assert made.explained == pytest.approx((made.points**2).sum(axis=(1, 2)) / (away**2).sum(axis=(1, 2)), abs=1e-5)


def test_layers_share_one_centre(states):
    assert fit_pca(states).points.mean(axis=1) == pytest.approx(0, abs=1e-6)


def test_adding_a_sentence_moves_nothing_and_lands_on_its_twin(states):
    made = fit_pca(states)
    before = made.points.copy()
    assert made.add(states[:, 3:5]) == pytest.approx(made.points[:, 3:5], abs=1e-5)
    assert np.array_equal(made.points, before)


def test_a_plane_loses_nothing():
    flat = np.random.default_rng(0).normal(size=(1, 30, 2))
    lifted = np.concatenate([flat, np.zeros((1, 30, 6)), np.full((1, 30, 1), 50)], axis=2)  # far away: length ~ equal
    assert fit_pca(lifted).explained[0] > 0.999


def test_equal_points_stay_one_point():
    points = fit_pca(np.ones((3, 4, 8))).points
    assert points == pytest.approx(0)
    assert np.isnan(fit_pca(np.ones((3, 4, 8))).explained).all()


def test_two_points_are_a_map_and_one_is_not():
    two = np.random.default_rng(0).normal(size=(3, 2, 8))
    assert fit_pca(two).points.shape == (3, 2, 2)
    with pytest.raises(WordError, match="One occurrence"):
        fit_pca(two[:, :1])


@pytest.mark.parametrize("shape", [(40, 200), (200, 40), (30, 30)])
def test_principal_components_are_those_of_the_decomposition(shape):
    vectors = np.random.default_rng(0).normal(size=shape) * np.linspace(1, 3, shape[1])
    left, values, _ = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    found, known = principal_components(vectors), (left * values)[:, :50]
    assert np.abs(found) == pytest.approx(np.abs(known)[:, : found.shape[1]], abs=1e-6)


@pytest.mark.parametrize("count", [3, 7, 39, 40, 41, 200])
def test_axes_of_few_rows_are_those_of_the_whole_decomposition(count):
    rows = np.random.default_rng(0).normal(size=(count, 40)) * np.linspace(1, 3, 40)
    rows -= rows.mean(axis=0)
    axes = principal_axes(rows, 2)
    known = np.linalg.svd(rows, full_matrices=False)[2][:2]
    assert np.abs((axes * known).sum(axis=1)) == pytest.approx(1)
    assert axes @ axes.T == pytest.approx(np.eye(2), abs=1e-9)
    assert (axes.max(axis=1) == np.abs(axes).max(axis=1)).all()


@pytest.mark.parametrize("count", [2, 3, 60])
def test_axes_beyond_the_rank_are_zero(count):
    line = np.linspace(-1, 1, count)[:, None] * np.full((1, 40), 1e4)
    axes = principal_axes(line, 3)
    assert np.linalg.norm(axes, axis=1) == pytest.approx([1, 0, 0])


def test_paths_of_one_token_show_its_way():
    points = fit_paths(np.random.default_rng(0).normal(size=(5, 1, 8))).points
    assert np.ptp(points[:, 0], axis=0).min() > 0.1


def test_procrustes_undoes_turn_mirror_and_scale():
    target = np.random.default_rng(0).normal(size=(20, 2))
    turned = 3 * target @ np.array([[0, 1], [1, 0]]) + 7
    assert procrustes(turned, target) == pytest.approx(target)


def test_procrustes_keeps_the_targets_spread_where_the_two_have_little_in_common():
    random = np.random.default_rng(0)
    points, target = random.normal(size=(2, 20, 2))
    turned = procrustes(points, 9 * target + 4)
    assert turned.mean(axis=0) == pytest.approx((9 * target + 4).mean(axis=0))
    assert np.linalg.norm(turned - turned.mean(axis=0)) == pytest.approx(
        9 * np.linalg.norm(target - target.mean(axis=0))
    )
    centred = points - points.mean(axis=0)
    assert pdist(turned) / pdist(centred) == pytest.approx(np.full(190, pdist(turned)[0] / pdist(centred)[0]))
    assert procrustes(np.ones((3, 2)), np.zeros((3, 2))) == pytest.approx(0), "one place stays one"


@pytest.mark.parametrize("count", [15, 16])
def test_layers_are_laid_out_from_the_last_each_turned_onto_the_one_after(states, monkeypatch, count):
    asked = []

    def lay_out(vectors, dimensions, seed, start):
        asked.append((vectors, dimensions, seed, start))
        return vectors[:, :dimensions] * len(asked)

    monkeypatch.setattr(project, "run_umap", lay_out)
    made = project_layers(states[:3, :count], method="umap", dimensions=3, seed=7)
    assert made.points.shape == (3, count, 3)
    assert [(dimensions, seed) for _, dimensions, seed, _ in asked] == [(3, 7)] * 3
    assert asked[0][3] is None
    for layer, (vectors, _, _, start) in zip((2, 1, 0), asked, strict=True):
        directions = states[layer, :count] / np.linalg.norm(states[layer, :count].astype(float), axis=1, keepdims=True)
        assert pdist(vectors) == pytest.approx(pdist(directions))
        laid_out = vectors[:, :3] * (3 - layer)
        assert made.points[layer] == pytest.approx(laid_out if start is None else procrustes(laid_out, start), abs=1e-5)
        assert layer == 2 or start == pytest.approx(made.points[layer + 1], abs=1e-5)
    assert np.isnan(made.explained).all()
    assert made.reference == pytest.approx(
        states[:3, :count] / np.linalg.norm(states[:3, :count], axis=2, keepdims=True)
    )


def test_fewer_than_fifteen_points_are_no_umap(states):
    with pytest.raises(WordError, match="needs 15 occurrences, and there are 14"):
        umap_points(states[:, :14])
