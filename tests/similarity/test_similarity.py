"""Texts compared: alignment, agreement with people, answers, central sentences."""

import math

import numpy as np
import pytest
from scipy.stats import pearsonr, spearmanr

from components.engine.encoding.encode import encode
from components.engine.encoding.text_vectors import POOLINGS, embed_texts
from components.engine.errors import FileError, TextError
from components.engine.files.built_in_tables import read_built_in
from components.engine.geometry.vectors import unit
from components.engine.similarity.agreement import built_in_pairs, check_pairs, measure_agreement
from components.engine.similarity.answers import best_span, built_in_questions, built_in_text, cut_passages
from components.engine.similarity.bertscore import align, rescale
from components.engine.similarity.central_sentences import sum_up
from components.engine.text.sentences import split_sentences

CAT, HOUND = "The cat was chased by an angry dog.", "A furious hound ran after the kitten."


def test_bertscore_equals_an_independent_computation(encoder):
    first, second = encode(encoder, CAT), encode(encoder, HOUND)
    made = align(first, second, 4)

    def cosine(u, v):
        return math.fsum(map(float, u * v)) / math.sqrt(math.fsum(map(float, u * u)) * math.fsum(map(float, v * v)))

    one = [first.states[4, t] for t in range(1, len(first.tokens) - 1)]
    other = [second.states[4, t] for t in range(1, len(second.tokens) - 1)]
    recall = sum(max(cosine(x, y) for y in other) for x in one) / len(one)
    precision = sum(max(cosine(x, y) for x in one) for y in other) / len(other)
    assert made.recall == pytest.approx(recall, abs=1e-5)
    assert made.precision == pytest.approx(precision, abs=1e-5)
    assert made.f1 == pytest.approx(2 * precision * recall / (precision + recall), abs=1e-5)
    assert "[CLS]" not in made.first


def test_a_text_is_aligned_perfectly_with_itself_and_swapping_swaps_precision_and_recall(encoder):
    first, second = encode(encoder, CAT), encode(encoder, HOUND)
    assert align(first, first, 6).f1 == pytest.approx(1, abs=1e-6)
    assert align(first, second, 6).recall == pytest.approx(align(second, first, 6).precision, abs=1e-6)


def test_alignment_finds_the_synonym(encoder):
    made = align(encode(encoder, "He bought a car."), encode(encoder, "The automobile cost him a fortune."), 6)
    assert made.second[made.partners[made.first.index("car")]] == "automobile"


def test_rescaling_puts_random_words_at_0_and_keeps_1():
    assert rescale(0.4, 0.4) == 0
    assert rescale(1, 0.4) == 1
    assert math.isnan(rescale(1, 1))


@pytest.fixture(scope="module")
def agreement(encoder):
    return measure_agreement(encoder, built_in_pairs())


def test_pearson_spearman_and_its_interval_equal_scipys(agreement):
    scores = built_in_pairs().scores
    low, high = agreement.interval("pearson")
    for row, layer in ((0, 6), (3, 2)):
        cosines = agreement.cosines[row, layer]
        theirs = pearsonr(cosines, scores)
        assert agreement.pearson[row, layer] == pytest.approx(theirs.statistic, abs=1e-9)
        assert agreement.spearman[row, layer] == pytest.approx(spearmanr(cosines, scores).statistic, abs=1e-9)
        interval = theirs.confidence_interval()
        assert (low[row, layer], high[row, layer]) == pytest.approx((interval.low, interval.high), abs=1e-6)


def test_spearmans_interval_is_wider_than_pearsons_for_the_same_value(agreement):
    low, high = agreement.interval("spearman")
    rho = agreement.spearman[0, 6]
    half = 1.959964 * np.sqrt((1 + rho**2 / 2) / (len(built_in_pairs().scores) - 3))
    assert low[0, 6] == pytest.approx(np.tanh(np.arctanh(rho) - half))
    assert high[0, 6] > rho > low[0, 6]


