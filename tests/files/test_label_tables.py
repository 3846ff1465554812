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


def test_a_table_of_labels_has_two_columns_or_lines_of_json():
    assert look_into_table(table('{"line": "A bank."}\n'), "t.jsonl", 1).columns == ("line",), (
        "named so, but no plain text"
    )
    with pytest.raises(FileError, match="“t.csv” has 1 column .“text”., and 2 are needed"):
        look_into_table(table("text,label\nA bank.,\n"), "t.csv", 2)
    with pytest.raises(FileError, match="has 2 columns .“text”., and 3 are needed"):
        look_into_table(table("text,label\nA bank.,a\n"), "t.csv", 3)


def test_between_two_and_twenty_classes_of_two_texts_and_ten_texts_can_be_learned():
    def classes(count, each=2):
        return clean([f"t{n}" for n in range(count * each)], [f"c{n % count}" for n in range(count * each)])

    assert len(classes(20).classes) == 20
    with pytest.raises(TextError, match="holds 21 different labels .c0, c1, c10, ….; at most 20"):
        classes(21)
    assert len(classes(2, 5).texts) == 10
    with pytest.raises(TextError, match="There are 8 texts"):
        classes(2, 4)
    assert classes(2, 5).numbers.tolist() == [0, 1] * 5


def test_rare_classes_are_named_up_to_five():
    texts = [f"t{n}" for n in range(26)]
    five = clean(texts[:15], ["a", "b"] * 5 + list("vwxyz"))
    assert five.notes == ("Left out, with a single text: v, w, x, y, z.",)
    six = clean(texts[:16], ["a", "b"] * 5 + list("uvwxyz"))
    assert six.notes == ("Left out, with a single text: u, v, w, x, y, ….",)
    with pytest.raises(TextError, match="2 of 3 classes have a single text"):
        clean(texts[:12], ["a"] * 10 + ["y", "z"])


def test_texts_and_labels_are_cleaned():
    made = clean([" A \n bank "] * 10, ["  a\tb "] * 5 + ["x" * 70] * 5)
    assert set(made.texts) == {"A bank"}
    assert made.classes == ("a b", "x" * 60)
    with pytest.raises(TextError, match="All 10 texts have the label “a” .2 more rows"):
        clean(["t"] * 11 + [""], ["a"] * 10 + ["", "b"])


def test_of_a_large_table_each_class_keeps_its_share_and_two_texts_in_their_order():
    labels = ["a"] * 4000 + ["b"] * 1998 + ["c"] * 2
    made = clean([f"t{n:04}" for n in range(6000)], labels)
    assert Counter(made.labels) == {"a": 2000, "b": 999, "c": 2}
    assert list(made.texts) == sorted(made.texts)
    assert made.notes == ("3,000 of 6,000 texts are used: drawn at random (seed 0), shares kept.",)
    whole = clean([f"t{n}" for n in range(3000)], ["a", "b"] * 1500)
    assert (len(whole.texts), whole.notes) == (3000, ())


def test_pasted_lines_are_parted_at_the_last_sign_of_the_first_kind_that_all_have():
    rows = [f"One; two, {n};a\tx" for n in range(5)] + [f'"Three {n}",b; y\t"z"' for n in range(5)]
    assert read_pasted("\n".join(rows)).classes == ("x", "z")
    assert read_pasted("\n".join(rows).replace("\t", "")).texts[5] == 'Three 0",b'
    assert read_pasted("\n\n".join(["text,Class", *["One,a", "Two,b"] * 5])).texts[:2] == ("One", "Two")
    assert len(read_pasted("\n".join(["One,a"] * 5 + ["Two,label"] * 5)).texts) == 10, (
        "a header is the first line alone"
    )
    with pytest.raises(TextError, match="Line 1,001 has no label"):
        read_pasted("a, b\n" * 1000 + "c")
