"""Pictures hold the numbers they were given, and user text stays text."""

import json
import re

import numpy as np
import pytest

from components.figures import bars, curves, heatmap, scatter, token_map
from components.figures.attention import bertviz_html, heads
from components.figures.palette import plain, wrapped
from components.figures.tokens import staircase, strips

EVIL = "</script><img src=x onerror=alert(1)>"
TOKENS = ["[CLS]", EVIL, "bank", "bank", "[SEP]"]


@pytest.fixture
def attention():
    weights = np.random.default_rng(0).random((2, 3, 5, 5))
    return (weights / weights.sum(axis=-1, keepdims=True)).astype(np.float32)


def test_heat_map_keeps_equal_tokens_apart(attention):
    figure = heatmap.draw_attention(attention[0, 0], TOKENS)
    assert np.array_equal(figure.data[0].z, attention[0, 0])
    assert len(set(figure.data[0].x)) == 5


@pytest.mark.parametrize(
    "figure",
    [
        heatmap.draw_attention(np.eye(5), TOKENS, 1),
        heatmap.draw_by_layer(np.ones((3, 5)), TOKENS, [0, 1, 2], "cosine"),
        curves.draw_curves({EVIL: np.ones(3)}, "cosine"),
        scatter.draw_map([scatter.Cloud(EVIL, np.zeros((2, 1, 2)), [wrapped(EVIL)], [0])], 0),
        token_map.draw_paths(np.zeros((3, 1, 2)), [EVIL]),
        token_map.draw_tokens(np.zeros((5, 2)), TOKENS, 1),
        heatmap.draw_cosines(np.eye(5), TOKENS, 1),
        heatmap.draw_steps(np.ones((2, 5)), TOKENS, ["a", "b"], "×", middle=1.0),
        bars.draw_for_tokens({"length": np.ones(5)}, TOKENS, "length"),
        strips.draw_strips(np.ones((2, 7)), [EVIL, "sum"]),
        staircase.draw_cutting("<b", [(0, 2, EVIL, None), (0, 1, "<", 7)]),
    ],
    ids=[
        "attention",
        "layers",
        "curves",
        "map",
        "paths",
        "tokens",
        "cosines",
        "steps",
        "numbers",
        "strips",
        "cutting",
    ],
)
def test_tags_in_user_text_are_drawn_and_not_obeyed(figure):
    drawn = json.dumps(figure.to_dict(), default=str)
    assert "<img" not in drawn
    assert "&lt;" in drawn


def test_cosines_that_differ_little_differ_on_the_picture():
    values = np.array([[0.96, 0.79, 1.0], [0.6, -0.001, 0.9]])
    few = heatmap.draw_by_layer(values[:1], ["a", "b", "c"], [0], "cosine")
    assert few.data[0].text == ([".96", ".79", "1"],)
    assert (few.data[0].zmin, few.data[0].zmax) == (0.79, 1.0)
    assert heatmap.draw_by_layer(values, ["a", "b", "c"], [0, 1], "cosine").data[0].text[1] == [".60", ".00", ".90"]
    many = heatmap.draw_by_layer(np.ones((1, 60)), ["a"] * 60, [0], "cosine")
    assert many.data[0].text is None
    assert heatmap.draw_by_layer(values, ["a", "b", "c"], [0, 1], "length").data[0].zmin == 0


def test_marked_word_is_bold_and_nothing_else_is():
    assert wrapped("The <b>bank</b> ⟦x⟧", 7, 11) == "The &lt;b&gt;<b>bank</b>&lt;/b&gt; [x]"
    assert plain("a\x00<b") == "a·&lt;b"


def test_paths_play_through_every_layer():
    points = np.random.default_rng(0).normal(size=(4, 2, 2))
    figure = token_map.draw_paths(points, ["a", "b"])
    assert [frame.name for frame in figure.frames] == ["0", "1", "2", "3"]
    for layer, frame in enumerate(figure.frames):
        assert list(frame.data[0].x) == points[layer, :, 0].tolist()
        assert list(frame.data[0].y) == points[layer, :, 1].tolist()
        assert frame.traces == (len(figure.data) - 1,)


def test_long_cutting_draws_the_telling_looks():
    looks = [(0, end, "x" * end, None) for end in range(80, 1, -1)] + [(0, 1, "x", 5)]
    figure = staircase.draw_cutting("x" * 80, looks)
    assert list(figure.data[0].y) == ["1", "79", "80"]
    assert np.nansum(figure.data[0].z) == 1


def test_map_axes_hold_every_layer():
    points = np.array([[[0.0, 0]], [[9, 4]], [[2, -3]]])
    figure = scatter.draw_map([scatter.Cloud("a", points, ["a"], [0])], 0)
    assert figure.layout.xaxis.range[0] < 0 < 9 < figure.layout.xaxis.range[1]
    assert figure.layout.yaxis.range[0] < -3 < 4 < figure.layout.yaxis.range[1]


