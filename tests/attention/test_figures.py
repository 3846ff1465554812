"""Pictures of attention hold the numbers they were given, can be clicked, and draw markup as text."""

import json

import numpy as np
import pytest

from components.engine.attention import flow
from components.engine.attention.head_steps import HeadSteps
from components.figures.attention import bertviz_html, flows, heads, steps

EVIL = "</script><img src=x onerror=alert(1)>"
TOKENS = ["[CLS]", EVIL, "bank", "bank", "[SEP]"]


@pytest.fixture(scope="module")
def attention():
    weights = np.random.default_rng(0).random((4, 3, 5, 5))
    return (weights / weights.sum(axis=-1, keepdims=True)).astype(np.float32)


def test_clear_means_zero_and_full_the_largest_head():
    values = np.array([[0.5, 0.7], [0.6, 0.9]])
    figure = heads.draw_heads(values, "share")
    assert (figure.data[0].zmin, figure.data[0].zmax) == (0, 0.9)
    assert heads.draw_heads(np.zeros((2, 2)), "share").data[0].zmax > 0


def test_every_cell_has_a_point_that_names_its_head():
    points = heads.draw_heads(np.zeros((2, 3)), "share", list("abcdef")).data[1]
    places = [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    assert [tuple(data[:2]) for data in points.customdata] == places
    assert list(zip(points.y, points.x, strict=True)) == [(str(layer), str(head)) for layer, head in places]


@pytest.mark.parametrize("most", [2, 5])
def test_nodes_of_a_flow_fit_and_do_not_overlap(attention, most):
    ways = flow.trace(attention, 2, 4, most)
    nodes = sorted({(row, a) for row, a, _, _ in ways.links} | {(row + 1, b) for row, _, b, _ in ways.links})
    heights = flows.column_heights(nodes, ways.links)
    for row in range(5):
        middles = [heights[node] for node in nodes if node[0] == row]
        assert middles[0] > 0
        assert middles[-1] < 1
        assert np.all(np.diff(middles) > flows.GAP / flows.HEIGHT)


def test_own_sentences_are_ringed_and_written_out():
    points, sentences = np.zeros((4, 2)), np.array([0, 1, 1, 2])
    figure = heads.draw_joint(points, points, ["a", "b", "c", "d"], sentences, np.zeros(4, bool), own=1)
    ringed = [trace for trace in figure.data if trace.marker.line.width]
    assert [list(trace.text) for trace in ringed] == [["a"], ["a"]]
    assert sum(len(trace.x) for trace in figure.data) == 8


def test_markup_is_drawn_as_text(attention):
    vectors = np.ones((5, 4))
    ones, width = np.ones(5), np.ones(4)
    made = HeadSteps(width, width, vectors, vectors, ones, ones, ones / 5, vectors, width, width, width, width)
    drawn = [
        flows.draw_flow(flow.trace(attention, 1, 3), TOKENS, 3),
        flows.draw_tree(flow.grow(attention, 1, 3, np.zeros(5, bool)), TOKENS),
        steps.draw_steps(made, TOKENS, 1),
        heads.draw_heads(np.ones((1, 2)), "share", [EVIL, EVIL]),
        heads.draw_head_map(np.zeros((2, 2)), np.array([0, 1]), [EVIL, EVIL], 2),
        heads.draw_joint(np.zeros((5, 2)), np.zeros((5, 2)), TOKENS, np.zeros(5, int), np.zeros(5, bool), own=1),
    ]
    for figure in drawn:
        assert "<img" not in json.dumps(figure.to_dict(), default=str)


def test_bertviz_counts_from_one(attention):
    pages = [
        bertviz_html.draw_head_view(attention, TOKENS, None, 0, None),
        bertviz_html.draw_model_view(attention, TOKENS, None),
    ]
    for zero, one in bertviz_html.FROM_ONE.items():
        assert any(one in page for page in pages)
        assert not any(zero in page for page in pages)
