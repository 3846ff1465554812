"""A map in a process of its own: the same as here, and gone when it is stopped."""

import os
import time

import numpy as np
import pytest

from components.engine.corpus import map_process
from components.engine.corpus.map_process import map_apart
from components.engine.errors import CorpusError, LaneError
from components.engine.geometry.landmarks import landmark_map


def test_its_own_process_draws_the_same_map_says_how_far_it_is_and_tells_what_is_wrong(tmp_path):
    vectors = np.random.default_rng(0).normal(size=(300, 60)).astype("f2")
    np.save(tmp_path / "all.npy", vectors)
    heard = []
    made = map_apart(tmp_path / "all.npy", heard.append)
    assert np.array_equal(made.points, landmark_map(vectors).points)
    assert heard == sorted(heard)
    np.save(tmp_path / "none.npy", np.empty((0, 30)))
    with pytest.raises(CorpusError, match="no vectors"):
        map_apart(tmp_path / "none.npy")


def test_stopping_ends_its_process(tmp_path, monkeypatch):
    monkeypatch.setattr(map_process, "map_file", write_pid_and_sleep)
    pid = tmp_path / "pid.txt"
    assert map_apart(pid, should_stop=pid.exists) is None
    time.sleep(0.5)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def write_pid_and_sleep(path, told, seed):
    path.with_suffix(".new").write_text(str(os.getpid()))
    path.with_suffix(".new").replace(path)
    time.sleep(60)


def test_a_process_that_dies_is_told_and_the_next_map_has_its_turn(tmp_path, monkeypatch):
    np.save(tmp_path / "all.npy", np.eye(20))
    with monkeypatch.context() as patch:
        patch.setattr(map_process, "map_file", die)
        with pytest.raises(LaneError, match="ended before it was done"):
            map_apart(tmp_path / "all.npy")
    assert map_apart(tmp_path / "all.npy").points.shape == (20, 2)


def die(path, told, seed):
    os._exit(1)
