"""Neighbours by hand: who counts as another, which stay, and what the nearest say."""

import numpy as np

from components.engine.geometry.neighbours import CLOSE, elsewhere, nearest_of_all, neighbour_hits, shared_neighbours

LINE = np.abs(np.subtract.outer([0, 1, 3, 7, 8], [0, 1, 3, 7, 8])).astype(float)  # distances of five points


def test_another_is_who_stands_in_another_sentence():
    assert elsewhere(3).tolist() == [[False, True, True], [True, False, True], [True, True, False]]
    assert elsewhere(3, np.array([4, 4, 9])).tolist() == [
        [False, False, True],
        [False, False, True],
        [True, True, False],
    ]


def test_nearest_are_in_order_and_in_other_sentences():
    assert nearest_of_all(LINE, 2).tolist() == [[1, 2], [0, 2], [1, 0], [4, 2], [3, 2]]
    texts = np.array([0, 0, 1, 2, 2])
    assert nearest_of_all(LINE, 2, texts).tolist() == [[2, 3], [2, 3], [1, 0], [2, 1], [2, 1]]


def test_shared_neighbours_are_those_before_and_after():
    after = LINE[np.ix_([4, 1, 2, 3, 0], [4, 1, 2, 3, 0])]  # the first and the last change places
    assert shared_neighbours(LINE, after, 2).tolist() == [0.5, 0.5, 0.5, 0.5, 0.5]
    assert shared_neighbours(LINE, after, 1).tolist() == [0, 0, 1, 0, 0]
    assert shared_neighbours(LINE, LINE, 3).tolist() == [1] * 5


def test_nearest_are_counted_without_oneself():
    apart = np.array([[0, 1, 2], [1, 0, 5], [2, 5, 0.0]])
    assert nearest_of_all(apart, 1).ravel().tolist() == [1, 0, 0]


def test_equally_near_neighbours_share_the_hit():
    likeness = np.array([[[1, 0.5, 0.5, 0.5], [0.5, 1, 0.2, 0.1], [0.5, 0.2, 1, 0.9], [0.5, 0.1, 0.9, 1]]])
    hits = neighbour_hits(likeness, np.array([0, 0, 1, 1]))
    np.testing.assert_allclose(hits, [[1 / 3, 1, 1, 1]])


def test_the_nearest_elsewhere_says_the_sense_at_every_layer():
    near = np.array([[9, 5, 1], [5, 9, 3], [1, 3, 9.0]])
    likeness, senses = np.stack([near, -near]), np.array([0, 1, 1])
    assert neighbour_hits(likeness, senses).tolist() == [[0, 0, 1], [0, 1, 0]]
    assert neighbour_hits(likeness, 1 - senses).tolist() == [[0, 0, 1], [0, 1, 0]]
    assert neighbour_hits(likeness, senses, np.array([0, 1, 1])).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_cosines_that_differ_by_rounding_are_equal():
    likeness = np.array([[[1, 0.5, 0.5 + CLOSE / 2], [0.5, 1, 0], [0.5, 0, 1]]])
    assert neighbour_hits(likeness, np.array([0, 0, 1])).tolist() == [[0.5, 1, 0]]
    likeness[0, 0, 2] += 2 * CLOSE
    assert neighbour_hits(likeness, np.array([0, 0, 1])).tolist() == [[0, 1, 0]]
