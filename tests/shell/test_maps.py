"""The line before UMAP's process: each layout once, and none that nobody waits for."""

from concurrent.futures import Future

import numpy as np
import pytest

from components.engine.errors import LaneError
from components.engine.geometry import umap_process
from components.ui.shared import maps
from components.ui.shared.store import STORE

STATES = np.zeros((2, 3, 4), np.float32)


@pytest.fixture
def line(monkeypatch):
    """Stand in for UMAP's process, and let the test say who asks."""
    submitted, who = [], {"visit": "a", "here": {"a", "b"}}

    def submit(states, dimensions):
        submitted.append(Future())
        return submitted[-1]

    monkeypatch.setattr(umap_process, "submit_umap", submit)
    monkeypatch.setattr(maps, "_drawing", {})
    monkeypatch.setattr(maps, "visitor", lambda: who["visit"])
    monkeypatch.setattr(maps, "is_here", lambda visit: visit in who["here"])
    yield submitted, who
    for key in ("one", "two", "three"):
        STORE.drop(("umap", (key,)))


def ask(key):
    return maps.umap((key,), lambda: STATES)


def test_thirty_clicks_leave_one_layout_in_the_line(line):
    submitted, _ = line
    for number in range(30):
        assert ask("one" if number % 2 else "two") is None
    assert sum(not future.cancelled() for future in submitted) == 1


def test_a_layout_that_somebody_else_waits_for_stays(line):
    submitted, who = line
    assert ask("one") is None
    who["visit"] = "b"
    assert ask("one") is None
    assert ask("two") is None
    assert len(submitted) == 2  # the same layout once, whoever asks
    assert not submitted[0].cancelled()
    who["here"].discard("a")  # who waited for it has gone
    assert ask("three") is None
    assert submitted[0].cancelled()


def test_a_layout_that_is_done_is_kept_and_one_that_failed_is_told_and_tried_again(line):
    submitted, _ = line
    assert ask("one") is None
    assert not maps.is_drawn(("one",))
    submitted[0].set_result(STATES[..., :2])
    assert np.array_equal(ask("one"), STATES[..., :2])
    assert np.array_equal(ask("one"), STATES[..., :2])
    assert len(submitted) == 1
    assert ask("two") is None
    submitted[1].set_exception(RuntimeError("it died"))
    with pytest.raises(LaneError, match="RuntimeError.*so this is PCA"):
        ask("two")
    assert ask("two") is None
    assert len(submitted) == 3