def test_distance_from_the_middle_is_the_angle_on_one_scale():
    near, far = (scatter.draw_around(cosines, ["a", "b"], "×9", 0.0) for cosines in ([1, 0.5], [2**-0.5, 0]))
    for figure, angles in ((near, [0, 60]), (far, [45, 90])):
        points = next(trace for trace in figure.data if trace.mode == "markers")
        assert np.hypot(points.x, points.y) == pytest.approx(angles)
    for axis in ("xaxis", "yaxis"):
        assert near.layout[axis].range == far.layout[axis].range
    assert near.layout.yaxis.scaleanchor == "x"


@pytest.mark.parametrize(
    "figure",
    [
        scatter.draw_map([scatter.Cloud("a", np.zeros((2, 1, 2)), ["a"], [0])], 0),
        token_map.draw_paths(np.zeros((3, 1, 2)), ["a"]),
        token_map.draw_tokens(np.zeros((5, 2)), TOKENS),
        heads.draw_head_map(np.zeros((2, 2)), np.array([0, 0]), ["broad"], 2),
        heads.draw_joint(np.zeros((1, 2)), np.zeros((1, 2)), ["a"], np.array([0]), np.array([False])),
    ],
    ids=["occurrences", "paths", "tokens", "heads", "queries and keys"],
)
def test_a_unit_of_a_map_is_as_long_across_as_upwards(figure):
    assert figure.layout.yaxis.scaleanchor == "x"
    assert figure.layout.yaxis.scaleratio in (None, 1)


def test_a_unit_of_a_solid_map_is_equally_long_in_all_directions():
    points = np.array([[[0.0, 0, 0]], [[9, 4, 0]]])
    scene = scatter.draw_map([scatter.Cloud("a", points, ["a"], [0])], 0).layout.scene
    assert scene.aspectmode == "data"
    assert all(axis.range[1] > axis.range[0] for axis in (scene.xaxis, scene.yaxis, scene.zaxis))


@pytest.mark.parametrize("dimensions", [2, 3])
def test_map_has_a_frame_for_every_layer_that_moves_every_point(dimensions):
    points = np.random.default_rng(0).normal(size=(4, 5, dimensions))
    clouds = [
        scatter.Cloud("a", points[:, :3], list("abc"), [0, 1, 2], 0),
        scatter.Cloud("your", points[:, 3:], list("de"), [3, 4], numbers=[1, 2]),
    ]
    figure = scatter.draw_map(clouds, 2, picked=4, trails=True)
    assert [frame.name for frame in figure.frames] == ["0", "1", "2", "3"]
    for layer, frame in enumerate(figure.frames):
        drawn = [figure.data[number] for number in frame.traces]
        assert [len(trace.x) for trace in drawn] == [3, 2, 1]  # two clouds and the ring around the picked point
        assert frame.data[1].x == pytest.approx(points[layer, 3:, 0])
        assert frame.data[2].y == pytest.approx(points[layer, [4], 1])
    assert figure.data[frame.traces[0]].x == pytest.approx(points[2, :3, 0])
    trails = [trace for trace in figure.data if trace.mode == "lines"]
    assert [np.isnan(trace.x).sum() for trace in trails] == [3, 2]  # one line a point


def test_published_curve_is_placed_by_depth():
    ours = curves.DepthCurve("ours", range(7), np.linspace(0, 1, 7), 6)
    theirs = curves.DepthCurve("theirs", (0, 6, 12), (0.1, 0.2, 0.3), 12, published=True)
    figure = curves.draw_by_depth([ours, theirs], "accuracy")
    assert list(figure.data[1].x) == [0, 0.5, 1]
    assert figure.data[1].customdata[1] == "layer 6 of 12"
    assert list(figure.layout.xaxis.ticktext) == list("0123456")


@pytest.mark.parametrize("view", ["head", "model"])
def test_bertviz_needs_no_internet_and_obeys_no_token(attention, view):
    draw = {
        "head": lambda: bertviz_html.draw_head_view(attention, TOKENS, 2, 1, 0),
        "model": lambda: bertviz_html.draw_model_view(attention, TOKENS, None),
    }[view]
    page = draw()
    assert not re.findall(r"<script[^>]+src=|<link[^>]+href=|cdnjs", page)
    assert "<img src=x" not in page
    assert r"\u003c/script>\u003cimg" in page  # the token, as text in the JSON
    assert page == draw()  # no random id: the frame keeps its state


def test_bertviz_weights_are_the_models(attention):
    page = bertviz_html.draw_head_view(attention, TOKENS, None, 0, None)
    found = re.search(r'"attn": (\[\[\[\[.*?\]\]\]\])', page)
    assert np.array(json.loads(found[1]))[..., 0, :2] == pytest.approx(attention[..., 0, :2], abs=5e-5)


def test_bertviz_is_refused_where_it_would_hang():
    most = bertviz_html.most_tokens(6, 12)
    assert bertviz_html.fits(6, 12, most)
    assert not bertviz_html.fits(6, 12, most + 1)
