"""The curve under the map: hand-made cases, plain loops, and the real model. Then how far groups agree with senses."""

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import silhouette_score

from components.engine.built_in.wordbench import read_bench
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.geometry.map_quality import silhouette
from components.engine.geometry.neighbours import elsewhere
from components.engine.geometry.vectors import mean_cosine
from components.engine.records import Occurrences
from components.engine.senses.agreement import b_cubed
from components.engine.senses.separation import separation_by_layer
from components.engine.text.find_word import find_occurrences


def made(count: int = 40, layers: int = 3) -> Occurrences:
    states = np.random.default_rng(0).normal(size=(layers, count, 16)).astype(np.float32)
    return Occurrences((), states, states)


def pasted(encoder, sentences) -> Occurrences:
    return embed_occurrences(encoder, sentences, find_occurrences(sentences, "spring", inflections=True))


@pytest.fixture(scope="module")
def one_sense() -> list[str]:
    bench = read_bench("spring")
    return [text for text, label in zip(bench.sentences, bench.labels, strict=True) if label == bench.senses[0]]


def test_one_sense_pasted_twice_gives_chance_and_the_interval_of_the_text(encoder, one_sense):
    once = pasted(encoder, one_sense)
    twice = pasted(encoder, [*one_sense, *(f"  {text.replace(' ', '  ', 1)}" for text in one_sense)])
    found = []
    for seed in range(20):
        labels = np.random.default_rng(seed).permutation(["a", "b"] * (len(one_sense) // 2)).tolist()
        told, copied = separation_by_layer(once, labels), separation_by_layer(twice, labels * 2)
        for name in ("accuracy", "low", "high", "silhouette", "self_similarity"):
            np.testing.assert_allclose(getattr(copied, name), getattr(told, name), atol=1e-5)
        assert copied.counted == 2 * copied.sentences == 2 * told.counted == 2 * len(one_sense)
        assert copied.majority == told.majority == 0.5
        found.append((copied.accuracy[1:], copied.silhouette[1:]))
    accuracy, silhouette = np.mean(found, axis=(0, 2))
    assert accuracy == pytest.approx((len(one_sense) / 2 - 1) / (len(one_sense) - 1), abs=0.1)  # chance: a blind pick
    assert silhouette == pytest.approx(0, abs=0.03)


def test_occurrences_in_one_sentence_are_no_neighbours_of_each_other(encoder, one_sense):
    doubled = pasted(encoder, [f"{text} And {text}" for text in one_sense])
    accuracies = []
    for seed in range(20):
        labels = np.random.default_rng(seed).permutation(["a", "b"] * (len(one_sense) // 2))
        curves = separation_by_layer(doubled, np.repeat(labels, 2))
        assert (curves.counted, curves.sentences) == (2 * len(one_sense), len(one_sense))
        accuracies.append(curves.accuracy[1:])
    assert np.mean(accuracies) == pytest.approx((len(one_sense) / 2 - 1) / (len(one_sense) - 1), abs=0.1)
    alone = pasted(encoder, [" ".join(one_sense)])  # all in one sentence: nobody has a neighbour
    assert np.isnan(separation_by_layer(alone, labels).accuracy).all()


def test_parted_senses_score_highest_and_shuffled_labels_chance():
    occurrences = made(60)
    labels = np.repeat(["a", "b"], 30)
    occurrences.states[2, :30, 0] += 20
    occurrences.states[2, 30:, 1] += 20
    curves = separation_by_layer(occurrences, labels)
    assert curves.accuracy[2] == curves.high[2] == 1
    assert curves.low[2] == pytest.approx(binomtest(60, 60).proportion_ci(method="wilson").low, abs=1e-4)
    assert curves.silhouette[2] > 0.8
    assert abs(curves.silhouette[0]) < 0.1
    assert 0.3 < curves.accuracy[0] < 0.7


def test_silhouette_and_accuracy_equal_the_textbook():
    occurrences, labels = made(), np.array(["a", "b", "c", "c"] * 9 + ["a"] * 3 + ["d"])
    curves = separation_by_layer(occurrences, labels)
    for layer, vectors in enumerate(occurrences.states.astype(float)):
        assert curves.silhouette[layer] == pytest.approx(silhouette_score(vectors, labels, metric="cosine"), abs=1e-5)
        unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        hits = []
        for row in range(39):  # the last one is alone in its sense and is not counted
            likeness = unit @ unit[row]
            likeness[row] = -2
            hits.append(labels[likeness.argmax()] == labels[row])
        assert curves.accuracy[layer] == pytest.approx(np.mean(hits))
    assert curves.counted == 39


def test_interval_holds_the_accuracy_narrows_with_more_and_repeats_with_its_seed():
    labels = np.array(["a", "b"] * 200)
    few, many = separation_by_layer(made(40), labels[:40]), separation_by_layer(made(400), labels)
    assert np.all(few.low <= few.accuracy)
    assert np.all(few.accuracy <= few.high)
    assert np.all(many.high - many.low < few.high - few.low)
    assert np.array_equal(few.low, separation_by_layer(made(40), labels[:40]).low)
    assert not np.array_equal(many.low, separation_by_layer(made(400), labels, seed=1).low)


@pytest.mark.parametrize("labels", [["a"], ["a", "a", "a"], ["a", "b", "c"], ["a", "b"]])
def test_what_is_undefined_is_not_a_number(labels):
    curves = separation_by_layer(made(len(labels)), labels)
    for curve in (curves.silhouette, curves.accuracy, curves.low, curves.high, curves.adjusted):
        assert np.isnan(curve).all()
    assert curves.counted == 0


def test_self_similarity_is_read_against_the_baseline():
    occurrences, baseline = made(), np.array([0.1, 0.2, 0.3])
    curves = separation_by_layer(occurrences, ["a", "b"] * 20, baseline=baseline)
    assert curves.self_similarity == pytest.approx(mean_cosine(occurrences.states), abs=1e-6)
    assert curves.adjusted == pytest.approx(curves.self_similarity - baseline)
    assert np.array_equal(curves.baseline, baseline)


def test_layers_learn_the_senses_of_a_word(encoder):
    bench = read_bench("palm")
    spans = find_occurrences(bench.sentences, "palm", inflections=True)
    curves = separation_by_layer(embed_occurrences(encoder, bench.sentences, spans), bench.labels)
    assert curves.accuracy[0] < 0.75
    assert curves.accuracy[-1] >= 0.85
    assert curves.silhouette[-1] > curves.silhouette[0]


def test_one_word_is_more_like_itself_than_random_words_are(encoder, bench_vectors):
    baseline = bench_vectors.baseline.anisotropy
    bench = read_bench("bank")
    spans = find_occurrences(bench.sentences, "bank", inflections=True)
    curves = separation_by_layer(embed_occurrences(encoder, bench.sentences, spans), bench.labels, baseline=baseline)
    assert baseline.shape == (7,)
    assert np.all(curves.adjusted > 0.3)


def test_silhouette_over_other_sentences_is_the_one_of_plain_loops():
    random = np.random.default_rng(0)
    distances, senses = random.random((2, 7, 7)), np.array([0, 0, 0, 1, 1, 2, 2])
    distances += distances.swapaxes(1, 2)
    texts = np.array([0, 0, 1, 2, 3, 4, 4])  # both of the last sense are in one sentence
    apart = elsewhere(7, texts)
    found = []
    for layer in distances:
        values = []
        for row in range(7):
            means = {sense: layer[row, apart[row] & (senses == sense)] for sense in range(3)}
            means = {sense: some.mean() for sense, some in means.items() if len(some)}
            own = means.pop(senses[row], None)
            other = min(means.values())
            values.append(0 if own is None else (other - own) / max(own, other))
        found.append(np.mean(values))
    assert silhouette(distances, senses, texts) == pytest.approx(found)


def test_majority_is_of_the_occurrences_that_are_counted():
    curves = separation_by_layer(made(8), ["a", "a", "a", "b", "b", "c", "d", "e"])
    assert (curves.counted, curves.sentences, curves.majority) == (5, 5, 0.6)


def test_b_cubed_by_hand():
    groups, senses = np.array([0, 0, 0, 1, 1]), np.array(list("aabba"))
    precision = (2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5
    recall = (2 / 3 + 2 / 3 + 1 / 2 + 1 / 2 + 1 / 3) / 5
    assert b_cubed(groups, senses) == pytest.approx(2 * precision * recall / (precision + recall))


def test_the_same_groups_under_other_names_agree_fully_and_single_ones_have_no_recall():
    senses = np.repeat(["a", "b", "c"], [6, 5, 4])
    assert b_cubed(np.repeat([2, 0, 1], [6, 5, 4]), senses) == 1
    assert b_cubed(np.arange(15), senses) == pytest.approx(2 * (3 / 15) / (1 + 3 / 15))  # recall: 3 senses of 15


def test_groups_that_know_nothing_are_no_better_than_one_group_for_all():
    senses = np.repeat([0, 1], 200)
    baseline = b_cubed(np.zeros(400), senses)
    assert baseline == pytest.approx(2 * 0.5 / 1.5)  # precision .5, recall 1
    by_chance = [b_cubed(np.random.default_rng(seed).permutation(senses), senses) for seed in range(20)]
    assert np.mean(by_chance) == pytest.approx(0.5, abs=0.01)
    assert max(by_chance) < baseline
