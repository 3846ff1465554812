"""The visitor’s own curve: drawn beside the built-in one, and right about the layer at which sentences part."""

import numpy as np
import pytest

from components.engine.geometry.vectors import cosine
from components.engine.senses.separation import pair_likeness
from components.ui.senses.own_curve import parted_from
from tests.driving import drawn, words

PAIR = "He sat on the bank of the river.\nThe bank raised its rates.\nThe muddy bank of the canal."


@pytest.mark.parametrize(
    ("first", "second", "layer"),
    [
        ([0, 1, 1, 1], [0, 0, 0, 0], 1),
        ([0, 1, 0, 1], [0, 0, 0, 0], 3),  # they meet again at layer 2
        ([1, 1, 1, 1], [0, 0, 0, 0], 1),  # layer 0 knows no context
        ([0, 1, 1, 0], [0, 0, 0, 0], None),
    ],
)
def test_two_have_parted_from_the_layer_on_where_they_stay_in_different_senses(first, second, layer):
    assert parted_from(np.array(first), np.array(second)) == layer


def test_likeness_of_pairs_is_the_mean_of_their_cosines_and_copies_are_no_pair():
    states = np.random.default_rng(0).normal(size=(2, 4, 5))
    states[:, 3] = states[:, 0]
    same, different = pair_likeness(states, np.array([0, 1, 2, 0]), ["a", "a", "b", "a"])
    assert same == pytest.approx(cosine(states[:, 0], states[:, 1]))
    to_b = cosine(states[:, [0, 1, 3]], states[:, [2]])
    assert different == pytest.approx(to_b.mean(axis=1))


def test_pairs_of_few_sentences_have_a_line_each_and_are_said_to_part_or_not(open_page):
    app = open_page("senses", {"method": "PCA", "own": PAIR})
    assert not app.exception
    lines = {line["name"]: line["y"] for line in drawn(app, 2)}
    assert list(lines) == ["1 and 2", "1 and 3", "2 and 3", "known pairs of one sense", "known pairs of two senses"]
    assert lines["known pairs of one sense"][-1] > lines["known pairs of two senses"][-1]
    said = words(app)
    assert "**1 and 2** part at **layer" in said
    assert "**1 and 3** do not part: both end nearest to ` river edge `" in said


def test_many_sentences_have_a_line_for_one_group_and_one_for_two(open_page):
    app = open_page("senses", {"method": "PCA", "own": PAIR + "\nMy bank charges fees.\nA bank loan."})
    lines = {line["name"]: line["y"] for line in drawn(app, 2)}
    assert list(lines)[:2] == ["yours of one group", "yours of two groups"]
    apart = lines["yours of one group"] - lines["yours of two groups"]
    assert f"Your groups part most at **layer {apart.argmax()}**" in words(app)


def test_without_known_senses_no_sentence_is_said_to_part(open_page):
    own = "My spleen hurts.\nA spleen is an organ.\nHe vented his spleen."
    app = open_page("senses", {"method": "PCA", "word": "spleen", "own": own})
    assert not app.exception
    assert "No senses are known here" in words(app)
    assert " part at " not in words(app)
