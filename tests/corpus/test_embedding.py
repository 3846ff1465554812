"""A corpus is embedded as texts are elsewhere; what is ended goes on, and no row is missing, double or damaged."""

import random
import signal
import subprocess
import sys
import time

import numpy as np
import pyarrow.parquet as pq
import pytest

from components.engine.catalog import DEFAULT_MODEL
from components.engine.corpus import bring, embedding, line, store
from components.engine.corpus.recipe import CHOSEN, CONTENT, SENTENCES, Recipe
from components.engine.encoding.blocks import embed_block
from components.engine.encoding.bulk import embed_corpus
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.errors import CorpusError
from components.engine.text.find_word import find_occurrences
from tests.browsing import ROOT
from tests.corpus.conftest import source

WORDS = ["bank", "river", "the", "of"]


def test_vectors_are_those_of_the_other_ways(encoder):
    texts = ["The bank rose.", "She went to the banks, twice.", "Nothing here."]
    layer = 4
    found = Recipe(DEFAULT_MODEL, layer, CHOSEN, ("bank",)).find
    block = embed_block(encoder, texts, layer, found)
    spans = find_occurrences(texts, "bank", True)
    assert [(s, a, b) for s, a, b in zip(block.sentence, block.start, block.end, strict=True)] == [
        (one.sentence, one.start, one.end) for one in spans
    ]
    np.testing.assert_allclose(block.vectors, embed_occurrences(encoder, texts, spans).states[layer], atol=2e-5)
    whole = embed_block(encoder, texts, layer)
    np.testing.assert_allclose(whole.vectors, embed_corpus(encoder, texts, layer).means(), atol=2e-5)


def test_content_words_are_all_words_but_function_words(encoder):
    text = "The old bank's system of 1850 didn't fire, so mine paid interest."
    block = embed_block(encoder, [text], 2, Recipe(DEFAULT_MODEL, 2, CONTENT).find)
    said = [text[a:b] for a, b in zip(block.start, block.end, strict=True)]
    assert said == ["old", "bank", "system", "fire", "mine", "paid", "interest"]


def test_sentence_over_the_limit_is_read_by_windows_and_every_word_once(encoder):
    many = " ".join(f"word{number} unquestionably" for number in range(400)) + " bank"
    block = embed_block(encoder, [many, "A bank.", "\u200b"], 4, Recipe(DEFAULT_MODEL, 4, CONTENT).find)
    said = [many[a:b] for s, a, b in zip(block.sentence, block.start, block.end, strict=True) if s == 0]
    assert said == many.split()
    assert (block.windowed, block.unread) == (1, 1)
    whole = embed_block(encoder, [many], 4)
    assert np.isfinite(whole.vectors).all()
    assert len(whole.vectors) == 1


def test_windows_of_a_repeated_text_average_to_its_own_mean(encoder):
    once = embed_block(encoder, ["gold " * 500], 0)  # layer 0 knows no neighbours, only places
    twice = embed_block(encoder, ["gold " * 1500], 0)
    cosine = (once.vectors @ twice.vectors.T).item() / np.linalg.norm(once.vectors) / np.linalg.norm(twice.vectors)
    assert cosine > 0.99


def test_killed_at_random_moments_it_goes_on_and_no_row_is_missing_or_double(tmp_path, tiny_folder, tiny):
    chance = random.Random(0)
    text = "\n".join(" ".join(chance.choices(WORDS, k=12)) for _ in range(5000))
    (tmp_path / "lines.txt").write_text(text)
    command = [sys.executable, "-m", "components.engine.corpus", "embed", str(tmp_path / "lines.txt"), "--layer", "1"]
    command += ["--model", str(tiny_folder), "--out", str(tmp_path / "killed")]
    folder = tmp_path / "killed" / "vectors"
    for _ in range(2):
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        parts = len(list(folder.glob("*/*.parquet")))
        while process.poll() is None and len(list(folder.glob("*/*.parquet"))) == parts:
            time.sleep(0.01)
        time.sleep(chance.random() / 10)
        process.send_signal(signal.SIGKILL)
        process.wait()
    killed = embedding.embeddings(store.open_corpus(tmp_path / "killed"))[0]
    assert killed.missing()
    embedding.embed(tiny, killed)
    whole = bring.bring(bring.files_in(tmp_path / "lines.txt"), tmp_path / "whole", "Whole")
    undisturbed = embedding.prepare(whole, killed.recipe, killed.width)
    embedding.embed(tiny, undisturbed)
    read = [embedding.load(one) for one in (undisturbed, killed)]
    assert read[1].sentence.tolist() == read[0].sentence.tolist() == list(range(5000))
    np.testing.assert_array_equal(read[0].vectors, read[1].vectors)


def test_line_embeds_in_the_background_pauses_and_deletes(tmp_path, monkeypatch, tiny_folder):
    monkeypatch.setenv("SENSESCOPE_FILES", str(tmp_path))
    made = bring.bring([source("a.txt", "The bank rose.\n" * 3000)], store.new_folder(), "Mine", "me")
    first, second = (embedding.prepare(made, Recipe(str(tiny_folder), layer, SENTENCES), 32) for layer in (1, 2))
    line.begin(first)
    line.begin(second)
    assert line.status(second).phase in (line.WAITING, line.RUNNING)
    line.pause(second)
    assert line.status(second).phase == line.PAUSED
    while line.status(first).phase in (line.WAITING, line.RUNNING):
        time.sleep(0.05)
    assert line.status(first).phase == line.DONE
    assert len(embedding.load(first).vectors) == 3000
    line.remove(first)
    assert [one.recipe.layer for one in embedding.embeddings(made)] == [2]
    assert [one.id for one in store.corpora("me")] == [made.id]
    assert store.corpora("somebody else") == store.corpora("") == []
    store.delete(made)
    assert store.corpora("me") == []


def test_no_space_left_is_a_sentence_and_what_was_written_goes_on(brought, encoder, monkeypatch):
    made = brought(source("a.txt", "The bank rose.\n" * 2000))
    at = embedding.prepare(made, Recipe(DEFAULT_MODEL, 1), encoder.facts.width)
    write, written = pq.write_table, []

    def full(table, path, **ways: object):
        if written:
            raise OSError(28, "No space left on device")
        written.append(path)
        write(table, path, **ways)

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(CorpusError, match="No space left on device"):
        embedding.embed(encoder, at)
    monkeypatch.undo()
    assert at.missing() == [1]
    assert embedding.embed(encoder, at)
    assert len(embedding.load(at).vectors) == 2000


def test_damaged_and_deleted_parts_are_told(brought, encoder):
    made = brought(source("a.txt", "The bank rose."))
    at = embedding.prepare(made, Recipe(DEFAULT_MODEL, 1), encoder.facts.width)
    embedding.embed(encoder, at)
    at.part(0).write_bytes(at.part(0).read_bytes()[:100])
    with pytest.raises(CorpusError, match="damaged"):
        embedding.load(at)
    store.delete(made)
    store.read_column.cache_clear()
    with pytest.raises(CorpusError, match="not on the disk any more"):
        made.texts([0])
    with pytest.raises(CorpusError, match="not on this machine"):
        store.open_corpus(made.folder)
