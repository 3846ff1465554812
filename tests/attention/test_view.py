"""What the attention view is sent and sends back: which heads travel, and whose choice counts."""

from types import SimpleNamespace

import numpy as np
import pytest

from components.engine.attention.units import Reading, Unit
from components.ui.attention import component


def slide(tokens, layers=12, heads=12, small=True):
    attention = np.full((layers, heads, tokens, tokens), 1 / tokens, np.float32)
    units = tuple(Unit("a", (place,), place, 0) for place in range(tokens))
    shrunk = np.zeros((layers, heads, 24, 24), np.uint8) if small else None
    return component.Slide("k", attention, Reading(units, units, False), "", "", shrunk)


def test_short_texts_travel_whole_and_long_ones_by_layer_or_head():
    wanted = component.Selection(3, 4, 0, ((1, 1),))
    assert len(component.chosen_blocks(slide(64), wanted)) == 144
    assert component.chosen_blocks(slide(128), wanted) == [*((3, head) for head in range(12)), (1, 1)]
    assert component.chosen_blocks(slide(512), wanted) == [(3, 4), (1, 1)]


@pytest.fixture
def browser_and_python(monkeypatch):
    """Play both sides: what the visitor picks in the browser, and what Python then pushes."""
    session = {}
    monkeypatch.setattr(component.st, "session_state", session)

    def run(layer, head, query=None):
        return component.shown_state(slide(8), component.Selection(layer, head, query), "m")

    def pick(layer, head, query=None, knows=1):
        chosen = {"layer": layer, "head": head, "query": query, "column": None, "overlay": [], "mode": "lines"}
        session["m"] = SimpleNamespace(selection={**chosen, "key": "k", "push": knows})

    return run, pick, session


def test_what_was_picked_in_the_browser_is_not_sent_back(browser_and_python):
    run, pick, _ = browser_and_python
    first = run(2, 9)
    pick(4, 2)
    assert run(4, 2) == first
    assert run(5, 2)["layer"] == 5, "a slider is"


def test_a_view_drawn_anew_opens_what_was_picked_before(browser_and_python):
    run, pick, session = browser_and_python
    run(2, 9)
    pick(4, 2)
    run(4, 2)
    del session["m"]  # as Streamlit does when another page is drawn
    assert (run(4, 2)["layer"], run(4, 2)["head"]) == (4, 2)


def test_a_picked_token_stays_where_python_wants_always_the_same(browser_and_python):
    run, pick, _ = browser_and_python
    first = run(2, 9, 3)
    pick(2, 9, 7)
    assert run(2, 9, 3) == first


def test_a_pick_overtaken_by_a_slider_is_pushed_again(browser_and_python):
    run, pick, _ = browser_and_python
    run(2, 9)
    slider = run(5, 9)
    pick(1, 3, knows=slider["number"] - 1)
    pushed = run(1, 3)
    assert (pushed["number"], pushed["layer"], pushed["head"]) == (slider["number"] + 1, 1, 3)


def test_files_of_the_view_hold_no_way_to_markup():
    for path in component.FOLDER.iterdir():
        content = path.read_text(encoding="utf-8")
        assert "innerHTML" not in content
        assert "insertAdjacentHTML" not in content
