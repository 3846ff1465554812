"""Queries and keys on one map: what is moved the softmax does not see, and what is told of the map is so."""

import numpy as np
import pytest
from scipy.special import softmax

from components.engine.attention import query_key_map
from components.engine.built_in.wordbench import read_bench


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


def test_joint_map_of_the_built_in_sentences(encoder):
    made = query_key_map.map_queries_and_keys(encoder, read_bench("bank").sentences, 2, 9)
    assert len(made.queries) == len(made.keys) == len(made.tokens) == len(made.sentences)
    assert len(made.tokens) <= query_key_map.MOST_TOKENS
    assert made.tokens[0] == "[CLS]"
    assert -1 <= made.fit <= 1
