"""A corpus is brought and kept: every sentence with its columns, the bad files told, the good rows there."""

import io
import os
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from components.engine.catalog import DEFAULT_MODEL
from components.engine.corpus import bring, embedding
from components.engine.corpus.recipe import CHOSEN, Recipe
from components.engine.corpus.text_search import find_words
from components.engine.errors import CorpusError, FileError
from tests.corpus.conftest import source

TABLE = "text,year\nThe bank rose. Its bank was steep!,1850\nShe went to the bank.,1990\n"


def parquet(table):
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def test_texts_are_cut_into_sentences_and_keep_their_columns(brought):
    other = '{"text": "第一句。第二句！", "place": "北京"}\n'
    made = brought(source("a.csv", TABLE), source("b.jsonl", other), source("c.txt", "A plain line."))
    everything = list(range(made.sentences))
    assert made.texts(everything) == [
        "The bank rose.",
        "Its bank was steep!",
        "She went to the bank.",
        "第一句。",
        "第二句！",
        "A plain line.",
    ]
    assert made.columns == ("year", "place")
    assert made.column("year", everything) == ["1850", "1850", "1990", "", "", ""]
    assert made.column("place", everything)[3:5] == ["北京", "北京"]
    assert made.column("file", [0, 5]) == ["a.csv", "c.txt"]
    entries, names = made.categories("file")
    assert [names[number] for number in entries] == ["a.csv"] * 3 + ["b.jsonl"] * 2 + ["c.txt"]


def test_store_is_read_by_others_without_us(brought, encoder):
    made = brought(source("a.csv", TABLE))
    recipe = Recipe(DEFAULT_MODEL, 3, CHOSEN, ("bank",))
    at = embedding.prepare(made, recipe, encoder.facts.width)
    assert embedding.embed(encoder, at)
    sentences = pq.read_table(made.folder / "sentences" / "00000.parquet").to_pylist()
    assert sentences[2] == {"sentence": "She went to the bank.", "file": "a.csv", "row": 2, "year": "1990"}
    uses = pq.read_table(at.part(0)).to_pylist()
    assert [(use["sentence"], use["start"], use["end"]) for use in uses] == [(0, 4, 8), (1, 4, 8), (2, 16, 20)]
    assert len(uses[0]["vector"]) == encoder.facts.width


def test_words_are_found_in_any_script_by_phrase_and_beginning(brought):
    made = brought(
        source("a.txt", "The Café opened.\nA cafeteria, old.\n他去银行。\nold \"quoted\" café's bank\nhe's café old")
    )
    found = lambda query: find_words(made, query).tolist()  # noqa: E731
    assert found("cafe") == [0, 3, 4]
    assert found("caf*") == [0, 1, 3, 4]
    assert found("银行") == [2]
    assert found('"café old"') == [4]
    assert found("old café") == [3, 4]
    assert found("x OR cafe") == []  # nothing of a query is a command
    for query in ("", "…", '"', "*"):
        with pytest.raises(CorpusError, match="no word"):
            found(query)


def bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 500_000_000)
    return buffer.getvalue()


def test_bad_files_are_left_out_with_a_sentence_each_and_the_good_rows_stay(brought):
    whole = parquet(pa.table({"text": ["A parquet row.", "Another."], "n": [1, 2]}))
    made = brought(
        source("half.parquet", whole[: len(whole) // 2]),
        source("bomb.xlsx", bomb()),
        source("nul.txt", b"\x00\x01\x02\x03" * 100),
        source("whole.parquet", whole),
        source("line.txt", "a long line, " * 800_000),  # 10 MB
        source("empty.csv", b""),
    )
    counts = {file.name: file.sentences for file in made.files}
    assert counts["whole.parquet"] == 2
    assert counts["line.txt"] > 40
    assert made.column("n", [0, 1]) == ["1", "2"]
    notes = {file.name: " ".join(file.notes) for file in made.files}
    assert "no whole Parquet file" in notes["half.parquet"]
    assert "unpacks to 500 MB" in notes["bomb.xlsx"]
    assert "no plain text" in notes["nul.txt"]
    assert "is empty" in notes["empty.csv"]
    assert made.sentences == sum(counts.values())


def test_no_readable_file_makes_no_corpus(brought, tmp_path):
    with pytest.raises(FileError, match="no plain text"):
        brought(source("nul.txt", b"\x00\x01\x02\x03" * 100))
    assert list(tmp_path.iterdir()) == []


def test_link_that_climbs_out_of_the_folder_is_no_file_of_it(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.txt").write_text("Not for you.")
    (tmp_path / "in" / "a.txt").write_text("For you.")
    os.symlink(tmp_path / "secret.txt", tmp_path / "in" / "b.txt")
    assert [one.name for one in bring.files_in(tmp_path / "in")] == ["a.txt"]
