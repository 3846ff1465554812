"""What layers know about senses, and how far senses are found without labels."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score

from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.catalog import DEFAULT_MODEL
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.geometry.vectors import centroids
from components.engine.records import Occurrences, SenseClusters, Span
from components.engine.senses import discover
from components.engine.senses.agreement import b_cubed
from components.engine.senses.described import centred, describe
from components.engine.senses.discover import discover_senses
from components.engine.senses.neighbours import neighbour_graph
from components.engine.senses.word_effects import word_effects
from components.engine.text.find_word import find_occurrences
from components.ui.shared import models
from tests.bench.parts.figure import Figure, find_data, seconds
from tests.bench.parts.measures import nearest_centroid, same_sense_auc

CENTROID_ACCURACY = (0.418, 0.850, 0.876, 0.877, 0.879, 0.854, 0.905)  # of the bundled model, layers 0 … 6
TRAIN_TEST, FOUND = 400, 300  # the first so many of a seeded permutation of each file
SIZES, DRAWS, BOOTSTRAP = (600, 300, 120), 5, 2000  # occurrences of train and test together; seeds; of the interval
GOALS = {600: (0.77, 0.75, 0.88)}  # ARI given and found, B-cubed F


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
    scores, accuracies, several = [], [], None
    for folder in nouns:
        train, test = read_noun(encoder, folder, "train"), read_noun(encoder, folder, "test")
        accuracies.append(centroid_accuracy(train, test))
        train, test = first(train, FOUND), first(test, FOUND)
        scores.append(same_sense_auc(test[0].states, test[1]))
        if several is None and len(train[1]) >= FOUND:
            several = train[0]
    of = f"{len(nouns)} nouns of CoarseWSD-20"
    for layer in (0, 6):
        yield Figure(f"AUC at layer {layer}, {of}", np.mean(scores, axis=0)[layer], "")
    for layer, (ours, known) in enumerate(zip(np.mean(accuracies, axis=0), CENTROID_ACCURACY, strict=True)):
        name = f"nearest centroid at layer {layer}, {of}"
        yield Figure(name, ours, "", least=known - 0.01, most=known + 0.01)
    discover_senses(several)  # the substitutes are guessed once
    times = [seconds(lambda: discover_senses(several)) for _ in range(5)]
    yield Figure(f"senses found: time for {FOUND} occurrences", np.median(times), "s", most=1)
    yield from draws(encoder, nouns)


def draws(encoder: object, nouns: list[Path]) -> Iterator[Figure]:
    """Yield how well senses are found in several draws of each noun's pool, beside the vectors alone on the same draws.

    A difference has two intervals (`paired_interval`): the wider one tells of other nouns.
    """
    measured = {size: np.empty((len(nouns), DRAWS, 2, 3)) for size in SIZES}  # ours and the vectors', three scores
    cut = []  # whether uses of one sense alone were parted
    for row, folder in enumerate(nouns):
        parts = [read_lines(folder, part) for part in ("train", "test")]
        sentences, spans, gold = ([*parts[0][n], *parts[1][n]] for n in range(3))
        chosen = [np.random.default_rng(seed).permutation(len(gold))[: max(SIZES)] for seed in range(DRAWS)]
        used = np.unique(np.concatenate(chosen))
        places = [Span(place, spans[n].start, spans[n].end) for place, n in enumerate(used)]
        pool = embed_occurrences(encoder, [sentences[n] for n in used], places)
        for seed, size in product(range(DRAWS), SIZES):
            rows = np.searchsorted(used, chosen[seed][:size])
            some, labels = pool.some(rows), np.array(gold)[used[rows]]
            measured[size][row, seed] = discovery(some, labels)[:3], discovery(some, labels, by_vectors_alone)[:3]
        senses = [
            np.random.default_rng(0).permutation(np.flatnonzero(np.array(gold)[used] == one)) for one in set(gold)
        ]
        alone = [rows[:size] for rows in senses for size in SIZES if len(rows) >= size]
        cut += [discover_senses(pool.some(rows)).count > 1 for rows in alone]
    yield Figure(f"one sense alone is cut: share of {len(cut)} sets of uses", np.mean(cut), "", most=0.05)
    for size, scores in measured.items():
        for number, name in enumerate(("ARI, number given", "ARI, number found", "B-cubed F, number found")):
            ours, vectors = scores[..., 0, number], scores[..., 1, number]  # (nouns, draws)
            what = f"senses found in {size} occurrences: {name}"
            least = GOALS.get(size, [None] * 3)[number]
            yield Figure(what, ours.mean(), "", least=least)
            yield Figure(f"  {name}: by vectors alone", vectors.mean(), "")
            for drawn, by_noun in (("nouns, then draws", True), ("pairs of noun and draw", False)):
                low, high = paired_interval(ours - vectors, by_noun)
                yield Figure(f"  {name}: better than these by, lowest (95 % over {drawn})", low, "")
                yield Figure(f"  {name}: better than these by, highest (95 % over {drawn})", high, "")
            for folder, one, other in zip(nouns, ours.mean(axis=1), vectors.mean(axis=1), strict=True):
                yield Figure(f"  {name}: {folder.name} / by vectors alone {other:.3f}", one, "")


def paired_interval(differences: np.ndarray, by_noun: bool = True) -> np.ndarray:
    """Return the 95 % interval of the mean of differences (nouns, draws), by a bootstrap.

    Nouns are drawn anew, and draws of each, which says how other nouns would come out; or else all pairs of noun and
    draw, as if draws of one noun were no more alike than those of two, which is narrower.
    """
    random = np.random.default_rng(0)
    nouns, count = differences.shape
    together = 1 if by_noun else count  # whether the draws of one noun stay together
    means = [
        differences[random.integers(nouns, size=(nouns, together)), random.integers(count, size=(nouns, count))].mean()
        for _ in range(BOOTSTRAP)
    ]
    return np.percentile(means, [2.5, 97.5])


def by_vectors_alone(occurrences: Occurrences, count: int | None = None) -> SenseClusters:
    """Find senses without substitutes: the graph of the vectors alone, its modularity, evidence for its own cut."""
    vectors = describe(occurrences, -1)
    distinct = centred(vectors)
    edges = neighbour_graph(distinct @ distinct.T)
    likeness = discover.walk_likeness(edges)
    cuts = discover.partitions(likeness, range(1, discover.MOST + 1) if count is None else [count])
    groups = max(cuts, key=lambda groups: discover.modularity(edges, groups))
    if count is None and groups.any() and discover.evidence(vectors, groups.max() + 1) < discover.ENOUGH:
        groups = np.zeros_like(groups)
    return discover.as_clusters(groups, likeness, np.arange(len(groups)))


def read_noun(encoder: object, folder: Path, part: str) -> tuple[Occurrences, np.ndarray]:
    """Embed the first sentences of a seeded permutation of one part, "train" or "test", of a noun."""
    sentences, spans, gold = read_lines(folder, part)
    chosen = np.random.default_rng(0).permutation(len(gold))[:TRAIN_TEST]
    places = [Span(row, spans[number].start, spans[number].end) for row, number in enumerate(chosen)]
    return embed_occurrences(encoder, [sentences[number] for number in chosen], places), np.array(gold)[chosen]


def read_lines(folder: Path, part: str) -> tuple[list[str], list[Span], list[str]]:
    """Read one part of a noun: the sentences, the place of the noun in each, its senses."""
    sentences, spans = [], []
    for row, line in enumerate((folder / f"{part}.data.txt").read_text(encoding="utf-8").splitlines()):
        place, sentence = line.split("\t")
        words = sentence.split(" ")
        start = len(" ".join([*words[: int(place)], ""]))
        sentences.append(sentence)
        spans.append(Span(row, start, start + len(words[int(place)])))
    return sentences, spans, (folder / f"{part}.gold.txt").read_text(encoding="utf-8").split()


def centroid_accuracy(train: tuple[Occurrences, np.ndarray], test: tuple[Occurrences, np.ndarray]) -> np.ndarray:
    """Score the nearest centroid of the training occurrences on the test occurrences: (layers + 1,)."""
    nearest = nearest_centroid(test[0].states, centroids(train[0].states, train[1]))
    return (np.unique(train[1])[nearest] == test[1]).mean(axis=1)


def discovery(occurrences: Occurrences, labels: np.ndarray, find: Callable = discover_senses) -> list[float]:
    """Score discovered groups: ARI with the number given and with the number found, B-cubed F of these and of one."""
    given, found = find(occurrences, count=len(np.unique(labels))), find(occurrences)
    scores = [adjusted_rand_score(labels, groups.nearest) for groups in (given, found)]
    return [*scores, b_cubed(found.nearest, labels), b_cubed(np.zeros(len(labels)), labels)]


def first(noun: tuple[Occurrences, np.ndarray], count: int) -> tuple[Occurrences, np.ndarray]:
    """Keep the first occurrences."""
    occurrences, labels = noun
    return occurrences.some(np.arange(len(labels))[:count]), labels[:count]
