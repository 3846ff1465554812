"""UMAP in the lane: it keeps neighbours, repeats itself, and one worker does all jobs."""

import os
import threading
from concurrent.futures import BrokenExecutor

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from components.engine.geometry import umap_process
from components.engine.geometry.project import project_layers


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
