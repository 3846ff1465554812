"""The steps by which groups are found, each by hand: neighbours, walks, the tree, its cut, and how clear it is."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.metrics import adjusted_rand_score

from components.engine.geometry.vectors import unit
from components.engine.records import Occurrences
from components.engine.senses import discover
from components.engine.senses.described import centred, describe
from components.engine.senses.discover import (
    as_clusters,
    evidence,
    match_groups,
    modularity,
    partitions,
    share_between,
    turned,
    walk_likeness,
)
from components.engine.senses.neighbours import neighbour_graph


def draw(count: int, width: int = 6) -> np.ndarray:
    return unit(np.random.default_rng(0).normal(size=(count, width)))


def parted(count: int = 20) -> np.ndarray:
    """Occurrences in two clear groups, word and surroundings side by side."""
    groups = np.where(np.arange(count) % 2, 1, -1)[:, None]
    return np.concatenate([unit(draw(count) + 2 * groups), unit(draw(count)[::-1] + 2 * groups)], axis=1)


def test_an_occurrence_is_its_vector_and_its_surroundings_each_of_length_1():
    states, context, nearby = np.random.default_rng(0).normal(size=(3, 2, 4, 5))
    for around, made in (
        (nearby, Occurrences((), states, context, nearby)),
        (context, Occurrences((), states, context)),
    ):
        joined = describe(made, 1)
        assert joined == pytest.approx(np.concatenate([unit(states[1]), unit(around[1])], axis=1))


def test_both_halves_are_centred_and_count_the_same():
    vectors = np.concatenate([3 * draw(9) + 1, draw(9)[::-1]], axis=1)
    halves = [unit(half) - unit(half).mean(axis=0) for half in np.split(vectors, 2, axis=1)]
    assert centred(vectors) == pytest.approx(unit(np.concatenate(halves, axis=1)))


@pytest.mark.parametrize(
    ("count", "weights"),  # of the nearest, the second nearest, …: how many of five numbers of neighbours reach so far
    [
        (5, [1, 1, 1, 0.4]),  # 3, 3, 3, 4, 4
        (40, [1, 1, 1, 0.8, 0.6, 0.6, 0.4, 0.4, 0.2]),  # 3, 4, 6, 8, 9
        (400, [1] * 8 + [0.8] * 3 + [0.6] * 4 + [0.4] * 4 + [0.2] * 3),  # 8, 11, 15, 19, 22
    ],
)
def test_the_nearest_are_joined_and_the_nearer_weigh_more(count, weights):
    vectors = draw(count)
    wanted = np.zeros((count, count))
    for row in range(count):
        nearest = [other for other in np.argsort(-(vectors @ vectors[row]), kind="stable") if other != row]
        wanted[row, nearest[: len(weights)]] = weights
    assert neighbour_graph(vectors @ vectors.T) == pytest.approx((wanted + wanted.T) / 2)


def test_places_are_alike_if_walks_of_four_to_six_steps_from_them_end_alike():
    edges = neighbour_graph(draw(12) @ draw(12).T)
    lazy = edges + np.eye(12)
    degrees = lazy.sum(axis=1)
    step = lazy / degrees[:, None]
    expected = np.zeros((12, 12))
    for length in (4, 5, 6):
        ends = np.linalg.matrix_power(step, length) / np.sqrt(degrees)
        ends /= np.linalg.norm(ends, axis=1, keepdims=True)
        expected += ends @ ends.T / 3
    assert walk_likeness(edges) == pytest.approx(expected)


def test_the_tree_joins_by_the_mean_distance_and_is_cut_into_as_many_groups_as_asked_for():
    places = np.array([0, 0.3, 0.5, 1.4, 1.5])  # angles: 0.3 joins 0.5, then 0 joins them, as do 1.4 and 1.5
    found = partitions(np.cos(np.subtract.outer(places, places)), [1, 2, 3, 4, 5])
    known = [[0, 0, 0, 0, 0], [0, 0, 0, 1, 1], [0, 1, 1, 2, 2], [0, 1, 2, 3, 3], [0, 1, 2, 3, 4]]
    assert [adjusted_rand_score(one, other) for one, other in zip(found, known, strict=True)] == [1] * 5
    assert partitions(np.ones((1, 1)), [1]).tolist() == [[0]]


@pytest.mark.parametrize("count", [2, 5, 9])
def test_the_tree_is_that_of_the_distances_between_unit_vectors(count):
    vectors = draw(30)
    known = fcluster(linkage(vectors, "average"), count, "maxclust")
    assert adjusted_rand_score(partitions(vectors @ vectors.T, [count])[0], known) == 1


def test_modularity_is_what_lies_inside_less_a_part_of_what_chance_puts_there():
    edges = np.array([[0, 1, 0.5, 0], [1, 0, 0, 0], [0.5, 0, 0, 2], [0, 0, 2, 0]])
    inside, degrees = (2 + 4) / 7, (2.5 / 7, 4.5 / 7)
    expected = inside - 0.35 * (degrees[0] ** 2 + degrees[1] ** 2)
    assert modularity(edges, np.array([0, 0, 1, 1])) == pytest.approx(expected)
    assert modularity(edges, np.zeros(4, dtype=int)) == pytest.approx(1 - 0.35)
    assert modularity(np.zeros((1, 1)), np.zeros(1, dtype=int)) == 0


def test_share_between_groups_is_what_is_left_of_the_variance_without_that_inside():
    vectors = parted()
    away = centred(vectors)
    away -= away.mean(axis=0)
    within = sum(((away[side::2] - away[side::2].mean(axis=0)) ** 2).sum() for side in (0, 1))
    assert share_between(vectors, 2) == pytest.approx(1 - within / (away**2).sum())
    assert 0.5 < share_between(vectors, 2) < 0.99


def test_noise_to_compare_with_has_the_same_mean_and_covariance():
    random = np.random.default_rng(0)
    vectors = random.normal(size=(12, 5)) + 3
    mixed = turned(vectors, random)
    assert not np.allclose(mixed, vectors)
    np.testing.assert_allclose(mixed.mean(axis=0), vectors.mean(axis=0))
    np.testing.assert_allclose(np.cov(mixed.T), np.cov(vectors.T))


@pytest.mark.parametrize(("count", "tested", "draws"), [(20, 20, 120), (80, 80, 100), (200, 200, 16), (402, 134, 25)])
def test_groups_are_held_against_many_sets_of_noise_where_that_takes_no_time(monkeypatch, count, tested, draws):
    vectors, asked = np.arange(count * 2.0).reshape(count, 2), []

    def share(some, groups):
        asked.append((len(some), groups))
        return 0.9 if len(asked) > draws else 0.1 + 0.2 * (len(asked) % 2)  # noise first: its mean 0.2, deviation 0.1

    monkeypatch.setattr(discover, "share_between", share)
    monkeypatch.setattr(discover, "turned", lambda some, random: some)
    assert evidence(vectors, 3) == pytest.approx(7, rel=0.01)
    assert asked == [(tested, 3)] * (draws + 1)


def test_clear_groups_are_evidence_and_noise_is_none():
    assert evidence(parted(60), 2) > discover.ENOUGH
    assert abs(evidence(np.concatenate([draw(30), draw(30)[::-1]], axis=1), 2)) < discover.ENOUGH


def test_groups_are_counted_from_the_largest_and_confidence_is_by_hand():
    likeness = np.array(
        [
            [1, 0.2, 0.1, 0.1, 0.2],
            [0.2, 1, 0.9, 0.5, 0.6],
            [0.1, 0.9, 1, 0.7, 0.8],
            [0.1, 0.5, 0.7, 1, 0.59],
            [0.2, 0.6, 0.8, 0.59, 1],
        ]
    )
    found = as_clusters(np.array([1, 0, 0, 2, 2]), likeness, np.arange(5), evidence=4.0)
    assert found.nearest.tolist() == [2, 0, 0, 1, 1]
    # the mean to the nearest other group against that to the own, without oneself
    assert found.confidence == pytest.approx([0, 1 - 0.55 / 0.9, 1 - 0.75 / 0.9, 0, 0])
    assert found.labels.tolist() == [-1, 0, 0, -1, -1]
    assert [group.tolist() for group in found.typical] == [[1, 2], [3, 4], [0]]
    assert found.evidence == 4


def test_the_likeness_to_a_group_is_a_mean_over_its_others():
    likeness = np.array([[1, 0.8, 0.6, 0.3], [0.8, 1, 0.9, 0.1], [0.6, 0.9, 1, 0.2], [0.3, 0.1, 0.2, 1]])
    found = as_clusters(np.array([1, 1, 1, 0]), likeness, np.arange(4), evidence=4.0)
    assert found.nearest.tolist() == [0, 0, 0, 1]
    assert found.confidence[:3] == pytest.approx([1 - 0.3 / 0.7, 1 - 0.1 / 0.85, 1 - 0.2 / 0.75])
    assert found.confidence[3] == 0, "one alone has nothing to be like"


def test_the_most_typical_occurrence_is_most_like_its_group():
    likeness = np.array([[1, 0.2, 0.4], [0.2, 1, 0.8], [0.4, 0.8, 1]])
    found = as_clusters(np.zeros(3, dtype=int), likeness, np.arange(3))
    assert [group.tolist() for group in found.typical] == [[2, 1, 0]]
    assert np.isnan(found.confidence).all()
    assert found.labels.tolist() == [0, 0, 0]


def test_groups_without_a_sense_of_their_own_are_numbered_after_the_last_sense():
    groups, senses = np.array([0, 0, 0, 1, 2, 3, 3, 4]), np.array([1, 1, 0, 1, 1, 0, 0, 2])
    assert match_groups(groups, senses).tolist() == [1, 3, 4, 0, 2]