def test_the_last_layer_with_mean_pooling_agrees_with_people_and_cls_of_the_embeddings_cannot(agreement):
    assert agreement.spearman[POOLINGS.index("mean"), 6] > 0.75
    assert np.isnan(agreement.spearman[POOLINGS.index("[CLS]"), 0])  # it is the same vector for every text


def test_built_in_pairs_are_well_formed():
    rows = read_built_in("use/pairs.tsv")
    assert len(rows) >= 80
    assert all(0 <= float(row["score"]) <= 5 and row["first"] != row["second"] for row in rows)
    assert len({(row["first"], row["second"]) for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("scores", "refusal"),
    [
        (["1", "2", "x", "4"], "score of pair 3 is “x”"),
        (["1", "nan", "3", "4"], "score of pair 2"),
        (["2", "2", "2", "2"], "All 4 scores are 2"),
        (["1", "2"], "There are 2 pairs"),
        (["1"] * 6000, "There are 6,000 pairs"),
    ],
)
def test_pairs_that_cannot_be_compared_are_refused(scores, refusal):
    with pytest.raises(FileError, match=refusal):
        check_pairs(["a"] * len(scores), ["b"] * len(scores), scores)


def test_a_decimal_comma_is_a_number_and_an_empty_text_is_refused():
    assert check_pairs(list("abcd"), list("efgh"), ["1,5", "2", "3", "4"]).scores[0] == 1.5
    with pytest.raises(FileError, match="Pair 2 lacks a text"):
        check_pairs(["a", " ", "c", "d"], list("efgh"), ["1", "2", "3", "4"])


def test_the_first_passage_holds_the_answer_and_the_span_is_part_of_it(encoder):
    sentences = split_sentences(built_in_text())
    passages = cut_passages(sentences)
    questions = built_in_questions()
    asked = embed_texts(encoder, [question for question, _ in questions]).at("mean", 6)
    cosines = unit(asked) @ unit(embed_texts(encoder, sentences).at("mean", 6)).T
    found = touched = 0
    for (question, answer), row in zip(questions, cosines, strict=True):
        passage = passages[int(row.argmax())].text
        first, last = best_span(encoder, question, passage)
        assert 0 <= first < last <= len(passage)
        found += answer in passage
        start = passage.find(answer)
        touched += start >= 0 and first < start + len(answer) and last > start
    assert (found, len(questions)) == (14, 15)
    assert touched >= 7


def test_passages_overlap_and_a_short_text_is_one():
    assert [p.text for p in cut_passages(("a.", "b.", "c."), 2)] == ["a. b.", "b. c."]
    assert [p.text for p in cut_passages(("a.",), 3)] == ["a."]
    with pytest.raises(TextError, match="no text to answer from"):
        cut_passages(())


def test_a_span_is_found_in_a_question_without_asking_word_and_in_one_word(encoder):
    assert best_span(encoder, "Wo?", "Berlin") == (0, 6)
    assert best_span(encoder, "who", "It was Anna.")[1] > 0


def test_central_sentences_cover_more_than_random_ones_and_never_twice_the_same():
    random = np.random.default_rng(0)
    core = random.normal(size=20)
    vectors = np.vstack([core + 0.6 * random.normal(size=(6, 20)), 2 * random.normal(size=(12, 20))])
    vectors = np.vstack([vectors, vectors[:1]])  # a twin
    made = sum_up(vectors, 4)
    assert not {0, len(vectors) - 1} <= set(made.chosen)
    assert len(made.chosen) == 4
    assert made.centrality[:6].mean() > made.centrality[6:-1].mean()
    assert sum_up(vectors, 4).covered_by_random == made.covered_by_random
    with pytest.raises(TextError, match="has 2 sentences"):
        sum_up(vectors[:2], 1)


def test_central_sentences_of_the_built_in_text_cover_more_than_random_ones(encoder):
    made = sum_up(embed_texts(encoder, split_sentences(built_in_text())).at("mean", 6), 4)
    assert made.covered > made.covered_by_random[1]
