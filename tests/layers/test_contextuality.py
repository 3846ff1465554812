"""Ethayarajh's figures: equal to plain loops, right at the ends of their ranges, and honest on the bundled model."""

import itertools
import math

import numpy as np
import pytest

from components.engine.encoding.encode import encode
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.geometry.vectors import mean_cosine
from components.engine.layers import contextuality
from components.engine.layers.bench_vectors import measure_bench
from components.ui.layers import contextuality as page
from tests.conftest import BANKS


def dot(one, other):
    return sum(a * b for a, b in zip(one, other, strict=True))


def cosine(one, other):
    return dot(one, other) / math.sqrt(dot(one, one) * dot(other, other))


def test_self_similarity_equals_plain_loops():
    states = np.random.default_rng(0).normal(size=(3, 5, 7)) + 0.5
    for layer, value in zip(states.tolist(), mean_cosine(states), strict=True):
        pairs = [cosine(one, other) for one, other in itertools.permutations(layer, 2)]
        assert value == pytest.approx(sum(pairs) / len(pairs), abs=1e-6)


def test_intra_sentence_similarity_equals_plain_loops():
    states = np.random.default_rng(1).normal(size=(3, 5, 7)) + 0.5
    for layer, value in zip(states.tolist(), contextuality.intra_sentence_similarity(states), strict=True):
        mean = [sum(column) / 5 for column in zip(*layer, strict=True)]
        assert value == pytest.approx(sum(cosine(vector, mean) for vector in layer) / 5, abs=1e-6)


def test_explainable_variance_equals_power_iteration():
    states = np.random.default_rng(2).normal(size=(3, 5, 7)) + 0.5
    for layer, value in zip(states.tolist(), contextuality.explainable_variance(states), strict=True):
        direction = [1.0] * 7
        for _ in range(2000):  # the first right singular vector
            shares = [dot(vector, direction) for vector in layer]
            direction = [sum(s * vector[i] for s, vector in zip(shares, layer, strict=True)) for i in range(7)]
            length = math.sqrt(dot(direction, direction))
            direction = [part / length for part in direction]
        first = sum(dot(vector, direction) ** 2 for vector in layer)
        assert value == pytest.approx(first / sum(dot(vector, vector) for vector in layer), abs=1e-6)


def test_figures_of_equal_and_of_crossed_vectors():
    equal, crossed = np.ones((1, 4, 4)), np.eye(4)[None]
    for figure in (mean_cosine, contextuality.explainable_variance):
        assert figure(equal)[0] == pytest.approx(1)
    assert mean_cosine(crossed)[0] == pytest.approx(0)
    assert contextuality.explainable_variance(crossed)[0] == pytest.approx(1 / 4)
    assert contextuality.intra_sentence_similarity(crossed)[0] == pytest.approx(0.5)


def test_random_words_of_the_bundled_model_are_isotropic_at_both_ends(bench_vectors):
    anisotropy = bench_vectors.baseline.anisotropy
    assert anisotropy[0] < 0.1
    assert anisotropy.argmax() == 5
    assert anisotropy[6] < 0.1
    pairs = itertools.islice(itertools.combinations(range(len(bench_vectors.random)), 2), 0, None, 997)
    drawn = bench_vectors.drawn()[5].astype(float)
    sampled = [cosine(drawn[one].tolist(), drawn[other].tolist()) for one, other in pairs]
    assert anisotropy[5] == pytest.approx(np.mean(sampled), abs=0.03)


def test_bench_keeps_one_random_word_a_sentence_and_all_occurrences(bench_vectors):
    assert [bench_vectors.spans[number].sentence for number in bench_vectors.random] == list(
        range(len(bench_vectors.sentences))
    )
    assert sum(map(len, bench_vectors.targets.values())) == len(bench_vectors.sentences)
    assert {bench_vectors.word(number).lower() for number in bench_vectors.targets["bank"]} == {"bank"}
    assert bench_vectors.states.nbytes <= 32_000_000


