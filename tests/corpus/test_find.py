"""What is nearest in meaning is found, whatever else is asked; an index is as good as it says."""

import numpy as np
import pytest

from components.engine.catalog import DEFAULT_MODEL
from components.engine.corpus import __main__ as program
from components.engine.corpus import bring, embedding, nearest
from components.engine.corpus.find import Like, find, query_vector
from components.engine.corpus.recipe import CHOSEN, Recipe
from components.engine.errors import CorpusError, TextError
from tests.corpus.conftest import source

ROWS = [
    ("The river broke its bank after the storm.", "water"),
    ("We sat on the grassy bank and fished.", "water"),
    ("Reeds grow along the bank of the stream.", "water"),
    ("The bank raised its interest rates.", "money"),
    ("She asked the bank for a loan.", "money"),
    ("The bank closed my account.", "money"),
    ("Nothing of that kind here.", "money"),
]


@pytest.fixture(scope="module")
def embedded(tmp_path_factory, encoder):
    table = "text\tkind\n" + "\n".join("\t".join(row) for row in ROWS)
    corpus = bring.bring([source("a.tsv", table)], tmp_path_factory.mktemp("corpora") / "0123456789ab", "Banks")
    at = embedding.prepare(corpus, Recipe(DEFAULT_MODEL, 4, CHOSEN, ("bank",)), encoder.facts.width)
    embedding.embed(encoder, at)
    return at


def like(at, encoder, text, *place: int):
    return Like(at, embedding.load(at), query_vector(encoder, at, text, *place), (text,))


def test_uses_like_this_one_are_of_its_sense(embedded, encoder):
    text = "The children played on the muddy bank."
    found = find(embedded.corpus, 3, like=like(embedded, encoder, text, 33, 37))
    assert sorted(found.sentence.tolist()) == [0, 1, 2]
    assert (np.diff(found.cosine) <= 0).all()
    assert found.fitting == 6
    text = "The bank lent him money."
    assert sorted(find(embedded.corpus, 3, like=like(embedded, encoder, text, 4, 8)).sentence.tolist()) == [3, 4, 5]


def test_words_columns_and_meaning_are_asked_together(embedded, encoder):
    example = like(embedded, encoder, ROWS[0][0], 20, 24)
    found = find(embedded.corpus, 9, "bank", {"kind": ["money"]}, example)
    assert sorted(found.sentence.tolist()) == [3, 4, 5]
    assert found.fitting == 3
    assert 0 not in find(embedded.corpus, 9, like=example).sentence  # an example does not find itself
    plain = find(embedded.corpus, 9, "river bank")
    texts = embedded.corpus.texts(plain.sentence)
    assert [text[a:b] for text, a, b in zip(texts, plain.start, plain.end, strict=True)] == ["river"]
    assert find(embedded.corpus, 9, filters={"kind": ["nothing"]}).fitting == 0
    with pytest.raises(CorpusError, match="nothing to look for"):
        find(embedded.corpus, 9)
    with pytest.raises(CorpusError, match="no column “year”"):
        find(embedded.corpus, 9, filters={"year": ["1"]})
    with pytest.raises(TextError, match="reads nothing"):
        query_vector(encoder, embedded, "\u200b")


@pytest.mark.parametrize("kind", [np.float16, np.float32])
def test_nearest_are_those_of_a_plain_loop_with_and_without_a_filter(kind, monkeypatch):
    monkeypatch.setattr(nearest, "AT_ONCE", 300)
    random = np.random.default_rng(0)
    vectors, query = random.normal(size=(1000, 32)).astype(kind), random.normal(size=32)
    cosines = [float(one @ query / np.linalg.norm(one) / np.linalg.norm(query)) for one in vectors.astype(float)]
    among = random.random(1000) < 0.3
    found = nearest.nearest(vectors, query, 10)
    assert found.numbers.tolist() == np.argsort(cosines)[::-1][:10].tolist()
    np.testing.assert_allclose(found.cosines, np.sort(cosines)[::-1][:10], atol=2e-3)
    found = nearest.nearest(vectors, query, 10, among)
    allowed = np.where(among, cosines, -2)
    assert found.numbers.tolist() == np.argsort(allowed)[::-1][:10].tolist()
    assert found.searched == among.sum()


def test_index_of_very_many_says_what_it_finds(tmp_path, monkeypatch):
    monkeypatch.setattr(nearest, "EXACT", 1000)
    vectors = np.random.default_rng(0).normal(size=(3000, 24)).astype(np.float16)
    recall = nearest.build_index(vectors, tmp_path)
    assert 0.9 < recall <= 1
    found = nearest.find_nearest(vectors, tmp_path, vectors[5], 10)
    assert found.numbers[0] == 5
    assert found.recall == recall
    only = np.arange(3000) < 50
    assert nearest.find_nearest(vectors, tmp_path, vectors[5], 60, only).recall == 1
    noise = np.random.default_rng(1).permutation(3000)[:10]
    assert np.isin(nearest.nearest(vectors, vectors[7], 10).numbers, noise).mean() < 0.3  # what a blind pick finds


def test_command_line_embeds_finds_and_exports_with_the_same_errors(tmp_path, capsys):
    (tmp_path / "a.tsv").write_text("text\tkind\n" + "\n".join("\t".join(row) for row in ROWS))
    out = str(tmp_path / "corpus")
    chosen = ["--what", CHOSEN, "--word", "bank"]
    assert program.main(["embed", str(tmp_path / "a.tsv"), "--out", out, *chosen]) == 0
    assert program.main(["find", out, "--like", "The children played on the muddy *bank*.", "--count", "2"]) == 0
    said = capsys.readouterr()
    assert "6 vectors of 7 sentences" in said.err
    assert said.out.splitlines()[0] == "cosine,sentence,start,end,kind,file"
    assert said.out.splitlines()[1].endswith("water,a.tsv")
    assert program.main(["find", out, "--words", "loan", "--where", "kind=money"]) == 0
    assert "She asked the bank for a loan." in capsys.readouterr().out
    assert program.main(["export", out, "--out", str(tmp_path / "all.csv")]) == 0
    assert (tmp_path / "all.csv").read_text().splitlines()[1].startswith(f"{ROWS[0][0]},20,24,bank,a.tsv,water")
    for wrong, told in (
        (["embed", str(tmp_path / "none"), "--out", out], "holds no file"),
        (["embed", str(tmp_path / "a.tsv"), "--out", out, "--layer", "7"], "layers 0 to 6"),
        (["embed", str(tmp_path / "a.tsv"), "--out", out, "--what", CHOSEN], "0 words are chosen"),
        (["find", str(tmp_path), "--words", "bank"], "not on this machine"),
        (["find", out], "nothing to look for"),
        (["find", out, "--where", "kind"], "names no entry"),
        (["find", out, "--where", "kind=fire"], "It has: money, water"),
        (["embed", str(tmp_path / "a.tsv"), "--out", f"{out}2", "--column", "nope"], "No file has a column “nope”"),
        (["export", out, "--out", str(tmp_path / "all.txt")], "written as csv"),
    ):
        assert program.main(wrong) == program.FAILED
        assert told in capsys.readouterr().err
    assert not (tmp_path / "corpus2").exists()
