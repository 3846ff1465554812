"""Maps: one basis for all layers, and honest limits."""

import os
import threading
from concurrent.futures import BrokenExecutor

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from components.engine.errors import WordError
from components.engine.geometry import umap_process
from components.engine.geometry.project import (
    as_umap,
    fit_paths,
    fit_pca,
    movement,
    principal_axes,
    principal_components,
    procrustes,
    project_layers,
    umap_points,
)


@pytest.fixture(scope="module")
def states():
    generator = np.random.default_rng(0)
    groups = np.repeat([0, 1], 20)[:, None] * np.where(np.arange(30) < 5, 6.0, 0)  # apart along five axes
    layers = [generator.normal(size=(40, 30)) + groups * (layer / 4) + layer for layer in range(4)]
    return np.stack(layers).astype(np.float32)


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


def test_fewer_than_fifteen_points_are_no_umap(states):
    with pytest.raises(WordError, match="needs 15 occurrences, and there are 14"):
        umap_points(states[:, :14])


@pytest.fixture(scope="module")
def umap(states):
    return umap_process.submit_umap(states).result(timeout=300)


def test_umap_in_the_lane_keeps_neighbours_at_every_layer(states, umap):
    assert umap.shape == (4, 40, 2)
    unit = states / np.linalg.norm(states, axis=2, keepdims=True)
    kept = [trustworthiness(unit[layer], umap[layer], n_neighbors=5) for layer in range(4)]
    assert min(kept) > 0.6


def test_umap_is_the_same_for_the_same_seed(states, umap):
    assert np.array_equal(umap_process.submit_umap(states).result(timeout=300), umap)


def test_umap_places_a_new_sentence_among_its_neighbours(states):
    made = project_layers(states[:, ::2], method="umap")
    placed = made.add(states[:, 38:40])
    group = made.points[-1, 10:].mean(axis=0), made.points[-1, :10].mean(axis=0)
    near, far = (np.linalg.norm(placed[-1] - centre, axis=1) for centre in group)
    assert (near < far).all()


def test_lane_has_one_worker_for_all_threads():
    def ask() -> None:
        workers.append(umap_process.submit(os.getpid).result(timeout=300))

    workers = []
    for _ in range(2):  # as each run of a page is a thread that ends
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert workers[0] == workers[1]


def test_lane_replaces_a_worker_that_died(states):
    pid = umap_process.submit(os.getpid).result(timeout=300)
    with pytest.raises(BrokenExecutor):
        umap_process.submit(os.kill, pid, 9).result(timeout=60)
    assert umap_process.submit_umap(states[:1, :15]).result(timeout=300).shape == (1, 15, 2)
