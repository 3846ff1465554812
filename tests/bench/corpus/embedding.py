"""A corpus embedded: against sentence-transformers and the processor's ceiling, at growing sizes, killed, by two."""

import gzip
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import psutil
import torch
from sentence_transformers import SentenceTransformer

from components.engine.catalog import DEFAULT_MODEL
from components.engine.corpus import bring, cluster, embedding, store
from components.engine.corpus.bring import Source, opened
from components.engine.corpus.recipe import Recipe
from components.engine.encoding import bulk
from components.engine.encoding.blocks import cut_into_windows, embed_block
from components.engine.loading.fused import ReorderedLinear, can_reorder
from components.engine.loading.load import Encoder, locate
from components.engine.text.sentences import split_sentences
from components.ui.shared import models
from tests.bench.parts.figure import Figure, seconds
from tests.browsing import ROOT

BLOCKS, ROUNDS = 2, 3
SIZES = (10_000, 30_000, 100_000)
KILLS = 10
LAYER = 4


def measure(data: Path | None) -> Iterator[Figure]:
    """Yield the rows; without data sets none."""
    if data is None or not (data / "text" / "free.txt.gz").is_file():
        return
    texts = list(islice(sentences(data / "text" / "free.txt.gz"), SIZES[-1]))
    yield from speed(texts)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        yield from two_workers(texts[: 8 * embedding.A_BLOCK], place)
        yield from killed(texts[: 8 * embedding.A_BLOCK], place)
        yield from growing(texts, place)


def sentences(path: Path) -> Iterator[str]:
    """Stream the sentences of a text."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield from split_sentences(line)


def speed(texts: list[str]) -> Iterator[Figure]:
    """Yield sentences a second beside the peer's, and the share of the ceiling."""
    encoder = models.encoder(DEFAULT_MODEL)
    some = texts[: BLOCKS * embedding.A_BLOCK]
    peer = SentenceTransformer(str(locate(DEFAULT_MODEL)[0]), device="cpu")

    def ours(dtype: str) -> None:
        for first in range(0, len(some), embedding.A_BLOCK):
            embed_block(encoder, some[first : first + embedding.A_BLOCK], encoder.facts.layers, None, dtype)

    for work in (partial(ours, "float32"), partial(peer.encode, some[:200])):
        work()
    rounds = [
        (
            seconds(partial(ours, "float32")),
            seconds(partial(peer.encode, some)),
            ceiling(encoder, some, ordered=False),
            ceiling(encoder, some, ordered=True),
        )
        for _ in range(ROUNDS)
    ]
    exact, theirs, plain, ordered = np.median(rounds, axis=0)
    peers = len(some) / theirs
    yield Figure("corpus: sentences, float32 / sentence-transformers", len(some) / exact, "1/s", peers, least=1.5)
    name = "corpus: float32 / matrix products of the model’s shapes"
    yield Figure(name, len(some) / exact, "1/s", len(some) / plain, least=0.8)
    yield Figure("  the same, weights in the processor’s own order", len(some) / exact, "1/s", len(some) / ordered)
    if can_reorder("bfloat16"):
        ours("bfloat16")
        rough = np.median([seconds(partial(ours, "bfloat16")) for _ in range(ROUNDS)])
        name = "corpus: sentences, bfloat16 / sentence-transformers"
        yield Figure(name, len(some) / rough, "1/s", peers, least=2.4)


