"""The view Words: one bar a word, for the nearest sense or for the next, and a caption that says the same."""

import numpy as np
import pytest

from components.ui.senses.words import Pull, conclusion
from tests.driving import drawn, words

SENSES = ["coil", "season", "water"]
BASE = np.array([0.7, 0.94, 0.9])


def test_bar_is_the_lead_with_the_word_minus_the_lead_without_it():
    shift = np.array([[0.3, 0.1, 0.2], [0.0, 0.2, 0.05], [-0.4, 0.0, 0.01]])
    pull = Pull(["a", "b", "c"], SENSES, shift, BASE)
    without = BASE - shift
    assert pull.sides == {1: "season", 2: "water"}
    assert pull.lead == pytest.approx(BASE[1] - BASE[2] - (without[:, 1] - without[:, 2]))
    assert pull.nearest_without.tolist() == [1, 2, 0]


def test_word_that_moves_most_towards_a_third_sense_is_said_to_do_most_for_what_it_decides():
    pull = Pull(["flowers", "open"], SENSES, np.array([[0.06, 0.03, 0.0], [0.0, 0.01, 0.02]]), BASE)
    assert conclusion(pull) == "` flowers ` does most for ` season `; ` open ` does most for ` water `."


def test_caption_names_the_longest_bars_and_a_word_has_one(open_page):
    app = open_page("senses", {"view": "Words", "word": "spring", "own": "The flowers open in spring."})
    assert not app.exception
    up, down = drawn(app)
    assert up["name"] == "towards season"
    assert np.isnan([up["y"], down["y"]]).sum(axis=0).tolist() == [1] * 4
    for bars, longest in ((up, np.nanargmax(up["y"])), (down, np.nanargmin(down["y"]))):
        sense, word = bars["name"].removeprefix("towards "), bars["x"][longest].split()[1]
        assert f"` {word} ` does most for ` {sense} `" in words(app)
        assert f"` {sense} ` (at most {bars['y'][longest]:+.3f})" in words(app)
