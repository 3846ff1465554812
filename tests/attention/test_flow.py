"""Flows and trees: shares by hand, what is left out, what is drawn."""

import numpy as np
import pytest

from components.engine.attention import flow, summaries


def test_shares_on_the_way_down_sum_to_one(banks):
    ways = flow.trace(banks.attention, 5, 6)
    assert ways.shares.shape == (7, len(banks.tokens))
    assert ways.shares.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert ways.shares[0, 5] == 1


def test_way_down_is_the_rollout(banks):
    ways = flow.trace(banks.attention, 5, 6)
    assert ways.shares[-1] == pytest.approx(summaries.rollout(banks.attention)[-1, 5], abs=1e-5)


def test_left_out_is_what_comes_through_such_a_token_at_any_state():
    even = np.full((2, 1, 2, 2), 0.5)  # each step leaves 3/4 with a token and gives 1/4 to the other
    ways = flow.trace(even, 1, 2, leave_out=np.array([True, False]))
    assert ways.left_out == pytest.approx(1 - 0.75**2), "and not the 3/8 that are there at state 0"


def test_left_out_tokens_get_nothing_and_the_rest_is_scaled(banks):
    ways = flow.trace(banks.attention, 5, 6, leave_out=banks.special)
    assert ways.shares.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert not ways.shares[:, banks.special].any()
    assert 0 < ways.left_out < 1
    assert flow.trace(banks.attention, 5, 6, leave_out=np.zeros_like(banks.special)).left_out == pytest.approx(
        0, abs=1e-5
    )


def test_what_is_left_out_is_the_hand_computed_share():
    attention = np.array([[[[0.5, 0.5], [0.4, 0.6]]]])  # one layer, one head; token 0 is special
    ways = flow.trace(attention, 1, 1, leave_out=np.array([True, False]))
    assert ways.left_out == pytest.approx(0.5 * 0.4)
    assert ways.shares[1] == pytest.approx([0, 1])


def test_branches_share_what_their_root_has():
    attention = np.array([[[[0.5, 0.5], [0.25, 0.75]]], [[[1.0, 0.0], [0.5, 0.5]]]])
    tree = flow.grow(attention, 1, 2, np.zeros(2, bool), depth=2, width=2)
    assert [(child.token, child.share) for child in tree.children] == [(0, 0.5), (1, 0.5)]
    assert [leaf.share for leaf in tree.children[1].children] == [0.375, 0.125]
    without = flow.grow(attention, 1, 2, np.array([True, False]), depth=1, width=2)
    assert [(child.token, child.share) for child in without.children] == [(1, 0.5)]
    assert {leaf.state for child in tree.children for leaf in child.children} == {0}


EVEN = np.full((3, 1, 4, 4), 0.25)  # each step leaves 5/8 with a token and gives 1/8 to each other
THREE = np.array([[[[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]]]] * 3)  # three layers of one head
LAYERS = np.random.default_rng(0).dirichlet(np.full(6, 0.3), size=(3, 1, 6))  # each another one


def linked(most):
    """The shares of each state of LAYERS from token 2 down, and the links between the `most` largest of two states."""
    shares, links = [np.eye(6)[2]], {}
    for row, layer in enumerate([2, 1, 0]):
        step = 0.5 * LAYERS[layer, 0] + 0.5 * np.eye(6)
        shares.append(shares[-1] @ step)
        sources, targets = (np.argsort(-shares[state])[:most] for state in (row, row + 1))
        links |= {(row, a, b): shares[row][a] * step[a, b] for a in sources for b in targets}
    return np.array(shares), {link: share for link, share in links.items() if share > 0.002}


@pytest.mark.parametrize("most", [1, 2, 3, 6])
def test_links_carry_what_the_source_gives_between_the_largest_tokens_of_two_states(most):
    shares, links = linked(most)
    ways = flow.trace(LAYERS, 2, 3, most)
    assert ways.shares == pytest.approx(shares)
    assert {link[:3]: link[3] for link in ways.links} == pytest.approx(links)
    carried = [sum(share for link, share in links.items() if link[0] == row) for row in range(3)]
    assert ways.shown == pytest.approx(min(carried))
    assert (ways.shown > 0.99) == (most == 6)


def test_a_step_without_the_token_itself_is_the_mean_of_the_heads():
    attention = np.array([[[[1.0, 0], [0, 1]], [[0, 1], [1, 0]]]])
    assert flow.layer_steps(attention, residual=False)[0] == pytest.approx(np.full((2, 2), 0.5))
    assert flow.layer_steps(attention)[0] == pytest.approx(np.array([[0.75, 0.25], [0.25, 0.75]]))


def test_a_left_out_token_that_looks_at_itself_alone_passes_nothing_on():
    attention = np.array([[[[1.0, 0.0], [0.4, 0.6]]]] * 2)
    ways = flow.trace(attention, 1, 2, leave_out=np.array([True, False]))
    assert ways.shares == pytest.approx(np.array([[0, 1.0]] * 3))
    chosen = flow.trace(attention, 0, 2, leave_out=np.array([True, False]))
    assert chosen.shares == pytest.approx(np.array([[1.0, 0]] * 3)), "what is asked about is never left out"
    assert chosen.left_out == 0


def test_state_0_takes_from_nothing():
    ways = flow.trace(EVEN, 1, 0)
    assert (ways.shares.tolist(), ways.links, ways.shown) == ([[0, 1, 0, 0]], [], 1)
    assert flow.grow(EVEN, 1, 0, np.zeros(4, bool)) == flow.Branch(0, 1, 1, ())


def test_a_tree_is_as_deep_and_as_wide_as_asked_for():
    def levels(branch):
        return [(branch.state, branch.token), *(pair for child in branch.children for pair in levels(child))]

    tree = flow.grow(THREE, 2, 3, np.zeros(3, bool), depth=2, width=2)
    assert levels(tree) == [(3, 2), (2, 2), (1, 2), (1, 0), (2, 0), (1, 0), (1, 1)]
    assert [child.share for child in tree.children] == [0.4, 0.3]
    assert [leaf.share for leaf in tree.children[1].children] == pytest.approx([0.3 * 0.7, 0.3 * 0.2])
    one_way = np.eye(3)[None, None]
    assert [child.token for child in flow.grow(one_way, 1, 1, np.zeros(3, bool)).children] == [1], "no share, no branch"
