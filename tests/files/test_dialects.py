"""Quotation marks and separators: what is a sign, what a letter, by the share of rows that say so."""

import io

import pytest

from components.engine.files import dialects
from components.engine.files.dialects import ESCAPED, LETTERS, LETTERS_ESCAPED, QUOTED, Dialect, Fit, find_dialect
from components.engine.files.tables import read_table


def told(text: str, name: str = "a.csv") -> Dialect:
    return find_dialect(io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline=""), name)


def read(text: str, name: str):
    return read_table(io.BytesIO(text.encode()), name)


@pytest.mark.parametrize(("quoted", "way"), [(39, QUOTED), (37, QUOTED), (36, LETTERS), (1, LETTERS)])
def test_marks_are_signs_if_they_stand_around_a_whole_column(quoted, way):
    rows = ["text\tsense"] + ['"A bank."\ta'] * quoted + ["A bank.\ta"] * (39 - quoted)  # a twentieth may do without
    table = read("\n".join(rows) + "\n", "a.tsv")
    assert table.dialect.way == way
    assert table.rows[0][0] == ("A bank." if way == QUOTED else '"A bank."')


def test_a_quoted_table_stays_one_if_a_mark_is_out_of_place_in_a_few_rows():
    rows = ['"text"\t"sense"'] + ['"A bank."\t"a"'] * 39 + ['"He said "no"."\t"a"']
    table = read("\n".join(rows) + "\n", "a.tsv")
    assert set(table.rows) == {("A bank.", "a")}
    assert table.refused == ((40, "has a quotation mark out of place"),)


def test_marks_between_commas_are_signs_unless_they_would_join_rows():
    assert told('text,sense\n"A bank.",a\nA shore.,b\n').way == QUOTED
    assert told('text,sense\n"A bank.,a\nA shore.",b\n').way == LETTERS, "they open in one row and close in another"


def test_doubled_marks_are_signs():
    assert told('text\tsense\n"He said ""no""."\ta\nPlain.\tb\n', "a.tsv").way == QUOTED


@pytest.mark.parametrize(
    ("cell", "way"),
    [('"He said \\"no\\"."', ESCAPED), ('"No\\, thanks" he said.', LETTERS_ESCAPED), ("C:\\new, as it was", QUOTED)],
)
def test_backslashes_are_signs_if_each_stands_before_what_must_be_escaped(cell, way):
    text = f"text,sense\n{cell},a\nPlain.,b\n"
    assert told(text if way != QUOTED else text.replace(", as", " as")).way == way


def test_marks_around_a_few_words_of_a_cell_stay_though_separators_are_escaped():
    table = read('text,sense\n"No\\, thanks" he said.,a\n"Fine.",b\n', "a.csv")
    assert table.rows == (('"No, thanks" he said.', "a"), ('"Fine."', "b"))
    quoted = read('text,sense\r\n"He said \\"no\\", and left,",a\r\n"Fine.","b"\r\n', "a.csv")
    assert quoted.rows == (('He said "no", and left,', "a"), ("Fine.", "b"))


@pytest.mark.parametrize("separator", "\t,;|")
def test_the_separator_is_told_and_named(separator):
    found = told("".join(f"bank {n}{separator}river{separator}{n}\n" for n in range(5)))
    assert found.separator == separator
    assert f"parted by {dialects.SEPARATORS[separator]}" in str(found)


def test_tabs_part_a_tsv_whatever_else_is_in_it():
    assert told("a, b, c\tx, y, z\n" * 4, "a.tsv").separator == "\t"
    assert told("a,b,c\n" * 4, "a.tsv").separator == ","


def test_where_nothing_parts_the_rows_the_most_frequent_sign_of_the_first_does():
    assert told("one\n").separator == ","
    assert told("a;b;c,d\n").separator == ";"
    assert told("a;b;c,d\n\0;;,\n").separator == ";", "nor does a NUL stop it"


def test_a_cell_that_is_too_long_is_one_row_that_does_not_fit():
    table = read("text;sense\n" + "x" * 140_000 + ";a\n" + "A bank.;river\n" * 39, "a.csv")
    assert table.refused == ((1, "holds a cell that is too long"),)
    assert set(table.rows) == {("A bank.", "river")}


def test_ways_to_read_are_named():
    said = [str(Dialect(",", way)) for way in dialects.WAYS]
    assert said[0] == "cells parted by commas"
    assert [one.partition(", ")[2] for one in said[1:]] == [
        "quotation marks kept",
        "marks escaped by backslashes",
        "quotation marks kept",
        "single quotation marks",
    ]


def test_a_fit_counts_rows_of_another_width_than_the_first_and_those_that_cannot_be_read():
    lines = ["a,b\n", "c,d\n", "\n", "e\n", 'x"y",z\n', '"x"y,z\n']
    assert dialects.measure(Dialect(","), lines) == Fit(rows=5, misfits=2)
    assert dialects.measure(Dialect(","), ['"x"y,z\n', "a,b\n"]) == Fit(2, 2), (
        "nothing is like a first row that is none"
    )
    assert (Fit(2, 0).good, Fit(2, 1).good, Fit(0, 0).good) == (True, False, False)
    assert dialects.measure(Dialect(","), []) == Fit(0, 0)


def test_a_cell_in_marks_has_one_at_each_end():
    assert [dialects.is_marked(cell) for cell in ('"a"', '""', '"', 'a"', '"a', "")] == [True, True] + [False] * 4
