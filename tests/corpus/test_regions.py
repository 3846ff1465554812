"""Names of a map's regions: the words of what lies there, and none where they are no more frequent than by chance."""

import numpy as np
import pytest

from components.engine.corpus.regions import hills, name_regions, says_again, surprise, words_around, words_in

TOPICS = ["river water boat fish", "money loan bond credit", "planet star orbit moon"]
FILLERS = ["people", "often", "said", "thing", "seen", "again", "yesterday", "never", "morning"]
CENTRES = np.array([[0, 0], [9, 0], [0, 9]])


def written(topics, owners, seed=0):
    """Sentences of fillers with two words of their topic."""
    generator = np.random.default_rng(seed)
    return [
        " ".join([*generator.choice(FILLERS, 6), *generator.choice(topics[owner].split(), 2, replace=False)])
        for owner in owners
    ]


@pytest.fixture(scope="module")
def owners():
    return np.repeat([0, 1, 2], [300, 200, 100])


@pytest.fixture(scope="module")
def points(owners):
    return (CENTRES[owners] + np.random.default_rng(0).normal(0, 0.4, (600, 2))).astype("f4")


def named(points, texts, spans=None, levels=(3,), seed=0):
    def read(numbers):
        return [texts[one] for one in numbers]

    return name_regions(points, np.arange(len(points)), read, spans, levels, seed)


def test_regions_have_the_words_of_what_lies_there_the_largest_first(points, owners):
    for made in named(points, written(TOPICS, owners)):
        assert [one.count for one in made.regions] == pytest.approx([300, 200, 100], abs=12)
        for number, (one, topic) in enumerate(zip(made.regions, TOPICS, strict=True)):
            assert set(one.words) == set(topic.split())
            assert np.linalg.norm(one.centre - CENTRES[number]) < 0.6
            assert one.inside == pytest.approx([0.5] * 4, abs=0.15)
            assert max(one.elsewhere) < 0.03
            assert (owners[made.owner == number] == number).mean() > 0.98


def test_regions_whose_words_are_no_more_frequent_than_by_chance_have_no_name(points, owners):
    named_by_chance = [
        any(one.words for one in named(points, written(TOPICS, dealt, seed), seed=seed)[0].regions)
        for seed in range(20)
        for dealt in [np.random.default_rng(seed).permutation(owners)]
    ]
    assert sum(named_by_chance) <= 4  # one in twenty is promised; five or more of these have a chance of .3 %


def test_of_uses_of_one_word_the_words_around_name_the_region_not_itself(points, owners):
    texts = [f"bank {line} bank" for line in written(TOPICS, owners)]
    starts = np.array([len(text) - 4 for text in texts])
    made = named(points, texts, spans=(starts, starts + 4))[0]
    assert [set(one.words) for one in made.regions] == [set(topic.split()) for topic in TOPICS]
    rows = np.arange(len(points))
    alone = name_regions(points, rows, lambda some: [texts[one] for one in some], (starts, starts + 4), around=0)[0]
    assert not any(one.words for one in alone.regions)  # “bank” is everywhere
    far = [f"{text.split()[-2]} " + "thing " * 6 + "bank" for text in texts]  # the topic's word is out of sight
    starts = np.array([len(text) - 4 for text in far])
    made = named(points, far, spans=(starts, starts + 4))[0]
    assert not any(one.words for one in made.regions)


def test_a_sentence_counts_once_for_a_region_however_many_of_its_uses_lie_there(points):
    texts = ["odd " * 9] + ["some other line"] * 599
    sentence = np.where(np.arange(600) < 200, 0, np.arange(600))
    made = name_regions(points, sentence, lambda numbers: [texts[one] for one in numbers], levels=(3,))[0]
    assert not any(one.words for one in made.regions)


def test_chinese_is_named_by_pairs_of_characters(points, owners):
    topics = ["银行 贷款 利息 存款", "河流 小船 钓鱼 岸边", "星球 月亮 轨道 太阳"]
    texts = [f"他们说{''.join(line.split()[-2:])}了。" for line in written(topics, owners)]
    made = named(points, texts)[0]
    for one, topic in zip(made.regions, topics, strict=True):
        assert len(set(one.words) & set(topic.split())) >= 3


def test_words_are_cut_as_people_read_them():
    assert list(words_in("The film’s makers don't say 3 things we’ve in Ökologie")) == [
        "film",
        "makers",
        "say",
        "things",
        "ökologie",
    ]
    assert list(words_in("東京にいます")) == ["東京", "京に"]  # いま, ます say nothing
    assert list(words_around("one two three four five six seven eight", 0, 3, 5)) == []  # function words all
    near = list(words_around("alpha beta gamma delta epsilon zeta eta theta iota kappa", 11, 16, 5))
    assert near == ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]
    assert list(words_around("12 34", 0, 2, 5)) == []
    assert says_again("banks", "bank")
    assert says_again("工智", "人工")
    assert not says_again("river", "bank")


def test_surprise_is_the_deviance_of_a_count_and_none_below_its_share():
    found = surprise(np.array([[6.0], [2.0]]), np.array([50, 50]), np.array([8.0]))
    assert found[:, 0] == pytest.approx([2 * (6 * np.log(6 / 4) - 2), 0])


def test_hills_are_as_many_as_may_be_and_the_same_again():
    points = np.random.default_rng(0).normal(size=(5000, 2))
    for most in (1, 5, 30):
        owner, peaks, sizes = hills(points, most)
        assert 1 <= len(peaks) <= most
        assert sizes.tolist() == np.bincount(owner[owner >= 0]).tolist() == sorted(sizes, reverse=True)
        assert sizes.sum() > 5000 / 2
        assert np.array_equal(owner, hills(points, most)[0])


@pytest.mark.parametrize("count", [0, 1, 9, 10, 40])
def test_few_points_or_one_place_are_one_region_or_none(count):
    made = named(np.zeros((count, 2)), ["river"] * count, levels=(12, 80))
    assert [len(level.regions) for level in made] == [int(count >= 10)] * 2
    assert all(one.words == () for level in made for one in level.regions)  # nothing lies elsewhere


def test_very_many_points_are_named_by_some_of_their_texts(points, owners, monkeypatch):
    monkeypatch.setattr("components.engine.corpus.regions.MOST_TEXTS", 200)
    made = named(points, written(TOPICS, owners))[0]
    assert made.read == 200
    assert sum(one.count for one in made.regions) == 600
    assert all(set(one.words) <= set(topic.split()) for one, topic in zip(made.regions, TOPICS, strict=True))
    assert made.regions[0].words
