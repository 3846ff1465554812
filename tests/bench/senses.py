"""What layers know about senses: cosine of same-sense against different-sense pairs."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from components.engine.catalog import DEFAULT_MODEL
from components.engine.geometry import same_sense_auc
from components.engine.occurrences import embed_occurrences, find_occurrences
from components.engine.records import Occurrence
from components.engine.wordbench import bench_words, read_bench
from components.ui import cached
from tests.bench.figure import Figure


def measure(data: Path) -> Iterator[Figure]:
    """Yield the rows."""
    encoder = cached.encoder(DEFAULT_MODEL)
    scores = []
    for word in bench_words():
        bench = read_bench(word)
        spans = find_occurrences(bench.sentences, word, inflections=True)
        scores.append(same_sense_auc(embed_occurrences(encoder, bench.sentences, spans).states, bench.labels))
    mean = np.mean(scores, axis=0)
    yield Figure(f"AUC at layer 0, {len(scores)} built-in words", mean[0], "", least=0.45, most=0.55)
    yield Figure(f"AUC at layer 6, {len(scores)} built-in words", mean[6], "", least=0.65)
    nouns = sorted(path.parent for path in (data / "coarsewsd-dev").glob("*/test.data.txt"))
    if not nouns:
        print(f"skipped: {data / 'coarsewsd-dev'} is not there")
        return
    held = np.mean([score_noun(encoder, folder) for folder in nouns], axis=0)
    for layer in (0, 6):
        yield Figure(f"AUC at layer {layer}, {len(nouns)} nouns of CoarseWSD-20", held[layer], "")


def score_noun(encoder: object, folder: Path, most: int = 300) -> np.ndarray:
    """Score one noun of CoarseWSD-20 on the first `most` of a seeded permutation of its test sentences."""
    lines = (folder / "test.data.txt").read_text(encoding="utf-8").splitlines()
    gold = (folder / "test.gold.txt").read_text(encoding="utf-8").split()
    chosen = np.random.default_rng(0).permutation(len(lines))[:most]
    sentences, spans = [], []
    for row, number in enumerate(chosen):
        place, sentence = lines[number].split("\t")
        words = sentence.split(" ")
        start = len(" ".join([*words[: int(place)], ""]))
        sentences.append(sentence)
        spans.append(Occurrence(row, start, start + len(words[int(place)])))
    return same_sense_auc(embed_occurrences(encoder, sentences, spans).states, [gold[number] for number in chosen])
