"""Plain words first: what a picture says in a sentence, and which words work well."""

import re

import pytest

from components.engine.built_in.told_apart import ToldApart, told_apart
from components.engine.built_in.wordbench import ENGLISH, LANGUAGES, bench_words
from components.engine.catalog import DEFAULT_MODEL, MULTILINGUAL_MODEL
from components.ui.senses.which_words import label
from tests.driving import words
from tests.senses.measure_words import measure


@pytest.mark.parametrize("word", ["bank", "bow", "mouse", "spring"])
def test_table_of_words_says_what_is_measured_again(encoder, word):
    found = told_apart(DEFAULT_MODEL, ENGLISH)[word]
    assert (found.accuracy, found.guess) == pytest.approx(measure(encoder, ENGLISH, word), abs=0.03)


@pytest.mark.parametrize(("language", "word"), [("zh", "苹果"), ("de", "Schloss")])
def test_table_of_words_says_what_is_measured_again_in_other_languages(multilingual, language, word):
    found = told_apart(MULTILINGUAL_MODEL, language)[word]
    assert (found.accuracy, found.guess) == pytest.approx(measure(multilingual, language, word), abs=0.05)


def test_every_built_in_word_is_in_the_table():
    assert list(told_apart(DEFAULT_MODEL, ENGLISH)) == bench_words()
    for language in LANGUAGES:
        assert list(told_apart(MULTILINGUAL_MODEL, language)) == bench_words(language)


def test_bar_goes_from_guessing_to_always_right():
    assert label("a", ToldApart(1, 0.5)) == "a ▰▰▰▰▰ 100%"
    assert label("a", ToldApart(0.5, 0.5)) == "a ▱▱▱▱▱ 50%"
    assert label("a", ToldApart(0.6, 1 / 3)) == "a ▰▰▱▱▱ 60%"


def test_a_hard_word_is_said_to_be_and_a_clear_one_is_not(open_page):
    app = open_page("senses", {"method": "PCA", "word": "spring"})
    assert "“spring” is hard for this model: it tells the senses apart in 72 of 100, guessing in 33" in words(app)
    app.button_group(key="well_parted").set_value("mouse").run()
    assert app.selectbox(key="word").value == "mouse"
    assert "is hard for this model" not in words(app)


def test_map_is_read_in_a_sentence_with_its_chance_level(open_page):
    own = "The flowers open in spring.\nA metal spring in the mattress broke."
    said = words(open_page("senses", {"method": "PCA", "word": "spring", "own": own}))
    assert "Your sentence **1** sits with ` season `, **2** with ` metal coil `." in said
    assert "tells the 3 senses apart in **72 of 100** (95 %: 61 to 83; n = 54); guessing gets 33." in said


def test_without_known_senses_groups_are_told_and_no_accuracy(open_page):
    own = "My spleen hurts.\nA spleen is an organ.\nHe vented his spleen."
    said = words(open_page("senses", {"method": "PCA", "word": "spleen", "own": own}))
    assert "no evidence for more than one meaning" in said
    assert "of 100" not in said


@pytest.mark.parametrize(
    ("path", "query", "said", "folded"),
    [
        (
            "senses",
            {"view": "Compare"},
            r"\*\*\d+%\*\* of the occurrences .* \(guessing gets 50%\)",
            "same word and sense",
        ),
        (
            "senses",
            {"view": "Compare", "versus": "two models or layers"},
            r"A and B agree on \*\*\d+% of the neighbours\*\* \(n = 36\); by chance: 29%",
            "They disagree most",
        ),
        ("similarity", {"view": "Align"}, r"tokens\*\* are chosen back", "Mean cosine of the first text’s tokens"),
    ],
)
def test_comparison_is_read_in_a_sentence_and_its_figures_are_folded(open_page, path, query, said, folded):
    app = open_page(path, {"method": "PCA"} | query)
    assert not app.exception
    assert re.search(said, words(app))
    figures = next(one for one in app.expander if one.label == "In figures")
    assert folded in " ".join([one.value for one in figures.caption] + [one.help for one in figures.metric])


@pytest.mark.parametrize(
    ("curves", "said"),
    [
        ("senses told apart", "From **32%** told apart at layer 0 to **72%** at the last; best at layer 5, 72%."),
        ("how alike the word stays", "Two occurrences have a cosine of **0.8"),
    ],
)
def test_curve_is_read_in_a_sentence(open_page, curves, said):
    assert said in words(open_page("senses", {"method": "PCA", "word": "spring", "curves": curves}))
