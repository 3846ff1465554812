"""The one reader: tables as people write them come back cell by cell, or are refused in a sentence."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from components.engine.errors import FileError
from components.engine.files import tables, workbooks
from components.engine.files.dialects import ESCAPED, LETTERS, QUOTED, SINGLE
from components.engine.files.tables import look_into, read_table

CASES = Path(__file__).parent / "cases"


def read(content: bytes, name: str = "a.csv", header: bool | None = None) -> tables.Table:
    return read_table(io.BytesIO(content), name, header)


def case(name: str) -> tables.Table:
    return read((CASES / name).read_bytes(), name)


def workbook(*rows: tuple) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_a_mark_that_opens_a_cell_swallows_no_row():
    table = case("quote-opens-cell.tsv")
    assert len(table.rows) == 5
    assert table.rows[1] == ('"The bank said no.', "money")


def test_texts_with_unquoted_separators_are_refused_with_both_counts():
    with pytest.raises(FileError, match="1 of the 2 rows.*Row 1 has 3 cells, but its first line names 2"):
        case("unquoted-comma.csv")


def test_escaped_marks_belong_to_the_text():
    assert case("backslash-quotes.csv").rows[0] == ('He said "bank", then left', "money")


def test_bars_part_cells():
    assert case("pipe.csv").columns == ("text", "sense")


@pytest.mark.parametrize("name", ["soft-hyphen.txt", "emoji.txt", "one-bad-byte.txt"])
def test_utf8_is_told_whatever_is_in_it(name):
    assert case(name).encoding == "utf-8-sig"


def test_one_bad_byte_is_one_sign():
    assert sum(line.count("\ufffd") for (line,) in case("one-bad-byte.txt").rows) == 1


@pytest.mark.parametrize("encoding", ["cp1250", "cp1252", "cp1253"])
def test_single_byte_encodings_are_told_apart(encoding):
    name = next(CASES.glob(f"*{encoding}*")).name
    table = case(name)
    assert "\n".join(line for (line,) in table.rows) + "\n" == (CASES / name).read_text(encoding)


def test_objects_in_json_lines_give_columns():
    table = case("nested.jsonl")
    assert table.columns == ("id", "data.text", "tags")
    assert table.rows[0] == ("1", "The bank closed.", '["a"]')


def test_a_name_that_comes_twice_is_kept_apart_and_said():
    content = (CASES / "duplicate-header.csv").read_bytes()
    layout = look_into(io.BytesIO(content), "a.csv")
    assert layout.columns == ("text", "text (2)", "sense")
    assert "“text” names 2 columns" in layout.notes[0]
    assert read(content).rows[0] == ("The bank lent", "x", "money")


def test_numbers_of_json_lines_stay_as_they_were_written():
    content = b'{"t": "a", "n": 1.50, "list": [1e3, "x", null], "yes": true, "none": null, "deep": {"er": {"n": 007}}}'
    assert "is no JSON" in str(pytest.raises(FileError, read, content, "a.jsonl").value)
    table = read(content.replace(b"007", b"7.0"), "a.jsonl")
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert row == {"t": "a", "n": "1.50", "list": '[1e3, "x", null]', "yes": "true", "none": "", "deep.er.n": "7.0"}


@pytest.mark.parametrize(
    ("options", "way"),
    [({}, QUOTED), ({"quoting": csv.QUOTE_ALL}, QUOTED), ({"doublequote": False, "escapechar": "\\"}, ESCAPED)]
    + [({"quotechar": "'", "quoting": csv.QUOTE_ALL}, SINGLE)],
)
@pytest.mark.parametrize("separator", ",;|")
def test_what_a_writer_wrote_is_read_back(separator, options, way):
    rows = [["text", "sense"], [f'He said "no"{separator} and left.', "a"], ["Two\nlines", "b"], ['"All of it"', "c"]]
    rows = [[cell.replace('"', "") for cell in row] for row in rows] if way == SINGLE else rows
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, **options).writerows(rows)
    table = read(file.getvalue().encode())
    assert [list(table.columns), *map(list, table.rows)] == rows
    assert table.dialect.way == way


def test_a_sentence_all_in_marks_keeps_them_between_tabs_but_whole_columns_lose_them():
    some = read(b'text\tsense\n"No," he said.\ta\n"I said no."\tb\nPlain.\tc\n', "a.tsv")
    assert some.rows[1] == ('"I said no."', "b")
    assert some.dialect.way == LETTERS
    whole = read(b'"text"\t"sense"\n"One."\t"a"\n"Two."\t"b"\n', "a.tsv")
    assert whole.rows == (("One.", "a"), ("Two.", "b"))


def test_a_spreadsheet_quotes_commas_between_tabs():
    table = read(b'text\tsense\n"In May, it closed."\ta\nIt closed.\tb\n', "a.tsv")
    assert table.rows[0] == ("In May, it closed.", "a")


def test_a_text_with_as_many_tabs_in_every_line_is_a_table_and_another_is_none():
    assert read(b'1\t"A bank.\n2\tThe bank.\n', "a.txt").rows == (("1", '"A bank.'), ("2", "The bank."))
    assert read(b"1\tA bank.\nThe bank.\n", "a.txt").columns == ("line",)


def test_a_few_rows_that_do_not_fit_are_left_out_and_counted():
    content = b"text,sense\n" + b"A bank.,money\n" * 30 + b"In May, it closed.,money\n" + b"A bank.,money\n" * 9
    table = read(content)
    assert len(table.rows) == 39
    assert table.refused == ((31, "has 3 cells, but its first line names 2"),)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"text,sense\nThe bank.,money\n", True),
        (b"The bank slid.,river\nThe bank lent it.,money\n", False),
        (b"slid,river\nlent,river\n", False),  # what comes again below is no name
        (b"1,a bank\n2,a shore\n", False),
    ],
)
def test_a_first_row_of_data_is_told_from_names_and_may_be_said(content, named):
    layout = look_into(io.BytesIO(content), "a.csv")
    assert layout.header is named
    assert read(content, header=True).columns != ("column 1", "column 2")
    without = read(content, header=False)
    assert without.columns == ("column 1", "column 2")
    assert len(without.rows) == 2


def test_a_workbook_is_read_by_its_first_sheet():
    table = read(workbook(("text", "score"), ("A bank, “closed”.", 3.0), ("Two\nlines", 2.5), (None, None)), "a.xlsx")
    assert table.columns == ("text", "score")
    assert table.rows == (("A bank, “closed”.", "3"), ("Two\nlines", "2.5"))


def test_of_several_sheets_it_is_said_which_is_read():
    assert look_into(io.BytesIO(workbook(("text",), ("A bank.",))), "a.xlsx").notes == ()
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "Uses"
    book.active.append(("text",))
    book.active.append(("A bank.",))
    book.create_sheet("Other")
    book.save(file)
    assert look_into(file, "a.xlsx").notes == ("Of the 2 sheets the first, “Uses”, is read.",)


@pytest.mark.parametrize("content", [b"PK\x03\x04 nonsense", b"text,sense\na,b\n", b""])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(FileError, match="no workbook"):
        read(content, "a.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 1000)
    with pytest.raises(FileError, match="at most 0 MB"):
        read(workbook(("text",), ("a",)), "a.xlsx")


def test_cells_are_as_they_were_written():
    rows = [{"text": "  two  spaces\t", "sense": " "}]
    assert read(json.dumps(rows[0]).encode(), "a.jsonl").rows == (("  two  spaces\t", " "),)
    assert read(b"text,sense\n  two  spaces ,'x'\n").rows == (("  two  spaces ", "'x'"),)
