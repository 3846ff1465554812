"""Next sentences: a whole text tried out."""

import numpy as np
import pytest
import torch

from components.engine.errors import TextError
from components.engine.objectives.next_sentence import probabilities_next, probability_next, try_text
from components.ui.objectives import next_sentence

SENTENCES = [
    "Mara missed the train.",
    "She sat down on a bench and called her brother, who lived not far from the station.",
    "He came.",
    "They drove home.",
]


def test_pairs_of_any_length_go_at_once_with_the_same_result(encoder):
    pairs = [(first, second) for first in SENTENCES for second in SENTENCES]
    together = probabilities_next(encoder, pairs)
    assert together == pytest.approx([probability_next(encoder, *pair) for pair in pairs], abs=1e-5)
    assert ((together >= 0) & (together <= 1)).all()


STORIES = [
    ("The bank raised its interest rates.", "Loans for houses will cost more from May on."),
    ("We had dinner at the new Thai restaurant.", "The soup was hot, and the waiter was kind."),
    ("Mara missed the train.", "She waited at the station for the next one."),
    ("The team lost the final.", "The coach blamed the referee for the penalty."),
    ("Snow fell all night in the mountains.", "In the morning the road over the pass was closed."),
    ("The doctor looked at the wound.", "She cleaned it and wrapped a bandage around his arm."),
    ("My computer does not start any more.", "The screen stays black when I press the button."),
    ("The orchestra played a symphony by Brahms.", "The audience clapped until the conductor came back."),
]


def test_the_shipped_head_tells_what_follows_from_what_does_not(encoder):
    """The same sentences stand in both: a head with flipped labels has .15 for .85, one that knows nothing .5."""
    pairs = [(first, second) for first, _ in STORIES for _, second in STORIES]
    follows = np.eye(len(STORIES), dtype=bool).ravel()
    found = probabilities_next(encoder, pairs)
    assert (found[follows][:, None] > found[~follows]).mean() > 0.75
    assert found[follows].mean() > 0.65
    assert found[~follows].mean() < 0.45


def test_a_text_is_tried_with_its_neighbours_and_as_many_others(encoder):
    made = try_text(encoder, SENTENCES)
    assert made.pairs[:3] == ((0, 1), (1, 2), (2, 3))
    assert all(second not in (first, first + 1) for first, second in made.pairs[3:])
    assert made.truth.tolist() == [True] * 3 + [False] * 3
    assert made.right.tolist() == [(p > 0.5) == t for p, t in zip(made.probabilities, made.truth, strict=True)]
    assert try_text(encoder, SENTENCES, seed=0).pairs == made.pairs


@pytest.mark.parametrize(("count", "advice"), [(0, "Add some"), (3, "3 sentences.*Add some"), (41, "Take out some")])
def test_too_short_or_long_a_text_is_told(encoder, count, advice):
    with pytest.raises(TextError, match=advice):
        try_text(encoder, ["A sentence."] * count)


@pytest.mark.parametrize("gap", [0.0, 5.0, 17.0, 30.0])
def test_losses_of_a_sure_head_are_right(gap):
    forward = float(torch.tensor([gap, 0.0]).double().softmax(-1)[0])
    assert next_sentence.loss(1 - forward) == pytest.approx(np.logaddexp(0, gap), abs=0.01)
    assert next_sentence.digits(1 - forward).strip("0.") != ""
