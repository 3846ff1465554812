"""What heads do: shares by hand, the most telling link, a map of heads and the names of its groups."""

import numpy as np
import pytest

from components.engine.attention import head_map
from components.engine.attention.head_patterns import (
    TARGETS,
    HeadMeasures,
    measure_heads,
    target_name,
    telling_link,
    without_letters,
)
from components.engine.encoding.encode import encode
from tests.conftest import BANKS

TOKENS = ["[CLS]", "the", "bank", "##er", "the", "[MASK]", "[SEP]"]
WORDS = [None, 0, 1, 1, 2, None, None]
LOOKED_AT = {  # by each token that is no special one
    "previous": {1: [0], 2: [1], 3: [2], 4: [3]},
    "next": {1: [2], 2: [3], 3: [4], 4: [5]},
    "itself": {1: [1], 2: [2], 3: [3], 4: [4]},
    "first": dict.fromkeys((1, 2, 3, 4), [0]),
    "later": dict.fromkeys((1, 2, 3, 4), [6]),
    "same": {1: [4], 4: [1]},
    "word": {2: [3], 3: [2]},
}


def test_shares_distance_and_entropy_by_hand():
    attention = np.random.default_rng(0).dirichlet(np.ones(7), size=(2, 3, 7))
    measures = measure_heads(attention, TOKENS, WORDS)
    assert set(measures.shares) == set(LOOKED_AT)
    for target, looks in LOOKED_AT.items():
        expected = sum(attention[:, :, query, keys].sum(axis=-1) for query, keys in looks.items()) / 4
        assert measures.shares[target] == pytest.approx(expected), target
    rows = attention[:, :, 1:5]
    assert measures.entropy == pytest.approx(-(rows * np.log2(rows)).sum(axis=-1).mean(axis=-1))
    apart = np.abs(np.arange(1, 5)[:, None] - np.arange(7))
    assert measures.distance == pytest.approx((rows * apart).sum(axis=-1).mean(axis=-1))
    assert measures.tokens == 7


def test_head_of_the_previous_token_is_measured_and_named():
    tokens = ["[CLS]", "a", "b", "c", "[SEP]"]
    attention = np.full((1, 2, 5, 5), 0.2, dtype=np.float32)
    attention[0, 0] = np.eye(5, k=-1)
    attention[0, 0, 0, 0] = 1
    measures = measure_heads(attention, tokens, [None, 0, 1, 2, None])
    assert measures.shares["previous"][0, 0] == 1
    assert measures.entropy[0, 0] == pytest.approx(0, abs=1e-6)
    assert measures.distance[0, 0] == 1
    assert measures.describe(0, 0, tokens) == "looks at the previous token, 100%"
    assert measures.entropy[0, 1] == pytest.approx(np.log2(5))
    assert "everything" in measures.describe(0, 1, tokens)


def test_the_first_special_token_is_not_the_last_one_too():
    attention = np.full((1, 1, 3, 3), 1 / 3)
    shares = measure_heads(attention, ["[SEP]", "a", "[SEP]"], [None, 0, None]).shares
    assert (shares["first"][0, 0], shares["later"][0, 0]) == pytest.approx((1 / 3, 1 / 3))
    odd = measure_heads(np.full((1, 1, 4, 4), 0.25), ["<s>", "a", "<mask>", "</s>"], [None, 0, None, None]).shares
    assert (odd["first"][0, 0], odd["later"][0, 0]) == (0.25, 0.25), "nor is a mask, whatever it is called"
    without = measure_heads(attention, ["a", "b", "c"], [0, 1, 2]).shares
    assert (without["first"][0, 0], without["later"][0, 0]) == (0, 0), "a model may have no special tokens"


@pytest.mark.parametrize(
    ("previous", "entropy", "said"),
    [
        (0.4, 2.9, "looks at the previous token, 40%"),
        (0.39, 2.7, "spreads over everything (90% of the largest entropy)"),
        (0.39, 2.69, "mixed, most to the previous token, 39%"),
    ],
)
def test_a_head_is_described_by_its_largest_share_or_by_its_spread(previous, entropy, said):
    shares = {target: np.full((2, 2), 0.1) for target in TARGETS} | {"previous": np.full((2, 2), previous)}
    measures = HeadMeasures(np.full((2, 2), entropy), np.zeros((2, 2)), shares, 8)
    assert measures.describe(0, 1, TOKENS) == said


def test_a_token_alone_looks_at_itself():
    measures = measure_heads(np.ones((1, 1, 1, 1)), ["a"], [0])
    assert measures.describe(0, 0, ["a"]) == "looks at the token itself, 100%"


def test_special_tokens_are_named_as_the_model_spells_them():
    assert [target_name(target, TOKENS) for target in ("first", "later", "word")] == [
        "[CLS]",
        "[SEP]",
        "other pieces of its word",
    ]


def test_link_is_the_largest_between_words_apart():
    attention = np.full((2, 2, 6, 6), 0.01)
    attention[0, 1, 1, 0] = 0.9  # to a special token
    attention[0, 0, 2, 2] = 0.9  # to itself
    attention[1, 0, 2, 3] = 0.9  # to its neighbour
    attention[1, 1, 1, 4] = 0.5  # the one
    attention[1, 0, 4, 2] = 0.8  # to punctuation, left out
    link = telling_link(attention, [None, 0, 1, 2, 3, None], np.array([False, False, True, False, False, False]))
    assert (link.layer, link.head, link.query, link.key, link.weight) == (1, 1, 1, 4, 0.5)


