"""How a text is encoded: by its marks, by what is valid, and by what makes no nonsense of it."""

import io

import pytest

from components.engine.errors import FileError
from components.engine.files import text_encoding
from components.engine.files.text_encoding import count_controls, count_utf8, detect_encoding, nonsense, parts_of


def told(content: bytes) -> str:
    return detect_encoding(io.BytesIO(content), "a.txt")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_at_the_start_says_it(encoding):
    assert told("Two banks – “bank”.".encode(encoding)) == encoding


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le", "iso2022_jp"])
def test_other_encodings_are_told_without_a_mark(encoding):
    text = "銀行に行きました。川の土手に座りました。\n" * 5
    assert text.encode(encoding).decode(told(text.encode(encoding))) == text


def test_plain_ascii_is_nothing_else_whatever_it_may_look_like():
    assert told(b"Type ~{<:Ky2;S{#,NpJ)l6HK!#~} in a terminal.\n" * 3) == "utf-8-sig"
    assert told(b"a") == "utf-8-sig"


@pytest.mark.parametrize(("valid", "bad", "utf8"), [(2, 1, True), (20, 10, True), (2, 2, False), (3, 3, False)])
def test_a_byte_in_three_may_be_damaged_beyond_ascii(valid, bad, utf8):
    content = "Le café est à Paris, ".encode() * (valid // 2) + "é, ".encode() * (valid % 2) + b"d\xe9j\xe0 "[:3] * bad
    assert count_utf8(io.BytesIO(content))[:2] == (valid, bad)
    assert (told(content) == "utf-8-sig") is utf8


def test_windows_encoding_is_named_unless_it_loses_letters():
    text = "Η τράπεζα έκλεισε νωρίς. Κάθισε στην όχθη του ποταμού.\n" * 3
    assert told(text.encode("iso8859-7")) == "cp1253", "the two read it alike"
    with_another = "Άρης: " + text  # Ά stands elsewhere in Windows' encoding
    assert with_another.encode("iso8859-7").decode(told(with_another.encode("iso8859-7"))) == with_another


def test_emoji_in_gb18030_are_its_four_bytes():
    text = "我们去银行 🙂 坐在河岸上。\n" * 3
    assert told(text.encode("gb18030")) == "gb18030"


@pytest.mark.parametrize("content", [b"\x01\x02\x03" * 100, b"text" * 20 + b"\x01"])
def test_more_than_a_hundredth_of_controls_is_no_text(content):
    with pytest.raises(FileError, match="no plain text"):
        told(content)


def test_a_few_controls_do_no_harm():
    assert told(b"text" * 30 + b"\x01") == "utf-8-sig"
    assert told(b"A plain line.\n" * 30 + "é\x01\n".encode()) == "utf-8-sig", "they are counted in all of it"
    assert count_controls(b"\x01a\tb\r\n\x00\x7fc\x1f") == 3


def test_nonsense_is_controls_and_words_of_two_alphabets():
    assert nonsense("3a a3 b.ж ж-b 7ж".encode(), "utf-8") == 0
    assert nonsense("aж жжb".encode(), "utf-8") == 2
    assert nonsense(b"caf\x85 \x9f", "latin-1") == 2


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 16])
def test_a_file_is_read_whole_in_parts_of_which_the_last_is_shorter(monkeypatch, size):
    monkeypatch.setattr(text_encoding, "PART", 8)
    content = ("é" * 8).encode()[:size]
    parts = list(parts_of(io.BytesIO(content)))
    assert b"".join(parts) == content
    assert [len(part) for part in parts] == [8] * (size // 8) + [size % 8]
    assert count_utf8(io.BytesIO(content)) == (size // 2, size % 2, False), "a letter may lie in two parts"
