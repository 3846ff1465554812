"""What layers know about senses, and how far senses are found without labels."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score

from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.catalog import DEFAULT_MODEL
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.geometry.vectors import centroids
from components.engine.records import Occurrences, Span
from components.engine.senses.agreement import b_cubed
from components.engine.senses.discover import discover_senses
from components.engine.senses.word_effects import word_effects
from components.engine.text.find_word import find_occurrences
from components.ui.shared import models
from tests.bench.parts.figure import Figure, find_data, seconds
from tests.bench.parts.measures import nearest_centroid, same_sense_auc

CENTROID_ACCURACY = (0.418, 0.850, 0.876, 0.877, 0.879, 0.854, 0.905)  # of the bundled model, layers 0 … 6
TRAIN_TEST, FOUND = 400, 300  # the first so many of a seeded permutation of each file


def measure(data: Path | None) -> Iterator[Figure]:
    """Yield the rows."""
    encoder = models.encoder(DEFAULT_MODEL)
    words = [built_in(encoder, word) for word in bench_words()]
    mean = np.mean([same_sense_auc(occurrences.states, labels) for occurrences, labels in words], axis=0)
    yield Figure(f"AUC at layer 0, {len(words)} built-in words", mean[0], "", least=0.45, most=0.55)
    yield Figure(f"AUC at layer 6, {len(words)} built-in words", mean[6], "", least=0.65)
    given, found, agreement, together = np.mean([discovery(*word) for word in words], axis=0)
    yield Figure(f"senses found: ARI, number given, {len(words)} built-in words", given, "")
    yield Figure(f"senses found: ARI, number found, {len(words)} built-in words", found, "")
    yield Figure(f"senses found: B-cubed F, {len(words)} built-in words; peer: one group", agreement, "", together)
    yield effects_time(encoder, words[0][0])
    nouns = [path.parent for path in find_data(data, "coarsewsd-dev/*/test.data.txt")]
    if not nouns:
        return
    yield from coarse_wsd(encoder, nouns)


def built_in(encoder: object, word: str) -> tuple[Occurrences, np.ndarray]:
    """Embed one built-in word."""
    bench = read_bench(word)
    spans = find_occurrences(bench.sentences, word, inflections=True)
    return embed_occurrences(encoder, bench.sentences, spans), np.array(bench.labels)


def effects_time(encoder: object, occurrences: Occurrences) -> Figure:
    """Time the masking of every other word of a sentence."""
    sentence = (
        "She left the old bank "
        + "and then he read a long letter from home " * 2
        + "which lay on the desk by the window."
    )
    span = find_occurrences([sentence], "bank")[0]
    centres = occurrences.states[:, :2].swapaxes(0, 1)
    times = [seconds(lambda: word_effects(encoder, sentence, span, centres)) for _ in range(5)]
    return Figure(f"which words moved it: time, {len(sentence.split()) - 1} other words", np.median(times), "s", most=2)


def coarse_wsd(encoder: object, nouns: list[Path]) -> Iterator[Figure]:
    """Yield the rows of CoarseWSD-20."""
    scores, accuracies, discoveries, several = [], [], [], None
    for folder in nouns:
        train, test = read_noun(encoder, folder, "train"), read_noun(encoder, folder, "test")
        accuracies.append(centroid_accuracy(train, test))
        train, test = first(train, FOUND), first(test, FOUND)
        scores.append(same_sense_auc(test[0].states, test[1]))
        pooled = joined(train, test)
        discoveries.append(discovery(*pooled))
        if several is None and len(pooled[1]) >= FOUND:
            several = first(pooled, FOUND)[0]
    of = f"{len(nouns)} nouns of CoarseWSD-20"
    for layer in (0, 6):
        yield Figure(f"AUC at layer {layer}, {of}", np.mean(scores, axis=0)[layer], "")
    for layer, (ours, known) in enumerate(zip(np.mean(accuracies, axis=0), CENTROID_ACCURACY, strict=True)):
        name = f"nearest centroid at layer {layer}, {of}"
        yield Figure(name, ours, "", least=known - 0.01, most=known + 0.01)
    given, found, agreement, together = np.array(discoveries).T
    yield Figure("senses found: ARI, number given", given.mean(), "", least=0.72)
    yield Figure("senses found: ARI, number found", found.mean(), "", least=0.70)
    yield Figure("senses found: B-cubed F, number found; peer: one group", agreement.mean(), "", together.mean())
    for name, values in (("given", given), ("found", found)):
        without = (values.sum() - values) / (len(values) - 1)
        yield Figure(f"  number {name}, one noun left out: lowest", without.min(), "")
        yield Figure(f"  number {name}, one noun left out: highest", without.max(), "")
    times = [seconds(lambda: discover_senses(several)) for _ in range(5)]
    yield Figure(f"senses found: time for {FOUND} occurrences", np.median(times), "s", most=1)


def read_noun(encoder: object, folder: Path, part: str) -> tuple[Occurrences, np.ndarray]:
    """Embed the first sentences of a seeded permutation of one part, "train" or "test", of a noun."""
    lines = (folder / f"{part}.data.txt").read_text(encoding="utf-8").splitlines()
    gold = np.array((folder / f"{part}.gold.txt").read_text(encoding="utf-8").split())
    chosen = np.random.default_rng(0).permutation(len(lines))[:TRAIN_TEST]
    sentences, spans = [], []
    for row, number in enumerate(chosen):
        place, sentence = lines[number].split("\t")
        words = sentence.split(" ")
        start = len(" ".join([*words[: int(place)], ""]))
        sentences.append(sentence)
        spans.append(Span(row, start, start + len(words[int(place)])))
    return embed_occurrences(encoder, sentences, spans), gold[chosen]


def centroid_accuracy(train: tuple[Occurrences, np.ndarray], test: tuple[Occurrences, np.ndarray]) -> np.ndarray:
    """Score the nearest centroid of the training occurrences on the test occurrences: (layers + 1,)."""
    nearest = nearest_centroid(test[0].states, centroids(train[0].states, train[1]))
    return (np.unique(train[1])[nearest] == test[1]).mean(axis=1)


def discovery(occurrences: Occurrences, labels: np.ndarray) -> list[float]:
    """Score discovered groups: ARI with the number given and with the number found, B-cubed F of these and of one."""
    given, found = discover_senses(occurrences, count=len(np.unique(labels))), discover_senses(occurrences)
    scores = [adjusted_rand_score(labels, groups.nearest) for groups in (given, found)]
    return [*scores, b_cubed(found.nearest, labels), b_cubed(np.zeros(len(labels)), labels)]


def first(noun: tuple[Occurrences, np.ndarray], count: int) -> tuple[Occurrences, np.ndarray]:
    """Keep the first occurrences."""
    occurrences, labels = noun
    arrays = {name: getattr(occurrences, name)[:, :count] for name in ("states", "context", "nearby")}
    return replace(occurrences, spans=occurrences.spans[:count], **arrays), labels[:count]


def joined(*nouns: tuple[Occurrences, np.ndarray]) -> tuple[Occurrences, np.ndarray]:
    """Put parts one after the other; sentence numbers are those of the parts."""
    parts, labels = zip(*nouns, strict=True)
    arrays = {n: np.concatenate([getattr(part, n) for part in parts], axis=1) for n in ("states", "context", "nearby")}
    return Occurrences(tuple(span for part in parts for span in part.spans), **arrays), np.concatenate(labels)
