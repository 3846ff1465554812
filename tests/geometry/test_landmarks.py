"""Maps by landmarks: clusters stay together, repeats repeat, noise is told from a map, and odd vectors have a place."""

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from components.engine.errors import CorpusError
from components.engine.geometry import landmarks
from components.engine.geometry.landmarks import among_landmarks, choose_landmarks, landmark_map
from components.engine.geometry.map_quality import random_trustworthiness, sampled_trustworthiness

GROUPS = 8


@pytest.fixture(scope="module")
def clustered():
    """Twelve hundred vectors in eight groups, 16 bits a number, and each one's group."""
    generator = np.random.default_rng(0)
    owners = np.arange(1200) % GROUPS
    return (generator.normal(size=(GROUPS, 60))[owners] + generator.normal(0, 0.3, (1200, 60))).astype("f2"), owners


@pytest.fixture(scope="module")
def few_landmarks():
    """Of more than 400 vectors 300 are landmarks, so that few are enough to try it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(landmarks, "ALL_UP_TO", 400)
        patch.setattr(landmarks, "FEWEST", 300)
        yield


@pytest.fixture(scope="module")
def drawn(clustered, few_landmarks):
    """A map, and the shares that it told on the way."""
    told: list[float] = []
    return landmark_map(clustered[0], told.append), told


@pytest.fixture(scope="module")
def made(drawn):
    return drawn[0]


def test_it_tells_how_far_it_is_while_umap_lays_out(drawn):
    told = drawn[1]
    assert told == sorted(told)
    assert sum(0.08 < share <= 0.4 for share in told) > 2  # of the epochs
    assert told[-1] == 1


def test_clusters_stay_together_and_the_map_says_how_far_it_is_to_be_trusted(clustered, made):
    _, owners = clustered
    assert (made.points.shape, made.points.dtype, len(made.landmarks), made.method) == ((1200, 2), "f4", 300, "umap")
    apart = np.linalg.norm(made.points[:, None] - made.points, axis=2)
    np.fill_diagonal(apart, np.inf)
    assert (owners[apart.argmin(axis=1)] == owners).mean() > 0.99
    assert made.low < made.trustworthiness < made.high < 1
    assert made.trustworthiness > made.trustworthiness_by_chance + 0.4
    assert (made.sampled, made.neighbours) == (1200, 10)


def test_it_is_the_same_for_the_same_seed_and_only_for_it(clustered, made, few_landmarks):
    again, other = landmark_map(clustered[0]), landmark_map(clustered[0], seed=1)
    assert np.array_equal(again.points, made.points)
    assert not np.array_equal(other.landmarks, made.landmarks)


def test_sampled_figure_is_that_of_all_where_all_are_sampled(clustered, made):
    vectors = clustered[0].astype(float)
    directions = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    known = trustworthiness(directions, made.points, n_neighbors=10)
    assert sampled_trustworthiness(clustered[0], made.points).mean() == pytest.approx(known, abs=1e-4)
    some = sampled_trustworthiness(clustered[0], made.points, sample=300)
    assert len(some) == 300
    assert some.mean() == pytest.approx(known, abs=0.02)
    anywhere = np.random.default_rng(1).normal(size=(1200, 2))
    assert sampled_trustworthiness(vectors, anywhere).mean() == pytest.approx(
        random_trustworthiness(1200, 10), abs=0.02
    )


def test_noise_is_trusted_far_less_than_clusters(made, few_landmarks):
    noise = landmark_map(np.random.default_rng(2).normal(size=(1200, 60)))
    assert noise.trustworthiness < made.trustworthiness - 0.1


def test_a_vector_goes_to_the_place_where_most_of_its_landmarks_are_not_between_two():
    near = [[10, 10], [10.1, 10], [10, 10.1], [10.1, 10.1], [10, 9.9], [9.9, 10]]
    places, apart = np.array([[[0, 0], *near]]), np.array([[1, *[1.1] * 6]])
    placed = among_landmarks(places, apart, spread=0.2)
    assert placed == pytest.approx(np.mean(near, axis=0)[None], abs=0.03)
    assert np.linalg.norm(placed - near, axis=1).min() > 0.001
    apart[0, 0] = 0
    assert among_landmarks(places, apart, spread=0.2).tolist() == [[0, 0]]


def test_copies_lie_in_one_place_and_are_one_landmark(few_landmarks):
    vectors = np.random.default_rng(0).normal(size=(60, 30)).astype("f4")
    chosen, _ = choose_landmarks(np.tile(vectors, (3, 1)), seed=0)
    assert chosen.tolist() == list(range(60))
    points = landmark_map(np.tile(vectors, (3, 1))).points
    assert np.abs(points[:60] - points[60:120]).max() < 1e-3


@pytest.mark.parametrize("count", [1, 2, 3, 14])
def test_few_vectors_are_drawn_by_pca(count):
    made = landmark_map(np.random.default_rng(0).normal(size=(count, 30)).astype("f2"))
    assert made.method == "pca"
    assert np.isfinite(made.points).all()
    assert np.isnan(made.trustworthiness) == (count < 3)


@pytest.mark.parametrize("count", [15, 16])
def test_as_many_as_umap_needs_are_drawn_by_it(count):
    made = landmark_map(np.random.default_rng(0).normal(size=(count, 30)))
    assert made.method == "umap"
    assert np.isfinite(made.points).all()


def test_vectors_that_are_all_alike_lie_in_one_place():
    made = landmark_map(np.full((500, 30), 0.25, dtype="f2"))
    assert len(np.unique(made.points, axis=0)) == 1


def test_nothing_and_what_is_no_number_are_refused(clustered, few_landmarks):
    with pytest.raises(CorpusError, match="no vectors"):
        landmark_map(np.empty((0, 30)))
    broken = clustered[0].copy()
    rest = np.setdiff1d(np.arange(1200), choose_landmarks(broken, 0)[0])
    broken[rest[7], 3] = np.nan
    with pytest.raises(CorpusError, match=f"Vector {rest[7] + 1:,} is not"):
        landmark_map(broken)


def test_it_stops_when_it_is_told_to(clustered, few_landmarks):
    assert landmark_map(clustered[0], should_stop=lambda: True) is None
