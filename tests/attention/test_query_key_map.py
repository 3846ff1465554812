"""Queries and keys on one map: what is moved the softmax does not see, and what is told of the map is so."""

import numpy as np
import pytest
from scipy.special import softmax

from components.engine.attention import query_key_map
from components.engine.attention.head_steps import project
from components.engine.built_in.wordbench import read_bench
from components.engine.encoding.encode import encode


def test_joint_map_keeps_distances_where_two_axes_hold_all():
    generator = np.random.default_rng(0)
    queries, keys = generator.normal(size=(20, 2)), generator.normal(size=(30, 2)) + 5
    placed_q, placed_k, explained = query_key_map.place_together(queries, keys)
    assert explained == pytest.approx(1)
    products = placed_q @ placed_k.T
    lengths = (placed_q**2).sum(axis=1)[:, None] + (placed_k**2).sum(axis=1)
    distances = np.linalg.norm(placed_q[:, None] - placed_k, axis=-1) ** 2
    assert distances == pytest.approx(lengths - 2 * products)
    spread_q, spread_k = (np.linalg.norm(part - part.mean(axis=0)) for part in (queries, keys))
    scale = np.sqrt(spread_k / spread_q)
    moved = (keys - keys.mean(axis=0)) / scale + (queries * scale).mean(axis=0)
    assert distances == pytest.approx(np.linalg.norm((queries * scale)[:, None] - moved, axis=-1) ** 2)


def test_what_the_joint_map_moves_the_softmax_does_not_see():
    generator = np.random.default_rng(0)
    queries, keys = generator.normal(size=(20, 8)), generator.normal(size=(30, 8)) + 5
    scale, shift = 1.7, generator.normal(size=8)
    assert softmax((queries * scale) @ (keys / scale + shift).T, axis=-1) == pytest.approx(
        softmax(queries @ keys.T + (queries @ shift)[:, None], axis=-1)
    )


def test_fit_of_the_joint_map_does_not_see_it_either():
    generator = np.random.default_rng(0)
    queries, keys, shift = generator.normal(size=(40, 8)), generator.normal(size=(40, 8)), generator.normal(size=8)
    owner = np.arange(40) // 10
    fits = [
        query_key_map.closeness_fit(queries @ (keys + more).T, queries[:, :2], keys[:, :2], owner)
        for more in (0, 3 * shift)
    ]
    assert fits[0] == pytest.approx(fits[1])
    assert fits[0] > 0.2


def test_fit_is_the_correlation_over_the_pairs_of_each_sentence():
    generator = np.random.default_rng(0)
    products, queries, keys = (
        generator.normal(size=(5, 5)),
        generator.normal(size=(5, 2)),
        generator.normal(size=(5, 2)),
    )
    owner, weights, closeness = np.array([0, 0, 1, 1, 1]), [], []
    for query in range(5):
        own = [key for key in range(5) if owner[key] == owner[query]]
        near = np.array([-np.hypot(*(queries[query] - keys[key])) for key in own])
        weights += list(products[query, own] - products[query, own].mean())
        closeness += list(near - near.mean())
    fit = query_key_map.closeness_fit(products, queries, keys, owner)
    assert fit == pytest.approx(np.corrcoef(weights, closeness)[0, 1])


def test_share_of_the_joint_map_is_that_of_two_components():
    generator = np.random.default_rng(0)
    queries = generator.normal(size=(20, 5))
    keys = generator.normal(size=(30, 5)) * np.sqrt(20 / 30)
    keys *= np.linalg.norm(queries - queries.mean(axis=0)) / np.linalg.norm(keys - keys.mean(axis=0))  # of one spread
    both = np.concatenate([queries - queries.mean(axis=0), keys - keys.mean(axis=0)])
    squares = np.linalg.svd(both, compute_uv=False) ** 2
    *_, explained = query_key_map.place_together(queries, keys)
    assert explained == pytest.approx(squares[:2].sum() / squares.sum())
    assert query_key_map.place_together(np.ones((3, 4)), np.ones((3, 4)))[2] == 0, "of no spread nothing is shown"


def test_joint_map_of_the_built_in_sentences(encoder):
    sentences = read_bench("bank").sentences[:3]
    made = query_key_map.map_queries_and_keys(encoder, sentences, 2, 9)
    encodings = [encode(encoder, sentence) for sentence in sentences]
    assert made.tokens == tuple(token for encoding in encodings for token in encoding.tokens)
    counts = [len(encoding.tokens) for encoding in encodings]
    assert made.sentences.tolist() == [number for number, count in enumerate(counts) for _ in range(count)]
    assert made.places.tolist() == [place for count in counts for place in range(count)]
    assert made.special.tolist() == [place in (0, count - 1) for count in counts for place in range(count)]
    steps = [project(encoder, encoding.states[2], 2) for encoding in encodings]
    queries, keys = (np.concatenate([part[side][9] for part in steps]) for side in (0, 1))
    for found, known in zip(
        (made.queries, made.keys, made.explained), query_key_map.place_together(queries, keys), strict=True
    ):
        assert found == pytest.approx(known, abs=1e-5)
    assert made.fit == pytest.approx(
        query_key_map.closeness_fit(queries @ keys.T, made.queries, made.keys, made.sentences), abs=1e-5
    )


def test_sentences_are_taken_as_long_as_they_have_room(encoder, monkeypatch):
    sentences = ["The bank rose.", "A bank.", "The bank."]  # of 6, 5 and 5 tokens
    monkeypatch.setattr(query_key_map, "MOST_TOKENS", 11)
    assert set(query_key_map.map_queries_and_keys(encoder, sentences, 0, 0).sentences) == {0, 1}
    monkeypatch.setattr(query_key_map, "MOST_TOKENS", 10)
    assert set(query_key_map.map_queries_and_keys(encoder, sentences, 0, 0).sentences) == {0}