def test_words_with_one_between_them_are_no_neighbours():
    attention = np.zeros((1, 1, 5, 5))
    attention[0, 0, 1, 3], attention[0, 0, 1, 2] = 0.4, 0.6
    link = telling_link(attention, [None, 0, 1, 2, None], np.zeros(5, bool))
    assert (link.query, link.key, link.apart) == (1, 3, True)
    attention[0, 0, 1, 3] = 0
    assert not telling_link(attention, [None, 0, 1, 2, None], np.zeros(5, bool)).apart


def test_pieces_of_one_word_are_no_link():
    attention = np.zeros((1, 1, 5, 5))
    attention[0, 0, 1, 3] = 0.9
    attention[0, 0, 1, 4] = 0.1
    assert telling_link(attention, [None, 0, 0, 0, 1], np.zeros(5, bool)).key == 4


def test_text_without_such_a_pair_still_gets_a_link(encoder):
    encoding = encode(encoder, "bank")
    assert telling_link(encoding.attention, encoding.word_ids, without_letters(encoding.tokens)).weight > 0


def test_the_two_banks_find_each_other(encoder):
    encoding = encode(encoder, BANKS)
    link = telling_link(encoding.attention, encoding.word_ids, without_letters(encoding.tokens))
    assert encoding.tokens[link.query] == encoding.tokens[link.key] == "bank"
    assert link.weight > 0.8


def test_punctuation_has_no_letters():
    assert without_letters(["bank", ".", "##s", "▁", "3", "银"]).tolist() == [False, True, False, True, False, False]


def test_equal_heads_lie_on_one_point_and_different_ones_apart():
    previous, itself = np.eye(6, k=-1, dtype=np.float32), np.eye(6, dtype=np.float32)
    previous[0, 0] = 1
    attention = np.stack([previous, itself, previous, itself])[None]
    words = [None, 0, 1, 2, 3, None]
    tokens = ["[CLS]", "a", "b", "c", "d", "[SEP]"]
    made = head_map.map_heads(attention, words, measure_heads(attention, tokens, words), tokens)
    assert made.points[0] == pytest.approx(made.points[2], abs=1e-6)
    assert np.linalg.norm(made.points[0] - made.points[1]) == pytest.approx(1, abs=1e-5), "no common weight"


def test_heads_are_as_far_apart_as_the_hellinger_distance_of_their_rows():
    attention = np.random.default_rng(0).dirichlet(np.ones(3), size=(1, 2, 3))  # (layers, heads, queries, keys)
    squares = [1 - np.sqrt(one * other).sum() for one, other in zip(*attention[0], strict=True)]  # 1 − Bhattacharyya
    tokens, words = ["a", "b", "c"], [0, 1, 2]
    made = head_map.map_heads(attention, words, measure_heads(attention, tokens, words), tokens)
    assert np.linalg.norm(made.points[0] - made.points[1]) == pytest.approx(np.sqrt(np.mean(squares)), abs=1e-6)


def test_head_map_names_its_groups_by_what_they_do(encoder, banks):
    measures = measure_heads(banks.attention, banks.tokens, banks.word_ids)
    made = head_map.map_heads(banks.attention, banks.word_ids, measures, banks.tokens)
    assert made.points.shape == (72, 2)
    assert len(made.names) == made.groups.max() + 1
    assert any("[CLS]" in name for name in made.names)
    assert 0 < made.explained <= 1


def test_groups_are_named_by_the_two_largest_shares_of_their_heads():
    def shares(*previous: float):
        return {target: np.full((2, 2), 0.1) for target in TARGETS} | {"previous": np.array(previous).reshape(2, 2)}

    groups = np.array([0, 1, 0, 1])
    measures = HeadMeasures(np.array([[3, 1], [3.1, 1]]), np.ones((2, 2)), shares(0.5, 0.0, 0.7, 0.05), 16)
    measures.shares["first"] = np.array([[0.2, 0.9], [0.2, 0.8]])
    measures.shares["next"] = np.array([[0.1, 0.3], [0.1, 0.2]])
    assert head_map.name_groups(groups, measures, TOKENS) == (
        "broad: the previous token 60%, [CLS] 20%",
        "[CLS] 85%, the next token 25%",
    )


def test_largest_group_is_the_first_and_there_are_as_many_as_asked_for():
    line = np.array([0, 5.0, 5.1, 5.2, 9, 9.1])[:, None]
    assert head_map.group(line, 3).tolist() == [2, 0, 0, 0, 1, 1]
    assert head_map.group(line, 1).tolist() == [0] * 6


def test_share_of_the_head_map_is_that_of_two_components(banks):
    measures = measure_heads(banks.attention, banks.tokens, banks.word_ids)
    made = head_map.map_heads(banks.attention, banks.word_ids, measures, banks.tokens)
    roots = np.sqrt(banks.attention[:, :, ~banks.special]).reshape(72, -1).astype(np.float64)
    squares = np.linalg.svd(roots - roots.mean(axis=0), compute_uv=False) ** 2
    assert made.explained == pytest.approx(squares[:2].sum() / squares.sum(), abs=1e-5)
    spread = squares[:2] / (2 * (~banks.special).sum())
    assert (made.points**2).sum(axis=0) == pytest.approx(spread, rel=1e-4)
    assert made.groups.max() + 1 == head_map.MOST_GROUPS
    alone = np.full((1, 1, 4, 4), 0.25)
    words = [None, 0, 1, None]
    one = head_map.map_heads(alone, words, measure_heads(alone, list("abcd"), words), list("abcd"))
    assert (one.points.tolist(), one.explained, one.groups.tolist()) == ([[0, 0]], 1, [0])
