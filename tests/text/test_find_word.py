"""Finding a word: whole words, as a reader would, and its regular forms on request."""

import sys
import unicodedata

import pytest

from components.engine.errors import WordError
from components.engine.text.find_word import find_occurrences


def found(sentence, word, **options: bool):
    return [sentence[span.start : span.end] for span in find_occurrences([sentence], word, **options)]


def test_every_place_counts_in_any_case():
    assert found("Bank on the bank, not the banker’s embankment.", "bank") == ["Bank", "bank"]


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("bat", ["bats", "bat's", "batted", "batting", "Bat"]),
        ("date", ["dates", "dated", "dating"]),
        ("match", ["matches", "matched", "matching"]),
    ],
)
def test_regular_forms_are_found_on_request(word, forms):
    assert found(" ".join(forms), word, inflections=True) == forms
    assert found("batter bath dateline matchless", word, inflections=True) == []


def test_words_without_spaces_are_found_in_chinese():
    assert found("我去银行。河边没有银行。", "银行") == ["银行", "银行"]


@pytest.mark.parametrize(
    ("word", "sentence", "places"),
    [
        ("café", "The cafe\u0301.", ["cafe\u0301"]),
        ("don't", "I don’t know.", ["don’t"]),
        ("bank", "The ba\u00adnk\u200b rose.", ["ba\u00adnk\u200b"]),
        ("state of the art", "A state  of\u00a0the\nart method.", ["state  of\u00a0the\nart"]),
        ("straße", "STRASSE", ["STRASSE"]),
        ("fire", "The ﬁre.", ["ﬁre"]),
        ("bank", "Ｂａｎｋ", ["Ｂａｎｋ"]),
        ("co-op", "The co‑op.", ["co‑op"]),
        ("か", "がか", ["か"]),
        ("क", "क़", []),
        ("한국", "한국 한국어", ["한국"]),
    ],
)
def test_a_word_is_found_as_a_reader_would_and_its_place_is_in_the_text_as_written(word, sentence, places):
    assert found(sentence, word) == places


@pytest.mark.parametrize(
    ("word", "forms", "others"),
    [
        ("study", "studies studied studying study's", "stud"),
        ("lie", "lies lied lying", "lid"),
        ("car", "cars", "cared caring care"),
        ("be", "being", "bed bees"),
        ("the", "", "thing thed"),
        ("bat", "bats batted batting bat's", "bated"),
        ("fix", "fixes fixed", "fixxed"),
        ("open", "opened opening", "opener"),
        ("see", "sees seeing", "sing"),
        ("box", "boxes", "boxen"),
        ("play", "plays played", "plaies"),
        ("dye", "dyes dyed dyeing", "dying"),
        ("hoe", "hoes hoed hoeing", "hoing"),
        ("make", "makes making", "makeing"),
        ("potato", "potatoes potatos", "potatoies"),
        ("stop", "stopped stopping", "stoped stoping"),
        ("visit", "visited visiting visitted", "visitied"),
        ("wait", "waited waiting", "waitted waitting"),
        ("quiz", "quizes quizzed quizzing", "quized"),
        ("tree", "trees", "treees"),
        ("fly", "flies flying", "flys flyed"),
        ("kiss", "kisses kissed", "kisss"),
    ],
)
def test_inflections_are_the_regular_forms_and_no_other_words(word, forms, others):
    assert found(f"{forms} {others}", word, inflections=True) == forms.split()


def test_combining_marks_belong_to_their_word():
    assert found("कला और कल", "कल") == ["कल"]
    assert found("cafe\u0301 cafe", "cafe") == ["cafe\u0301", "cafe"]  # an accent is its letter's
    assert found("❤\ufe0fbank\ufe0f", "bank") == ["bank"]


def test_accents_and_vowel_points_are_not_seen_and_marks_that_make_another_letter_are():
    marks = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code))]
    spans = find_occurrences([f"a{mark}b" for mark in marks], "ab")
    classes = {unicodedata.combining(marks[span.sentence]) for span in spans}
    of_vowels = set(range(10, 36))  # Hebrew, Arabic, Syriac
    iota = 240  # below a Greek letter; in capitals it is a letter
    above_or_below = {unicodedata.combining(mark) for mark in marks} - {*range(200), iota}
    assert classes - of_vowels == above_or_below
    assert classes & of_vowels == of_vowels & set(map(unicodedata.combining, marks))
    assert found("שָׁלוֹם كَتَبَ 한〮국", "שלום") == ["שָׁלוֹם"]


@pytest.mark.parametrize("word", ["", "  "])
def test_empty_word_is_told(word):
    with pytest.raises(WordError, match="no word"):
        find_occurrences(["a"], word)


def test_word_is_text_and_not_a_pattern():
    assert found("a.c abc", "a.c") == ["a.c"]
