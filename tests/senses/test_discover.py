"""Groups found without labels: they agree with senses, do not depend on order, and noise has none."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.errors import WordError
from components.engine.geometry.vectors import unit
from components.engine.records import Occurrences
from components.engine.senses import described, second_look
from components.engine.senses.described import describe
from components.engine.senses.discover import (
    CLEAR,
    by_both,
    discover_senses,
    match_groups,
    turned,
)
from components.engine.senses.halves import MOST_DOUBT
from components.engine.senses.neighbours import neighbour_graph
from components.engine.text.find_word import find_occurrences


@pytest.fixture(scope="module")
def benches(encoder) -> dict:
    """Every built-in word: its occurrences and labels."""
    words = {}
    for word in bench_words():
        bench = read_bench(word)
        spans = find_occurrences(bench.sentences, word, inflections=True)
        words[word] = embed_occurrences(encoder, bench.sentences, spans), bench.labels
    return words


def taken(occurrences: Occurrences, rows) -> Occurrences:
    """Some occurrences, in another order perhaps."""
    spans = tuple(occurrences.spans[row] for row in rows) if occurrences.spans else ()
    arrays = {name: getattr(occurrences, name)[:, rows] for name in ("states", "context", "nearby")}
    return replace(occurrences, spans=spans, **arrays)


def noise(count: int) -> Occurrences:
    """Vectors without any group."""
    states, context, nearby = np.random.default_rng(0).normal(size=(3, 1, count, 384)).astype(np.float32)
    return Occurrences((), states, context, nearby)


def test_groups_of_a_clear_word_are_its_senses(benches):
    occurrences, labels = benches["palm"]
    found = discover_senses(occurrences)
    assert found.count == 2
    assert adjusted_rand_score(labels, found.nearest) >= 0.8


def test_groups_agree_with_senses_over_all_words_if_their_number_is_given(benches):
    scores = [
        adjusted_rand_score(labels, discover_senses(occurrences, count=len(set(labels))).nearest)
        for occurrences, labels in benches.values()
    ]
    assert np.mean(scores) >= 0.8


def test_groups_are_senses_and_not_forms_of_the_word(benches):
    occurrences, labels = benches["crane"]
    forms = [occurrences.sentences[place.sentence][place.start : place.end].lower() for place in occurrences.spans]
    found = discover_senses(occurrences, count=2)
    assert len(set(forms)) == 2
    assert adjusted_rand_score(labels, found.nearest) > 0.7
    assert abs(adjusted_rand_score(forms, found.nearest)) < 0.2


def test_another_order_of_occurrences_gives_the_same_groups(benches):
    occurrences, _ = benches["ring"]
    order = np.random.default_rng(1).permutation(len(occurrences.spans))
    first, second = discover_senses(occurrences, count=3), discover_senses(taken(occurrences, order), count=3)
    assert np.array_equal(first.labels[order], second.labels)
    assert np.array_equal(first.nearest[order], second.nearest)


def test_substitutes_ride_on_the_occurrences_and_are_guessed_once_for_the_last_layer(encoder, monkeypatch):
    bench = read_bench("palm")
    fresh = embed_occurrences(encoder, bench.sentences, find_occurrences(bench.sentences, "palm", inflections=True))
    discover_senses(fresh, layer=5)
    assert fresh.later == {}
    found = discover_senses(fresh)
    assert len(fresh.later) == len(fresh.spans)
    asked = []
    monkeypatch.setattr(second_look, "likely_words", lambda encoder, places, *how: asked.extend(places) or ())
    some = taken(fresh, range(20))  # shares what was guessed
    assert len(discover_senses(some).nearest) == 20
    assert asked == []
    assert np.array_equal(discover_senses(fresh).confidence, found.confidence)
    alone = discover_senses(replace(fresh, reader=None))
    assert not np.array_equal(alone.confidence, found.confidence), "substitutes count"


def test_a_model_that_guesses_no_words_finds_groups_by_its_vectors(tiny):
    sentences = [f"the bank of the {word} was near the {other}" for word in ("river", "money") for other in "abcdefg"]
    occurrences = embed_occurrences(tiny, sentences, find_occurrences(sentences, "bank"))
    assert discover_senses(occurrences, count=2).count == 2
    assert occurrences.later == {}


def test_of_too_many_an_even_sample_is_grouped_and_the_others_join_the_nearest(benches, monkeypatch):
    occurrences, labels = benches["palm"]
    monkeypatch.setattr(described, "MOST_GROUPED", 24)
    found = discover_senses(occurrences, count=2)
    assert len(found.nearest) == sum(map(len, found.typical)) == len(labels) == 36
    assert adjusted_rand_score(labels, found.nearest) >= 0.7


def test_groups_are_numbered_by_size_and_who_is_below_the_threshold_is_unsure(benches):
    for occurrences, labels in benches.values():
        found = discover_senses(occurrences, count=len(set(labels)))
        sizes = np.bincount(found.nearest)
        assert list(sizes) == sorted(sizes, reverse=True)
        assert [len(group) for group in found.typical] == list(sizes)
        assert np.array_equal(found.labels == -1, found.confidence < CLEAR)
        assert np.array_equal(found.labels[found.labels >= 0], found.nearest[found.labels >= 0])
    occurrences, _ = benches["bow"]
    assert (discover_senses(occurrences, count=2).labels == -1).sum() > 0.1 * len(occurrences.spans)


def test_one_sense_alone_is_one_group_and_two_senses_are_found(benches):
    alone = [
        discover_senses(taken(occurrences, np.flatnonzero(np.array(labels) == sense)))
        for occurrences, labels in benches.values()
        for sense in sorted(set(labels))
    ]
    together = [discover_senses(occurrences) for occurrences, _ in benches.values()]
    assert len(alone) == 48
    assert sum(found.count > 1 for found in alone) <= 2
    assert sum(found.count > 1 for found in together) >= 14
    for found in alone + together:
        assert np.isnan(found.confidence).all() == (found.count == 1)
        assert (found.doubt <= MOST_DOUBT) == (found.count > 1)


def test_noise_with_the_covariance_of_a_word_is_one_group(benches):
    random, split = np.random.default_rng(1), []
    for name in ("bank", "palm", "pitch", "spring"):
        occurrences, _ = benches[name]
        parts = [unit(part[-1].astype(float)) for part in (occurrences.states, occurrences.nearby)]
        vectors = np.concatenate(parts, axis=1)
        away = vectors - vectors.mean(axis=0)
        for _ in range(5):
            drawn = vectors.mean(axis=0) + random.normal(size=(len(away), len(away))) @ away / len(away) ** 0.5
            states, nearby = np.split(drawn[None].astype(np.float32), 2, axis=2)
            split.append(discover_senses(Occurrences((), states, nearby, nearby)).count > 1)
    assert np.mean(split) <= 0.1


def test_noise_in_vectors_and_substitutes_alike_is_one_group(benches):
    random, split = np.random.default_rng(1), []
    for occurrences, _ in benches.values():
        count = len(occurrences.spans)
        alike = second_look.substitute_likeness(occurrences, np.arange(count))
        for _ in range(3):
            turn = turned(np.eye(count), random)  # both views are mixed alike, so that they agree as much as they did
            vectors, likeness = described.centred(turn @ describe(occurrences, -1)), turn @ alike @ turn.T
            lengths = np.sqrt(np.diag(likeness))
            likeness /= lengths * lengths[:, None]
            found = by_both(neighbour_graph(vectors @ vectors.T), likeness, np.arange(count), None)
            split.append(found.count > 1)
    assert len(split) == 66
    assert np.mean(split) <= 0.05


def test_typical_occurrences_come_before_unsure_ones(benches):
    occurrences, _ = benches["palm"]
    found = discover_senses(occurrences)
    assert all(found.labels[group[0]] >= 0 for group in found.typical)


@pytest.mark.parametrize("count", [1, 2, 3, 14, 40, 300])
def test_noise_is_one_group(count):
    found = discover_senses(noise(count))
    assert found.count == 1
    assert set(found.nearest) == {0}
    assert set(found.labels) == {0}
    assert np.isnan(found.confidence).all()


def test_identical_sentences_are_one_group_and_cannot_be_parted():
    same = taken(noise(3), [0] * 20)
    assert discover_senses(same).count == 1
    with pytest.raises(WordError, match="2 groups cannot be made of 20 occurrences, of which 1 differ"):
        discover_senses(same, count=2)


def test_identical_sentences_are_known_in_whatever_batch_they_were_encoded(encoder):
    sentences = ["The bank was closed.", "A bank of sand."] + ["The bank " + "of the river " * n for n in range(30)]
    sentences += ["The bank was closed."] * 40
    occurrences = embed_occurrences(encoder, sentences, find_occurrences(sentences, "bank"))
    rounding = np.random.default_rng(0).normal(0, 1e-7, occurrences.states.shape).astype(np.float32)
    occurrences = replace(occurrences, states=occurrences.states + rounding)  # as some processors round by the batch
    with pytest.raises(WordError, match="of 72 occurrences, of which 32 differ"):
        discover_senses(occurrences, count=33)


def test_copies_do_not_make_a_sense(benches):
    occurrences, _ = benches["palm"]
    rows = [*range(len(occurrences.spans)), *[0] * 30]
    once, often = discover_senses(occurrences), discover_senses(taken(occurrences, rows))
    assert adjusted_rand_score(once.nearest, often.nearest[: len(occurrences.spans)]) == 1
    assert set(often.nearest[-30:]) == {often.nearest[0]}


@pytest.mark.parametrize("count", [0, 4])
def test_a_number_that_cannot_be_made_is_told(count):
    with pytest.raises(WordError, match=f"{count} groups cannot be made of 3 occurrences"):
        discover_senses(noise(3), count=count)


def test_every_possible_number_can_be_asked_for():
    for count in (1, 2, 3, 7, 14):
        assert discover_senses(noise(14), count=count).count == count


def test_without_nearby_words_the_sentence_is_used(benches):
    occurrences, labels = benches["palm"]
    found = discover_senses(replace(occurrences, nearby=None))
    same = discover_senses(replace(occurrences, nearby=occurrences.context))
    assert np.array_equal(found.nearest, same.nearest)
    assert adjusted_rand_score(labels, found.nearest) >= 0.7


def test_the_layer_is_the_one_asked_for(benches):
    occurrences, _ = benches["ring"]
    last = discover_senses(occurrences)
    assert np.array_equal(discover_senses(occurrences, layer=6).confidence, last.confidence)
    assert not np.array_equal(discover_senses(occurrences, layer=1).confidence, last.confidence)


def test_a_group_looks_like_the_sense_it_shares_most_with():
    senses = np.repeat([0, 1, 2], [6, 5, 4])
    groups = np.array([1] * 5 + [0] * 6 + [2] * 3 + [3])
    assert match_groups(groups, senses).tolist() == [1, 0, 2, 3]
    assert match_groups(np.zeros(15, dtype=int), senses).tolist() == [0]
