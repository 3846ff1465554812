"""Points travel in five bytes each and come back where they were, as nearly as the map can show."""

import numpy as np
import pytest

from components.engine.errors import ExplorerError
from components.engine.geometry import point_bytes


def test_points_come_back_within_half_a_step_of_the_box_with_their_classes():
    random = np.random.default_rng(0)
    points = random.normal((1e3, -7), (40, 3), (10_001, 2))
    classes = random.integers(0, 256, 10_001)
    packed = point_bytes.pack(points, classes)
    back, kinds = point_bytes.unpack(packed)
    side = np.ptp(points, axis=0).max()
    assert len(packed) == 16 + 5 * 10_001
    assert point_bytes.count(packed) == 10_001
    assert np.abs(back - points).max() <= side / 65_535 * 0.51  # half a step, and float32's rounding of the box
    assert np.array_equal(kinds, classes)


def test_one_scale_for_both_axes_and_the_picture_in_the_middle():
    packed = point_bytes.pack(np.array([[0.0, 5.0], [10.0, 6.0]]), np.zeros(2))
    assert np.frombuffer(packed, "<u2", 4, 16).tolist() == [0, 65_535, 29_491, 36_044]  # x, x, y, y
    one, _ = point_bytes.unpack(point_bytes.pack(np.array([[3.0, 4.0]] * 3), np.zeros(3)))
    assert np.allclose(one, [3, 4], atol=1e-4)


def test_amounts_become_steps_and_what_is_unknown_no_class():
    assert point_bytes.as_classes(np.array([0, 0.5, 1, 2, np.nan])).tolist() == [0, 127, 254, 254, 255]


@pytest.mark.parametrize("n", [1, 8, 9, 1000])
def test_masks_come_back(n):
    mask = np.random.default_rng(n).random(n) < 0.5
    packed = point_bytes.pack_mask(mask)
    assert len(packed) == -(-n // 8)
    assert np.array_equal(point_bytes.unpack_mask(packed, n), mask)
    with pytest.raises(ExplorerError, match="Select again"):
        point_bytes.unpack_mask(packed + b"\0", n)


@pytest.mark.parametrize(
    ("points", "classes", "says"),
    [
        (np.zeros((0, 2)), np.zeros(0), "no points"),
        (np.zeros((1_000_001, 2)), np.zeros(1_000_001), "1,000,001 points, but at most 1,000,000"),
        (np.zeros((4, 2)), np.zeros(3), r"shape \(3,\)"),
        (np.zeros((4, 3)), np.zeros(4), r"shape \(4, 3\)"),
        (np.array([[0, np.nan], [np.inf, 0], [1, 1]]), np.zeros(3), "2 of the map’s 3 points"),
        (np.zeros((2, 2)), np.array([0, 256]), "0 to 256, but only 0 to 255"),
    ],
)
def test_what_cannot_be_packed_is_a_sentence(points, classes, says):
    with pytest.raises(ExplorerError, match=says):
        point_bytes.pack(points, classes)