def ceiling(encoder: Encoder, texts: list[str], ordered: bool) -> float:
    """Return the seconds of the model's linear maps alone, for these texts, on as many threads as the app uses.

    Each layer has weights of its own, as in the model; they may be `ordered` as the processor likes them beforehand.
    """
    config = encoder.model.config
    tokens = sum(len(windows[0].ids) for windows in cut_into_windows(encoder, texts))
    width, inner = config.hidden_size, config.intermediate_size
    shapes = ([(width, width)] * 4 + [(width, inner), (inner, width)]) * config.num_hidden_layers
    kind = ReorderedLinear if ordered and can_reorder("float32") else (lambda linear: linear)
    maps = [(kind(torch.nn.Linear(*shape)), torch.randn(bulk.BATCH_TOKENS, shape[0])) for shape in shapes]
    times = max(1, round(tokens / bulk.BATCH_TOKENS / bulk.THREADS))

    def work(_: int) -> None:
        with torch.inference_mode():
            for _ in range(times):
                for linear, states in maps:
                    linear(states)

    def together() -> None:
        with ThreadPoolExecutor(bulk.THREADS, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            list(pool.map(work, range(bulk.THREADS)))
        torch.set_num_threads(bulk.THREADS)

    return seconds(together)


def brought(texts: list[str], folder: Path) -> store.Corpus:
    """Make a corpus of sentences."""
    file = folder.with_suffix(".txt")
    file.write_text("\n".join(texts), encoding="utf-8")
    return bring.bring([Source(file.name, file.stat().st_size, partial(opened, file))], folder, "Bench", split=False)


def start(corpus: store.Corpus, made: embedding.Embedding) -> subprocess.Popen:
    """Begin the program that goes on with an embedding."""
    command = [sys.executable, "-m", "components.engine.corpus", "resume", str(corpus.folder), made.recipe.key]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)


def growing(texts: list[str], place: Path) -> Iterator[Figure]:
    """Yield seconds for 10,000 sentences and memory at each size, of one run."""
    corpus = brought(texts, place / "growing")
    made = embedding.prepare(corpus, Recipe(DEFAULT_MODEL, LAYER), models.facts(DEFAULT_MODEL).width)
    process = start(corpus, made)
    watched, memory, times = psutil.Process(process.pid), {}, {}
    begun = None
    while process.poll() is None:
        done = (made.blocks - len(made.missing())) * embedding.A_BLOCK
        if done and begun is None:
            begun = (done, time.monotonic())
        for size in SIZES:
            if done >= size - embedding.A_BLOCK and size not in times and begun and done > begun[0]:
                times[size] = (time.monotonic() - begun[1]) / (done - begun[0]) * 10_000
                memory[size] = watched.memory_info().rss
        time.sleep(0.2)
    for size in SIZES:
        name = f"corpus: seconds for 10,000 sentences, of {size:,} / of {SIZES[0]:,}"
        yield Figure(name, times[size], "s", times[SIZES[0]], least=0.85, most=1.15)
    grown = (memory[SIZES[-1]] - memory[SIZES[0]]) / 1e6
    yield Figure(f"corpus: memory grown from {SIZES[0]:,} to {SIZES[-1]:,}", grown, "MB", most=200)


def killed(texts: list[str], place: Path) -> Iterator[Figure]:
    """Yield how many rows differ from an undisturbed run's after ten kills at random moments."""
    chance = random.Random(time.time_ns())
    rows = []
    for name, kills in (("undisturbed", 0), ("killed", KILLS)):
        corpus = brought(texts, place / name)
        made = embedding.prepare(corpus, Recipe(DEFAULT_MODEL, LAYER), models.facts(DEFAULT_MODEL).width)
        for _ in range(kills):
            process = start(corpus, made)
            time.sleep(4 + 3 * chance.random())
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        start(corpus, made).wait()
        rows.append(embedding.load(made))
    one, other = rows
    missing = len(set(one.sentence.tolist()) ^ set(other.sentence.tolist()))
    double = len(other.sentence) - len(set(other.sentence.tolist()))
    different = int((one.vectors != other.vectors).any(axis=1).sum()) if len(one.vectors) == len(other.vectors) else -1
    yield Figure(f"corpus: rows missing or double after {KILLS} kills", missing + double, "rows", most=0)
    yield Figure(f"corpus: rows that differ after {KILLS} kills", abs(different), "rows", most=0)


def two_workers(texts: list[str], place: Path) -> Iterator[Figure]:
    """Yield the blocks a second of two workers on one machine beside one's, after each has read its first."""
    rates = []
    for workers in (1, 2):
        corpus = brought(texts, place / f"workers-{workers}")
        made = embedding.prepare(corpus, Recipe(DEFAULT_MODEL, LAYER), models.facts(DEFAULT_MODEL).width)
        where = corpus.folder.absolute().as_uri()
        times = [time.monotonic() for _ in cluster.finished(made, made.missing(), where, cluster.LOCAL, workers)]
        rates.append((len(times) - workers) / (times[-1] - times[workers - 1]))
    yield Figure("corpus: blocks with two Ray workers / one", rates[1], "1/s", rates[0], least=1.7)
