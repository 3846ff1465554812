"""Tables of texts and labels: built in, pasted and from files; what is left out is counted, what cannot do refused."""

import io
import json
from collections import Counter

import pytest

from components.engine.errors import FileError, TextError
from components.engine.files.label_tables import (
    MOST_TEXTS,
    built_in,
    clean,
    look_into_table,
    read_columns,
    read_pasted,
)


def test_built_in_texts_are_many_balanced_and_all_different():
    topic, sentiment = built_in("topic"), built_in("sentiment")
    assert len(topic.texts) == len({text.casefold() for text in topic.texts}) >= 400
    assert set(Counter(zip(topic.labels, sentiment.labels, strict=True)).values()) == {41}
    openings = Counter(" ".join(text.split()[:2]).casefold() for text in topic.texts)
    assert max(openings.values()) <= 8  # written one by one, not from a template


@pytest.mark.parametrize(
    ("texts", "labels", "refusal"),
    [
        (["x"] * 12, ["a"] * 12, "All 12 texts have the label “a”"),
        ([f"t{n}" for n in range(12)], [f"c{n}" for n in range(12)], "12 of 12 classes have a single text"),
        (["", " "], ["a", "b"], "No row has both a text and a label"),
        ([f"t{n}" for n in range(60)], [str(n / 7) for n in range(60)], "holds 60 different numbers"),
        ([f"t{n}" for n in range(60)], [f"c{n}" for n in range(60)], "holds 60 different labels"),
        (["a", "b", "c", "d"], ["x", "x", "y", "y"], "There are 4 texts"),
    ],
)
def test_tables_that_nothing_can_be_learned_from_are_refused(texts, labels, refusal):
    with pytest.raises(TextError, match=refusal):
        clean(texts, labels)


def test_empty_texts_and_single_classes_are_left_out_and_named():
    made = clean([*"abcdefghijkl", " "], [*"xxxxxxyyyyyz", "x"])
    assert made.classes == ("x", "y")
    assert len(made.texts) == 11
    assert "1 of 13 rows" in made.notes[0]
    assert "single text: z" in made.notes[1]


def test_200_000_rows_are_drawn_from_with_their_shares():
    made = clean([f"text {n}" for n in range(200_000)], ["a" if n % 4 else "b" for n in range(200_000)])
    assert len(made.texts) <= MOST_TEXTS
    assert Counter(made.labels)["b"] / len(made.labels) == pytest.approx(0.25, abs=0.01)
    assert "of 200,000 texts are used" in made.notes[0]


def table(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_in_every_encoding_and_with_every_delimiter(encoding, delimiter):
    rows = "".join(f"Über größere Mäuse und Bären, Nummer {n}{delimiter}süß\n" for n in range(20))
    rows = rows if delimiter != "," else rows.replace("Bären, Nummer", "Bären Nummer")
    file = table(f"text{delimiter}label\n{rows}", encoding)
    layout = look_into_table(file, "t.csv", 2)
    assert layout.longest == ("text", "label")
    read, left_out = read_columns(file, "t.csv", layout, ("text", "label"))
    assert (len(read), left_out) == (20, "")
    assert read[3][1] == "süß"


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        ("text:label\nThe cat:a\n", "t.csv", "has 1 column"),
        (
            "text,label\nThe cat, the dog,a\n",
            "t.csv",
            "of “t.csv” do not fit.*Row 1 has 3 cells, but its first line names 2",
        ),
        ("text,label\n", "t.csv", "no column of text"),
        ("", "t.csv", "is empty"),
        ("The cat\n", "t.txt", "plain text"),
        ('{"text": "a", "label": "b"}\n[1]\n', "t.jsonl", "of “t.jsonl” do not fit.*Row 2 is no JSON object"),
    ],
)
def test_files_that_are_no_table_are_refused_in_a_sentence(content, name, refusal):
    def read():
        layout = look_into_table(table(content), name, 2)
        return read_columns(table(content), name, layout, layout.columns)

    with pytest.raises(FileError, match=refusal):
        read()


def test_pasted_lines_take_the_last_separator_and_a_header_is_no_text():
    lines = "text,label\n" + "\n".join(f"Good, really good {n}, yes\nBad {n}, no" for n in range(6))
    made = read_pasted(lines)
    assert made.texts[0] == "Good, really good 0"
    assert made.classes == ("no", "yes")
    for text, refusal in (("", "no table yet"), ("a, b\nno label here", "Line 2 has no label")):
        with pytest.raises(TextError, match=refusal):
            read_pasted(text)


def test_lines_parted_by_different_signs_are_refused():
    with pytest.raises(TextError, match="different signs"):
        read_pasted("I like it; pos\nBad, neg")


def test_json_lines_may_hold_numbers_and_damaged_letters():
    lines = "".join(json.dumps({"text": f"\ud83d text {n}", "label": n % 2}) + "\n" for n in range(12))
    file = io.BytesIO(lines.encode())
    layout = look_into_table(file, "t.jsonl", 2)
    assert layout.longest == ("text", "label")
    table, _ = read_columns(file, "t.jsonl", layout, ("text", "label"))
    made = clean([text for text, _ in table], [label for _, label in table])
    assert made.classes == ("0", "1")
    assert made.texts[3] == "? text 3"
    assert made.texts[3].encode()


def test_damaged_letters_are_counted():
    made = clean([f"caf\ufffd {n}" if n < 3 else f"tea {n}" for n in range(12)], ["a", "b"] * 6)
    assert made.notes[0].startswith("3 rows hold damaged letters")
