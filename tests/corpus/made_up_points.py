"""Points and sentences that mean nothing."""

import numpy as np

from components.ui.parts.points_map import Text

EVIL = "<img src=x onerror=alert(1)>"
CENTRES, GROUPS = 60, 6
NAMES = ["river", "money", "blood", "data", EVIL, "snow and sand that go on for longer than anything fits"]


def make(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Make clouds of points (n, 2) around some centres, with the class of each and the centres."""
    random = np.random.default_rng(0)
    centres = random.uniform(-9, 9, (CENTRES, 2))
    cloud = random.integers(0, CENTRES, n)
    points = centres[cloud] + random.normal(0, random.uniform(0.1, 0.9, CENTRES)[cloud, None], (n, 2))
    return points, cloud % GROUPS, centres


def text_of(number: int) -> Text:
    """Make up a sentence."""
    before = f"Sentence {number} speaks of the "
    return Text(f"{before}bank 银行 {EVIL} and goes on until it has to be cut somewhere.", len(before), len(before) + 4)
