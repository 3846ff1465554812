"""Columns that say where the word is: characters, a start and an end, or the number of a word between spaces."""

import io

import pytest

from components.engine.files.sentence_files import (
    PlaceColumns,
    is_word,
    place_columns,
    read_sentences,
    trimmed,
)
from components.engine.files.tables import Layout, look_into

LAYOUT = Layout("tsv", ("text", "place", "start", "end"))


def place(unit, cell, text="A mouse, and mice."):
    return PlaceColumns(("place",), unit).place((text, cell, "", ""), LAYOUT, text)


def table(columns, *rows: tuple[str, ...]):
    """A tab-separated file, and its layout."""
    file = io.BytesIO("\n".join("\t".join(row) for row in (columns, *rows)).encode())
    return file, look_into(file, "a.tsv")


@pytest.mark.parametrize("cell", ["13:17", " 13 : 17 ", "13,17", "13-17", "13–17"])
def test_characters_are_read_from_one_cell_however_they_are_parted(cell):
    assert place("characters", cell) == (13, 17)


def test_characters_are_read_from_two_columns():
    both = PlaceColumns(("start", "end"), "characters")
    assert both.place(("A mouse.", "", "2", "7"), LAYOUT, "A mouse.") == (2, 7)
    assert str(both) == "start to end (characters)"


@pytest.mark.parametrize(
    ("cell", "found"),
    [("0:1", (0, 1)), ("13:18", (13, 18)), ("13:19", None), ("5:5", None), ("7:2", None), ("2", None), ("", None)],
)
def test_characters_must_lie_within_the_text(cell, found):
    assert place("characters", cell) == found


@pytest.mark.parametrize(
    ("cell", "found"), [("0", (0, 1)), (" 1 ", (2, 7)), ("3", (13, 17)), ("4", None), ("-1", None), ("x", None)]
)
def test_a_words_number_counts_from_0_and_signs_around_it_are_left_out(cell, found):
    assert place("words", cell) == found


def test_signs_around_a_word_are_left_out_but_a_sign_alone_stays():
    assert trimmed("a “co-op”, b", 2, 10) == (3, 8)
    assert trimmed("a -- b", 2, 4) == (2, 4)
    assert trimmed("a (x\ny) b", 2, 7) == (3, 6)


@pytest.mark.parametrize(
    ("text", "start", "end", "whole"),
    [
        ("A mouse, and", 2, 7, True),
        ("A mouse, and", 2, 6, False),
        ("A mouse, and", 3, 7, False),
        ("A mouse, and", 1, 7, False),
        ("A mouse, and", 2, 8, True),  # a sign at the end does no harm
        ("A mouse, and", 7, 8, False),
        ("mouse", 0, 5, True),
        ("我去银行河边", 2, 4, True),  # nothing parts words there
    ],
)
def test_whole_words_by_hand(text, start, end, whole):
    assert is_word(text, start, end) is whole


def test_columns_that_point_at_words_are_found_and_others_are_not():
    rows = [("A mouse ran.", "1", "2", "7", "9"), ("Two mice ran.", "0", "4", "8", "9")] * 5
    _, layout = table(("text", "number", "start", "end", "year"), *rows)
    found = [str(one) for one in place_columns(layout, "text", "mouse")]
    assert found == ["start to end (characters)", "number (words)"], "where “mouse” is in the text, the number is right"
    _, layout = table(("text", "number"), *[("A mouse ran.", "2")] * 10)
    assert place_columns(layout, "text", "mouse") == []
    _, layout = table(("text", "number"), *[("No rat ran.", "1")] * 10)
    assert place_columns(layout, "text", "mouse") == [], "no text holds the word"


@pytest.mark.parametrize(("right", "found"), [(9, 1), (8, 0)])
def test_nine_of_ten_rows_must_point_at_a_word(right, found):
    rows = [("A mouse ran.", "2:7")] * right + [("A mouse ran.", "3:7")] * (10 - right)
    _, layout = table(("text", "place"), *rows)
    assert len(place_columns(layout, "text", "mouse")) == found


def test_a_row_speaks_of_the_word_that_it_points_at_or_names():
    rows = [("Two mice ran.", "4:8", "mouse_nn"), ("A mouse and a rat.", "14:17", "rat_nn"), ("Mouse!", "0:5", "x")]
    file, layout = table(("text", "place", "lemma"), *rows)
    asked = PlaceColumns(("place",), "characters")
    found = read_sentences(file, "a.tsv", " Mouse ", False, places=asked, layout=layout)
    assert found.sentences == ("Two mice ran.", "Mouse!")
    assert [(span.sentence, span.start, span.end) for span in found.spans] == [(0, 4, 8), (1, 0, 5)]
    assert (found.lines, found.found) == (3, 2)
    searched = read_sentences(file, "a.tsv", "mouse", False, layout=layout)
    assert (searched.sentences, searched.spans) == (("A mouse and a rat.", "Mouse!"), ())
