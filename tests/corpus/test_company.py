"""Words in two groups: what keeps its company stays at chance, what changes it is found; regions tell who is there."""

import numpy as np
import pytest
from scipy.stats import kstest

from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.corpus import company
from components.engine.corpus.company import compare_company, holm, region_leanings, shared_words, strangest_uses
from components.engine.errors import CorpusError
from components.engine.usage.all_words import index_all_words

WORDS, USES, WIDTH = 18, 30, 40
LAYER = 4


def corpus(seed, changed=None):
    """Uses of eighteen words in six fields of three; in the second group a changed word is of another field."""
    generator = np.random.default_rng(seed)
    fields = generator.normal(size=(6, WIDTH))
    centres = fields[np.arange(WORDS) // 3] + generator.normal(0, 0.5, (WORDS, WIDTH))
    words = np.repeat(np.arange(WORDS), USES)
    second = np.arange(len(words)) % 2 == 1
    means = centres[words]
    if changed is not None:
        means[(words == changed) & second] = fields[(changed // 3 + 3) % 6]
    vectors = means + generator.normal(0, 0.8, means.shape) + np.where(second, 3.0, 0)[:, None]  # apart as wholes
    return vectors, np.array([f"word{one:02}" for one in words]), second, np.arange(len(words))


def test_a_word_of_another_field_in_the_second_group_comes_first_with_its_company_there():
    made = compare_company(*corpus(0, changed=4))
    assert made.words[0] == "word04"
    assert made.p[0] < 0.01 < 0.05 < made.p[1:].min()
    assert made.high[0] < made.chance_low[0] < made.chance[0]
    assert made.uses[0].tolist() == [15, 15]
    near = [[made.words[one] for one in side[0][:2]] for side in made.nearest]
    assert set(near[0]) == {"word03", "word05"}
    assert set(near[1]) <= {"word12", "word13", "word14"}
    assert made.shared[0] < made.shared[1:].mean()


def test_two_random_halves_of_one_text_differ_by_chance_alone(monkeypatch):
    monkeypatch.setattr(company, "DRAWS", 59)
    least, held = [], []
    for seed in range(40):
        vectors, words, _, sentence = corpus(seed)
        vectors -= np.where(np.arange(len(words)) % 2 == 1, 3.0, 0)[:, None]
        half = np.random.default_rng(seed).permutation(np.arange(len(words)) % 2 == 1)
        made = compare_company(vectors, words, half, sentence, seed=seed)
        least.append(made.p.min())
        held += [*((made.low <= made.chance) & (made.chance <= made.high))]
    assert kstest(least, "uniform").pvalue > 0.01
    assert sum(one <= 0.05 for one in least) <= 6  # two are expected, more than six have a chance of 1 %
    assert np.mean(held) > 0.93


def test_the_sense_of_bank_that_only_one_group_has_comes_first(encoder):
    words = bench_words()
    sentences = [(word, text, label) for word in words for text, label in zip(*sides(word), strict=True)]
    index = index_all_words(encoder, [text for _, text, _ in sentences], LAYER)
    of = {text: (word, label) for word, text, label in sentences}
    said, second = [], []
    for text, place, start, end in zip(
        (index.sentences[one] for one in index.sentence), index.sentence, index.start, index.end, strict=True
    ):
        word, label = of[text]
        own = text[start:end].lower()
        said.append(word if own in (word, f"{word}s") else own)
        second.append(label == read_bench("bank").senses[0] if word == "bank" else place % 2 == 1)
    made = compare_company(index.vectors, said, np.array(second), index.sentence)
    assert made.words[0] == "bank"
    assert made.p[0] < 0.05
    assert made.high[0] < made.chance[0]


def sides(word):
    return read_bench(word).sentences, read_bench(word).labels


@pytest.mark.parametrize("at_once", [7, 2000])
def test_strangest_uses_of_each_group_are_those_that_the_other_has_nothing_like(at_once, monkeypatch):
    monkeypatch.setattr(company, "AT_ONCE", at_once)
    generator = np.random.default_rng(0)
    vectors = np.array([1.0, *[0] * 29]) + generator.normal(0, 0.05, (40, 30))
    vectors[[3, 38]] = generator.normal(size=(2, 30))
    second = np.arange(40) >= 20
    (first, cosines), (other, _) = strangest_uses(vectors, second, 3)
    assert (first[0], other[0], len(first)) == (3, 38, 3)
    assert cosines[0] < 0.6 < 0.9 < cosines[1]


def test_uses_of_one_sentence_are_dealt_out_together():
    vectors, words, second, _ = corpus(0, changed=4)
    few = np.repeat(np.arange(WORDS), USES) * 2 + second  # all of a word's uses in a group are in one sentence
    assert compare_company(vectors, words, second, few).p.min() > 0.3


def test_too_few_words_and_an_empty_group_are_refused_with_the_numbers():
    vectors, words, second, sentence = corpus(0)
    with pytest.raises(CorpusError, match="0 words have 10 uses"):
        compare_company(vectors, words, np.zeros_like(second), sentence)
    few = words < "word04"
    with pytest.raises(CorpusError, match="4 words have 10 uses or more in each group, and 15"):
        compare_company(vectors[few], words[few], second[few], sentence[few])
    assert compare_company(vectors, words, second, sentence, should_stop=lambda: True) is None


def test_the_most_frequent_words_take_part_and_of_very_many_uses_a_part_of_both_groups(monkeypatch):
    words = np.repeat([f"word{one}" for one in range(8)], [20, 40, 60, 80, 100, 120, 140, 9])
    second = np.arange(len(words)) % 2 == 1
    monkeypatch.setattr(company, "FEWEST_WORDS", 5)
    monkeypatch.setattr(company, "MOST_WORDS", 5)
    monkeypatch.setattr(company, "MOST_USES", 70)
    names, rows, rare = shared_words(words, second, 0)
    assert list(names) == ["word6", "word5", "word4", "word3", "word2"]
    assert [len(some) for some in rows] == [70, 70, 70, 70, 60]
    assert all(abs(second[some].mean() - 0.5) < 0.01 for some in rows)
    assert rare == 1


def test_a_region_that_a_group_leans_to_is_told_from_chance():
    generator = np.random.default_rng(0)
    owner = np.repeat([0, 1, 2, -1], [400, 400, 5, 100])
    second = generator.random(905) < np.repeat([0.7, 0.3, 0.5, 1], [400, 400, 5, 100])
    made = region_leanings(owner, second, np.arange(905))
    assert made.expected == pytest.approx(second[:805].mean())
    assert made.sentences.tolist() == [400, 400, 5]
    assert made.low[0] > made.expected > made.high[1]
    assert made.p[:2].max() < 0.001 < 0.1 < made.p[2]
    together = region_leanings(owner, second, np.zeros(905, int))  # all in one sentence of each group
    assert together.sentences.tolist() == [2, 2, 2]
    assert together.p.min() == 1
    with pytest.raises(CorpusError, match="No point"):
        region_leanings(np.full(5, -1), second[:5], np.arange(5))


def test_regions_without_a_leaning_are_found_one_time_in_twenty_at_most():
    generator = np.random.default_rng(1)
    found = [
        region_leanings(np.repeat(np.arange(10), 60), generator.random(600) < 0.4, np.arange(600)).p.min() < 0.05
        for _ in range(40)
    ]
    assert sum(found) <= 6


def test_holm_multiplies_the_smallest_by_all_and_never_falls():
    assert holm(np.array([0.03, 0.01, np.nan, 0.04])) == pytest.approx([0.06, 0.03, np.nan, 0.06], nan_ok=True)
