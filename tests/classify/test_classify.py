"""Frozen vectors classified: figures against scikit-learn, baselines and controls."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from components.engine.classify import probes
from components.engine.classify.learning_curve import learn_from_few
from components.engine.classify.probes import shuffle_labels, study, try_layers
from components.engine.classify.scores import NOT_TESTED, Trial, leaves_room, margin
from components.engine.classify.splits import WAYS, count_folds, make_splits, shared_texts
from components.engine.encoding.text_vectors import TextVectors
from components.engine.files.label_tables import TASKS, built_in


@pytest.fixture(scope="module", params=TASKS)
def studied(request, vectors):
    data = built_in(request.param)
    last = TextVectors({"mean": vectors.pooled["mean"][[4, 6]]})  # two layers are enough to judge by
    splits = make_splits(data.numbers, WAYS[0], 0)
    shuffled = try_layers(last, shuffle_labels(data.numbers, 0), splits, ["mean"])
    ours = try_layers(last, data.numbers, splits, ["mean"])
    return request.param, data, ours, probes.try_texts(data.texts, data.numbers, splits), shuffled


def test_vectors_beat_tfidf_by_a_margin_whose_interval_excludes_0(studied):
    task, _, ours, words, _ = studied
    gain, low, high = margin(ours.trial(0, 1), words)
    assert high > gain > low > 0.05, task


@pytest.mark.parametrize(("right", "room"), [(12, False), (11, False), (6, True), (0, True)])
def test_there_is_room_where_getting_all_right_would_surely_be_better(right, room):
    truth = np.array([0, 1] * 6 + [0])
    predicted = np.where(np.arange(12) < right, truth[:12], 1 - truth[:12])
    assert leaves_room(Trial(truth, np.append(predicted, NOT_TESTED), 2)) == room


def test_intervals_of_few_texts_are_wide_even_where_all_are_right():
    truth = np.array([0, 1])
    right, wrong = Trial(truth, truth, 2), Trial(truth, 1 - truth, 2)
    assert right.interval("macro_f1") == right.interval("accuracy")
    assert right.interval("macro_f1")[0] < 0.4
    assert margin(right, right) == (0, pytest.approx(-0.49, abs=0.01), pytest.approx(0.49, abs=0.01))
    gain, low, high = margin(right, wrong)
    assert (gain, high) == (1, 1)
    assert low < 0


def test_shuffled_labels_fall_to_chance(studied):
    _, data, ours, _, shuffled = studied
    chance = 1 / len(data.classes)
    low, high = shuffled.trial(0, 1).interval("accuracy")
    assert low - 0.02 < chance < high + 0.02
    assert ours.accuracy[0, 1] > high + 0.1


def test_shuffled_labels_are_at_chance_for_vectors_that_are_the_label():
    numbers = np.tile([0, 1], 100)
    points = np.random.default_rng(0).normal(size=(12, 200, 5))
    points[..., 0] = numbers
    vectors = TextVectors(dict.fromkeys(probes.POOLINGS, points))
    assert try_layers(vectors, numbers, make_splits(numbers, WAYS[0], 0), ["mean"]).accuracy.min() == 1
    shuffled = probes.try_shuffled(vectors, numbers, WAYS[0], 0)
    assert abs(shuffled.mean() - 0.5) < 2 * shuffled.std() / np.sqrt(12)
    assert np.ptp(shuffled) > 0, "each layer has a draw of its own"


def test_sentiment_is_read_better_below_the_last_layer_and_topic_at_it(studied):
    task, _, ours, _, _ = studied
    fourth, last = ours.accuracy[0]
    assert fourth > last if task == "sentiment" else last > fourth


def test_figures_equal_scikit_learns_and_the_intervals_hold_them():
    random = np.random.default_rng(0)
    truth = random.integers(0, 3, 200)
    predicted = np.where(random.random(200) < 0.7, truth, random.integers(0, 3, 200))
    made = Trial(truth, predicted, 3)
    np.testing.assert_array_equal(made.confusion, confusion_matrix(truth, predicted))
    assert made.accuracy == pytest.approx(accuracy_score(truth, predicted))
    assert made.macro_f1 == pytest.approx(f1_score(truth, predicted, average="macro"))
    for measure in ("accuracy", "macro_f1"):
        low, high = made.interval(measure)
        assert low < getattr(made, measure) < high
        assert made.interval(measure) == (low, high)
    half = 1.96 * np.sqrt(made.accuracy * (1 - made.accuracy) / 200)
    assert made.interval("accuracy")[0] == pytest.approx(made.accuracy - half, abs=0.02)


def test_a_class_that_was_not_tested_does_not_count_in_macro_f1():
    made = Trial(np.array([0, 0, 1, 1, 2]), np.array([0, 0, 1, 1, NOT_TESTED]), 3)
    assert made.macro_f1 == f1_score([0, 0, 1, 1], [0, 0, 1, 1], average="macro") == 1
    assert made.interval("macro_f1") == made.interval("accuracy"), "and not less for a class that was not asked about"


def test_small_classes_survive_every_shuffle():
    numbers = np.repeat([0, 1], (8, 2))
    points = np.random.default_rng(0).normal(size=(2, 10, 4)).astype(np.float32)
    vectors = TextVectors(dict.fromkeys(probes.POOLINGS, points))
    for seed in range(20):
        assert sorted(shuffle_labels(numbers, seed)) == sorted(numbers)
        assert np.isfinite(probes.try_shuffled(vectors, numbers, WAYS[0], seed)).all()
    assert count_folds(numbers) == 2


def test_twenty_of_twenty_is_no_certainty():
    made = Trial(np.tile([0, 1], 10), np.tile([0, 1], 10), 2)
    assert made.interval("accuracy") == pytest.approx((0.8389, 1.0), abs=1e-4)  # Wilson: n / (n + z²)


def test_every_text_is_tested_once_in_cross_validation_and_a_fifth_in_one_split():
    numbers = np.repeat([0, 1], 50)
    folds = make_splits(numbers, WAYS[0], 1)
    assert sorted(np.concatenate([test for _, test in folds])) == list(range(100))
    ((train, test),) = make_splits(numbers, WAYS[1], 1)
    assert (len(train), len(test)) == (80, 20)
    assert not set(train) & set(test)
    other = make_splits(numbers, WAYS[1], 2)[0][1]
    assert set(other) != set(test)
    assert len(make_splits(np.repeat([0, 1], [50, 2]), WAYS[0], 0)) == 2  # two texts of a class make two folds


def test_duplicates_across_the_split_are_counted():
    splits = [(np.array([0, 1]), np.array([2, 3]))]
    assert shared_texts(["Same", "b", "same", "d"], splits) == 1


def test_the_study_holds_everything_and_stops_when_told():
    random = np.random.default_rng(0)
    numbers = np.repeat([0, 1], 15)
    points = (random.normal(size=(2, 30, 6)) + numbers[:, None] * 3).astype(np.float16)
    vectors = TextVectors(dict.fromkeys(probes.POOLINGS, points))
    texts = [f"text {number}" for number in range(30)]
    shares = []
    made = study(vectors, texts, numbers, WAYS[0], 0, shares.append)
    assert made.layers.accuracy.shape == (4, 2)
    assert made.layers.accuracy.min() > 0.9
    assert made.majority.accuracy == pytest.approx(0.5)
    assert made.shuffled.max() < 0.9, "the same vectors and labels, but each label at another text"
    assert shares == sorted(shares)
    assert study(vectors, texts, numbers, WAYS[0], 0, should_stop=lambda: True) is None
    curve = learn_from_few(points[1].astype(np.float32), texts, numbers, 0, draws=2)
    assert curve.sizes.tolist() == [4, 8, 16, 24]
    assert curve.vectors[-1].mean() > 0.9
    assert learn_from_few(points[1], texts, numbers, 0, should_stop=lambda: True) is None
