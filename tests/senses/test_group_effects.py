"""Which words moved a whole group: the obvious ones do, and where the group means nothing, nothing does."""

import numpy as np
import pytest

from components.engine.built_in.wordbench import read_bench
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.errors import WordError
from components.engine.senses.group_effects import FEWEST, group_effects
from components.engine.senses.keywords import telling
from components.engine.text.find_word import find_occurrences
from tests.driving import choose, errors, go, view, words

MONEY = [f"She {verb} money at the bank {day}." for verb in ("saved", "left", "lost") for day in ("today", "early")]
RIVER = [f"He {verb} by the river on the bank {day}." for verb in ("sat", "slept", "ate") for day in ("today", "early")]


def measured(encoder, sentences, inside, method="mask"):
    spans = find_occurrences(sentences, "bank")
    occurrences = embed_occurrences(encoder, sentences, spans)
    around = [(sentences[span.sentence], span) for span in spans]
    return group_effects(encoder, occurrences, inside, around, len(occurrences.states) - 1, method)


def test_the_obvious_word_pulls_most(encoder):
    found = measured(encoder, MONEY + RIVER, np.arange(12) < 6)
    assert telling(found.words)[0] == "money"  # beside “at”, which stands with banks of that kind alone
    place = found.words.index("money")
    assert found.low[place] > 0
    assert (found.uses[place], found.counted) == (6, 6)
    other = measured(encoder, MONEY + RIVER, np.arange(12) >= 6)
    assert other.words[0] == "river"
    assert (other.low <= other.pull).all()
    assert min(other.uses) >= FEWEST


def test_nothing_pulls_towards_a_group_that_means_nothing(tiny):
    random = np.random.default_rng(5)
    holds = []
    for _ in range(25):
        sentences = [" ".join(random.permutation(["bank", *random.choice(list("abc"), 4)])) for _ in range(40)]
        found = measured(tiny, sentences, np.arange(40) < 20, "drop")
        holds += ((found.low <= 0) & (found.high >= 0)).tolist()
    assert np.mean(holds) > 0.85  # of 75 intervals of 95 %


def test_too_few_are_told(encoder):
    with pytest.raises(WordError, match="The group has 1 sentences and the rest 11"):
        measured(encoder, MONEY + RIVER, np.arange(12) < 1)
    with pytest.raises(WordError, match="No word stands in 4"):
        measured(encoder, ["A red bank.", "My bank!", "The bank sank.", "Some bank closed."], np.arange(4) < 2)


def test_page_shows_a_whole_sense(open_page):
    app = go(view(open_page("senses", {"word": "spring"}), "Words"), "whose", "of a whole sense")
    assert errors(app) == []
    assert "Most towards" in words(app)
    choose(app, "whole_sense", read_bench("spring").labels[-1])
    assert errors(app) == []