def test_bench_vectors_are_the_occurrences(encoder, bench_vectors):
    numbers = [*bench_vectors.targets["bank"][:3], len(bench_vectors.spans) - 1]
    spans = [bench_vectors.spans[number] for number in numbers]
    states = embed_occurrences(encoder, bench_vectors.sentences, spans).states
    assert np.abs(bench_vectors.states[:, numbers] - states).max() < 0.01  # half precision


def test_context_changes_words_more_in_later_layers(bench_vectors):
    made = measure_bench(bench_vectors)
    adjusted = made.self_similarity - made.anisotropy
    assert adjusted[0] > 0.85
    assert adjusted[5] < adjusted[0] - 0.1
    assert (made.explained > made.explained_baseline).all()
    assert all(count >= 5 for count in made.words.values())


def test_words_and_sentences_of_a_typed_text(encoder, bench_vectors):
    encoding = encode(encoder, BANKS)
    made = contextuality.measure_text(encoding, BANKS, "", bench_vectors.baseline)
    assert made.words == {"the": 3, "bank": 2}
    here, there = (place for place, token in enumerate(encoding.tokens) if token == "bank")
    the = [place for place, token in enumerate(encoding.tokens) if token == "the"]
    state = encoding.states[4].astype(float).tolist()
    pairs = [cosine(state[one], state[other]) for one, other in itertools.combinations(the, 2)]
    by_hand = (sum(pairs) / 3 + cosine(state[here], state[there])) / 2
    assert made.self_similarity[4] == pytest.approx(by_hand, abs=1e-6)
    assert contextuality.sentence_numbers(encoding, BANKS).tolist() == [-1] + [0] * 9 + [1] * 7 + [-1]


@pytest.mark.parametrize(
    ("text", "pair", "numbers"),
    [
        ("a river", "the bank", [-1, 0, 0, -1, 1, 1, -1]),
        ("the bank...", None, [-1, 0, 0, 0, 0, 0, -1]),
        ("! the bank", None, [-1, 0, 1, 1, -1]),
        ("by 3.5 in May. The bank", None, [-1, *[0] * 7, 1, 1, -1]),
    ],
)
def test_sentences_end_at_signs_and_texts(encoder, text, pair, numbers):
    assert contextuality.sentence_numbers(encode(encoder, text, pair), text, pair or "").tolist() == numbers


def test_published_curves_are_those_of_the_data():
    """By hand from bert/embedding_space_stats.json of github.com/kawine/contextual, layers 0 2 4 6 8 10 11 12."""
    random_words = [0.105, 0.219, 0.327, 0.42, 0.399, 0.561, 0.675, 0.477]
    sentence_and_words = [0.435, 0.57, 0.642, 0.726, 0.72, 0.82, 0.87, 0.776]
    (anisotropy,) = page.published(page.RANDOM)
    adjusted, raw = page.published(page.INTRA)
    assert anisotropy.values == pytest.approx(random_words)
    assert raw.values == pytest.approx(sentence_and_words)
    assert adjusted.values == pytest.approx(np.subtract(sentence_and_words, random_words))
    adjusted, raw = page.published(page.SELF)
    assert raw.values - adjusted.values == pytest.approx(random_words)
    assert (np.diff(raw.values[4:7]) > 0).all(), "raw it rises at layers 10 and 11, adjusted it falls"
    assert (np.diff(adjusted.values[:7]) < 0).all()
    for curve in (anisotropy, adjusted, raw):
        assert (*curve.layers, curve.last) == (0, 2, 4, 6, 8, 10, 11, 12, 12)


def test_text_that_repeats_nothing_has_no_self_similarity(encoder, bench_vectors):
    made = contextuality.measure_text(encode(encoder, "a bank"), "a bank", "", bench_vectors.baseline)
    assert np.isnan(made.self_similarity).all()
    assert np.isfinite(made.intra).all()
