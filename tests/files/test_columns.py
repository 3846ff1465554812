"""Which rows fit, and how columns are named: by the first row, numbered where a name comes again."""

import io

import openpyxl
import pytest

from components.engine.errors import FileError
from components.engine.files.tables import Refusals, has_tabs, is_number, look_into, names_columns, read_table


def look(content: str, name: str = "a.csv", header: bool | None = None):
    return look_into(io.BytesIO(content.encode()), name, header)


def read(content: str, name: str = "a.csv", header: bool | None = None):
    return read_table(io.BytesIO(content.encode()), name, header)


@pytest.mark.parametrize(
    ("first", "others", "named"),
    [
        (["text", "sense"], [["A bank.", "river"]], True),
        (["text", "2"], [["A bank.", "river"]], False),
        (["text", ""], [["A bank.", ""]], True),  # an empty name is one
        (["text", "river"], [["A bank.", "money"], ["A bank.", "river"]], False),
        (["text", "river", "sea"], [["A bank."]], True),  # a shorter row says nothing of the others
        (["x" * 60], [], True),
        (["x" * 61], [], False),
        (["A bank."], [], False),
        (["A bank? "], [], False),
        (["text."], [], True),  # one word
        (["the text"], [], True),
    ],
)
def test_a_first_row_names_the_columns_if_nothing_in_it_is_data(first, others, named):
    assert names_columns(first, others) is named


def test_numbers_may_have_a_decimal_comma():
    assert [is_number(cell) for cell in ("1", "-1.5", "1,5", "1e3", "1 000", "x", "", "1,5,0")] == [True] * 4 + [
        False
    ] * 4


def test_names_that_come_again_or_are_empty_are_numbered():
    layout = look("text,text,text (2), ,text\nA bank.,b,c,d,e\n")
    assert layout.columns == ("text", "text (2)", "text (2) (2)", "column 4", "text (3)")
    assert layout.notes == ("“text” names 3 columns; they are numbered here.",)
    assert look("a  b,c\nA bank.,river\n").columns == ("a b", "c")


def test_rows_without_names_have_numbered_columns():
    layout = look("A bank rose.,river\nA bank lent.,money\n")
    assert (layout.header, layout.columns) == (False, ("column 1", "column 2"))
    assert layout.first == (("A bank rose.", "river"), ("A bank lent.", "money"))
    with pytest.raises(FileError, match="Row 2 has 1 cell, but its first row has 2"):
        read("A bank rose.,river\nA bank\n", header=False)


def test_columns_that_hold_anything_are_listed_from_the_longest_texts_down():
    assert look("id,text,none,sense\n1,A bank.,,river\n2,A shore.,,sea\n").longest == ("text", "sense", "id")


@pytest.mark.parametrize(("rows", "fits"), [(20, True), (19, False), (40, True)])
def test_a_twentieth_of_the_rows_may_not_fit(rows, fits):
    content = "text,sense\n" + "A bank.,river\n" * (rows - 1) + "A bank, and more,river\n"
    if fits:
        assert read(content).refused == ((rows, "has 3 cells, but its first line names 2"),)
    else:
        with pytest.raises(FileError, match=f"1 of the {rows} rows .*Row {rows} has 3 cells"):
            read(content)


def test_what_was_left_out_is_said_with_the_first_reason():
    out = Refusals("a.csv")
    assert out.said() == ""
    for row in range(1, 1101):
        out.rows = row
        if row in (3, 1001):
            out.refuse("is odd")
    assert out.said() == "2 of 1,100 rows do not fit and are left out; the first, row 3, is odd."
    out.check("csv")


@pytest.mark.parametrize(
    ("content", "table"),
    [("a\tb\n\nc\td\n", True), ("a\tb\nc\n", False), ("a\nb\n", False), ("a\tb\nc\td\te\n", False), ("\n", False)],
)
def test_a_text_is_a_table_if_all_its_lines_have_as_many_tabs(content, table):
    layout = look("x\n", "a.txt")
    assert has_tabs(io.BytesIO(content.encode()), layout) is table


def test_marks_in_a_text_with_tabs_are_letters():
    table = read('text\tsense\n"A bank."\t"river"\n"A shore."\t"sea"\n', "a.txt")
    assert table.rows == (('"A bank."', '"river"'), ('"A shore."', '"sea"'))


def test_lines_of_json_have_the_columns_of_all():
    table = read('{"text": "A bank."}\n\n{"sense": "river", "text": "A shore."}\n{}\n', "a.jsonl")
    assert table.columns == ("text", "sense")
    assert table.rows == (("A bank.", ""), ("A shore.", "river"), ("", ""))
    with pytest.raises(FileError, match="has no columns: its first line is no JSON. Save"):
        read("A bank.\n[1]\n", "a.jsonl")
    with pytest.raises(FileError, match="has no columns. Save"):
        read("{}\n", "a.jsonl")


def test_a_table_of_numbers_has_no_text():
    for content in ("a,b\n1,2\n", "a,b\n1,\n"):
        with pytest.raises(FileError, match="no column of text"):
            look(content)
    assert look("1\n2\n", "a.txt").columns == ("line",), "but lines of numbers are texts"


def test_only_the_beginning_is_looked_at():
    content = "text,sense\n" + "".join(f"A bank {n}.,{n}\n" for n in range(60))
    assert len(look(content).first) == 50
    assert len(read(content).rows) == 60


def test_rows_of_a_workbook_are_as_wide_as_the_first():
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in [
        ("text", "n", None),
        ("A bank.", 2.0, None),
        (None, None, None),
        ("A shore.", None, None),
        *[("A bank.", 1)] * 40,
        ("A", 1.5, "more"),
        (True, 2),
    ]:
        book.active.append(row)
    book.save(file)
    table = read_table(file, "a.xlsx")
    assert table.columns == ("text", "n")
    assert table.rows[:2] == (("A bank.", "2"), ("A shore.", ""))
    assert table.rows[-1] == ("True", "2")
    assert table.refused == ((43, "has 3 cells, but its first line names 2"),)
