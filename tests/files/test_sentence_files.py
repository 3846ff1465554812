"""Files of sentences: what is found in them, and what is refused."""

import io
import json
import subprocess
import sys

import pytest

from components.engine.errors import FileError
from components.engine.files.sentence_files import MOST_SENTENCES, read_sentences
from components.engine.files.text_encoding import detect_encoding
from tests.browsing import ROOT

LINES = ["The bank was closed.", "Nothing here.", "", "Die Bänke am Fluss – “bank”.", "Two banks."]


def read(content: bytes, name="a.txt", word="bank", inflections=True, column="", senses=""):
    return read_sentences(io.BytesIO(content), name, word, inflections, column, senses)


@pytest.mark.parametrize(
    "text",
    [
        "Le repas était très bon, même à midi. Le garçon a été drôle.\nLa forêt brûle près de chez moi.\n",
        "El niño comió una manzana. La señora vivió aquí.\nEl año pasado llovió muchísimo.\n",
        "A refeição não foi boa. O coração não é de pão.\nAs crianças estão à espera da mãe.\n",
    ],
    ids=["French", "Spanish", "Portuguese"],
)
def test_western_letters_are_read_as_such(text):
    assert text.encode("cp1252").decode(detect_encoding(io.BytesIO(text.encode("cp1252")), "a.txt")) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_plain_text_in_any_encoding(encoding, end):
    found = read(end.join(LINES * 20).encode(encoding))
    assert found.sentences[:3] == (LINES[0], LINES[3], LINES[4])
    assert (found.lines, found.found) == (80, 60)


def test_file_without_the_word_names_frequent_words_that_it_holds():
    texts = ["The judge left the court.", "A court and its judge.", "The court, which we saw.", "我们在银行工作"]
    found = read("\n".join(texts).encode(), word="seal")
    assert found.found == 0
    assert found.instead[:2] == ("court", "judge")
    assert {"which", "我们在银行工作"}.isdisjoint(found.instead)
    assert all(read("\n".join(texts).encode(), word=word).found for word in found.instead)
    assert read("\n".join(texts).encode(), word="court").instead == ()


def test_inflections_only_on_request():
    assert read("\n".join(LINES).encode(), inflections=False).found == 2


@pytest.mark.parametrize(("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t")])
def test_table_is_read_by_its_longest_column(name, mark):
    rows = [["id", "note"], ["1", f'"A bank{mark} and a river."'], ["2", "No such word in this row."]]
    found = read("\n".join(mark.join(row) for row in rows).encode(), name)
    assert found.column == "note"
    assert found.sentences == (f"A bank{mark} and a river.",)  # as written


def test_named_column_is_read():
    content = b"long,short\nthere is much text in here,bank\n"
    assert read(content, "a.csv", column="short").sentences == ("bank",)
    with pytest.raises(FileError, match="no column “other”. It has: long, short"):
        read(content, "a.csv", column="other")


def test_senses_come_with_their_sentences():
    content = b"text,sense\nA steep bank.,river\nNo such word.,river\nThe bank lent it.,money\nAny bank.,\n"
    found = read(content, "a.csv", senses="sense")
    assert found.senses == ("river", "money", "no sense given")
    assert len(found.sentences) == 3
    assert read(content, "a.csv").senses == ()


def test_a_column_of_too_many_senses_is_told():
    content = b"text,number\n" + b"".join(b"The bank is here,no %d\n" % number for number in range(21))
    with pytest.raises(FileError, match="21 different entries.*at most 20"):
        read(content, "a.csv", senses="number")


def test_json_lines():
    rows = [{"text": "A bank.", "n": 1}, {"n": 2}, {"text": "river"}]
    found = read("\n".join(map(json.dumps, rows)).encode(), "a.jsonl")
    assert (found.sentences, found.lines) == (("A bank.",), 2)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.txt", "is empty"),
        (b"\n\n \n", "a.txt", "holds no sentence"),
        (b"PK\x03\x04\x14\x00" + bytes(range(256)) * 40, "a.txt", "no plain text"),
        (b"x", "a.docx", "is no txt, csv, tsv, jsonl, xlsx, parquet file"),
        (b'{"text": "a"}\nbroken\n', "a.jsonl", "1 of the 2 rows of “a.jsonl” do not fit.*Row 2 is no JSON"),
        (b"[1, 2]\n", "a.jsonl", "no JSON object"),
        (b'{"n": 1}\n', "a.jsonl", "no column of text"),
        (b"\n\n", "a.csv", "first line of “a.csv” is empty"),
    ],
)
def test_bad_file_is_told(content, name, message):
    with pytest.raises(FileError, match=message):
        read(content, name)


def test_fifty_megabytes_are_streamed():
    script = f"""
import io, tracemalloc
from components.engine.files.sentence_files import read_sentences
line = b"The river rose in the night and nobody slept until the rain was over.\\n"
file = io.BytesIO(line * (50_000_000 // len(line)) + b"The bank held.\\n" * {MOST_SENTENCES + 5})
read_sentences(io.BytesIO(b"The bank held.\\n"), "a.txt", "bank", False)  # what it imports is no part of the file
tracemalloc.start()
found = read_sentences(file, "a.txt", "bank", False)
print(found.found, len(found.sentences), tracemalloc.get_traced_memory()[1])
"""  # in a process of its own: other threads of this one may be at work
    said = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT)
    found, kept, most = map(int, said.stdout.split())
    assert (found, kept) == (MOST_SENTENCES + 5, MOST_SENTENCES)
    assert most < 20_000_000
