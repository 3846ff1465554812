"""The attention page as a visitor uses it: heads filtered, ranked and opened from a picture."""

from types import SimpleNamespace

import pytest

from components.ui.attention import knockout, scene, summaries
from components.ui.parts import chart
from tests.driving import pictures


@pytest.fixture
def finder(open_page):
    app = open_page("attention")
    app.session_state["view"] = "Find heads"
    return app.run()


def test_heads_are_filtered_by_a_measure_and_by_words(finder):
    measure = "sharpness on the chosen token"
    assert len(finder.dataframe[0].value) == 72
    next(slider for slider in finder.slider if measure in slider.label).set_range(80.0, 100.0).run()
    sharp = finder.dataframe[0].value
    assert 0 < len(sharp) < 72
    assert sharp[measure].min() >= 0.8
    finder.text_input(key="finder_words").set_value("previous token").run()
    kept = finder.dataframe[0].value
    assert 0 < len(kept) < len(sharp)
    assert kept["pattern"].str.contains("previous token").all()
    finder.text_input(key="finder_words").set_value("no head does this").run()
    assert any("No head is like that" in info.value for info in finder.info)
    assert not finder.exception


def test_lowest_entropy_comes_first(finder):
    finder.selectbox(key="measure").set_value("entropy").run()
    assert finder.dataframe[0].value["entropy"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("point", "opened"),
    [([2, 5, ""], (2, 5)), ([7, 1, ""], None), ([1, 13], None), (["x"], None), (4, None), (None, None)],
)
def test_only_a_head_of_the_model_is_opened_by_a_click(monkeypatch, encoder, point, opened):
    monkeypatch.setattr(chart, "clicked", lambda key: point)
    looked_at = scene.Scene(None, None, SimpleNamespace(facts=encoder.facts), None)
    assert looked_at.place_clicked("heads") == opened


def test_first_of_the_ranking_is_open(finder):
    finder.selectbox(key="measure").set_value("entropy").run()
    first = finder.dataframe[0].value.iloc[0]
    assert [finder.slider(key=name).value for name in ("layer", "head")] == [first["layer"], first["head"]]


@pytest.mark.parametrize(
    ("view", "key", "way"),
    [
        *(("Knock-out", "cut", way) for way in knockout.KINDS[1:]),
        *(("Knock-out", "silence", way) for way in knockout.GIVEN),
        ("Flow", "flow", "Tree"),
        *(("Summary", "summary", way) for way in summaries.MEANINGS if way != "Rollout"),
        ("Find heads", "finder", "Map"),
    ],
)
def test_every_way_within_a_view_is_drawn(open_page, view, key, way):
    app = open_page("attention")
    app.session_state["view"] = view
    app.session_state[key] = way
    app.run()
    assert app.session_state[key] == way
    assert not app.exception
    assert not app.error
    assert pictures(app)
