"""A corpus embedded by several processes is the same, bit for bit; a worker that is killed costs its block alone."""

import random
import sys
import threading
import time
from contextlib import suppress

import numpy as np
import psutil
import pyarrow.parquet as pq
import pytest

from components.engine.corpus import bring, cluster, embedding
from components.engine.corpus.embedding import A_BLOCK
from components.engine.corpus.recipe import Recipe
from components.engine.errors import CorpusError
from tests.corpus.conftest import source


def kill_a_worker(killed, listening):
    """Kill the first process that embeds; note where all of them listen."""
    while not killed:
        started = psutil.Process().children(recursive=True)
        with suppress(psutil.Error):
            pids = {process.pid for process in started}
            open_ = (one for one in psutil.net_connections("inet") if one.pid in pids)
            listening |= {one.laddr.ip for one in open_ if one.status == "LISTEN"}
        for process in started:
            with suppress(psutil.Error):
                if "EmbedBlocks" in " ".join(process.cmdline()):
                    time.sleep(1)
                    process.kill()
                    killed.append(process.pid)
                    return
        time.sleep(0.5)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")  # of Ray, at itself
def test_two_workers_make_the_same_parts_though_one_of_them_is_killed(tmp_path, tiny_folder, tiny):
    chance = random.Random(0)
    words = ["bank", "river", "the", "of"]
    lines = "\n".join(" ".join(chance.choices(words, k=12)) for _ in range(12 * A_BLOCK - 7))
    corpus = bring.bring([source("a.txt", lines)], tmp_path / "corpus", "Mine")
    recipe = Recipe(str(tiny_folder), 1, kept="float32")
    made = embedding.prepare(corpus, recipe, 32)
    killed: list[int] = []
    listening: set[str] = set()
    threading.Thread(target=kill_a_worker, args=(killed, listening), daemon=True).start()
    assert cluster.embed_on_cluster(made, storage=(tmp_path / "meeting").as_uri())
    assert killed
    assert {address.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}
    alone = bring.bring([source("a.txt", lines)], tmp_path / "alone", "Mine")
    here = embedding.prepare(alone, recipe, 32)
    embedding.embed(tiny, here)
    one, other = embedding.load(made), embedding.load(here)
    assert one.sentence.tolist() == other.sentence.tolist() == list(range(12 * A_BLOCK - 7))
    np.testing.assert_array_equal(one.vectors, other.vectors)


def test_without_ray_it_is_said_and_the_rest_of_the_app_never_asks_for_it(monkeypatch):
    assert "ray" not in sys.modules or "components.engine.corpus.cluster" in sys.modules
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(CorpusError, match="needs the package Ray"):
        cluster.connect("local", 1)


def test_object_storage_gives_and_takes_the_same_parts(tmp_path, tiny_folder, tiny):
    lines = "\n".join(f"the bank of the river {'on ' * (number % 7)}." for number in range(10_500))
    corpus = bring.bring([source("a.txt", lines)], tmp_path / "corpus", "Mine")
    made = embedding.prepare(corpus, Recipe(str(tiny_folder), 1, kept="float32"), 32)
    there = cluster.Storage("memory://meeting/corpus")
    cluster.send(made, there)
    worker = cluster.EmbedBlocks("memory://meeting/corpus", made.recipe, corpus.sentences, made.width)
    for block in (0, 9, 10):  # the tenth lies in two parts of the sentences
        worker({"block": block})
    cluster.fetch(made, there)
    assert made.missing() == list(range(1, 9))
    sent = [embedding_rows(made, block) for block in (9, 10)]
    for block in (9, 10):
        made.part(block).unlink()
    embedding.embed(tiny, made)
    for (sentence, vectors), block in zip(sent, (9, 10), strict=True):
        again = embedding_rows(made, block)
        assert sentence == again[0]
        np.testing.assert_array_equal(vectors, again[1])


def embedding_rows(made, block):
    table = pq.read_table(made.part(block))
    return table["sentence"].to_pylist(), table["vector"].combine_chunks().flatten().to_numpy()
