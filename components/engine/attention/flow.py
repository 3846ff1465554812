"""Attention followed over several layers from one token: how much reaches it, along which way.

Going down from layer L, a token's share is passed on in each layer by the mean over heads, half of it staying with
the token itself (the residual connection), as in attention rollout (Abnar & Zuidema 2020). Shares are of attention,
not of influence on the vector.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Ways:
    """Shares passed from state to state. Node (state, token); states count from the chosen one down to 0."""

    shares: np.ndarray  # (states, tokens): the share of each token, a row sums to 1; row 0 is the chosen token alone
    links: list[tuple[int, int, int, float]]  # (row, from token, to token in the next row, share)
    shown: float  # share of the smallest row that the links still carry
    left_out: float  # share that would have come through a token left out, at any state below the chosen one


@dataclass(frozen=True)
class Branch:
    """A token at a state, its share of the root, and what it takes from."""

    state: int
    token: int
    share: float
    children: tuple["Branch", ...]


def layer_steps(attention: np.ndarray, residual: bool = True) -> np.ndarray:
    """Average heads, and mix in the token itself: (layers, heads, tokens, tokens) to (layers, tokens, tokens)."""
    mean = attention.mean(axis=1)
    return 0.5 * mean + 0.5 * np.eye(mean.shape[-1], dtype=mean.dtype) if residual else mean


def trace(attention: np.ndarray, token: int, top: int, most: int = 8, leave_out: np.ndarray | None = None) -> Ways:
    """Follow `token` from state `top` down to state 0, keeping the `most` largest tokens of each state.

    Tokens marked in `leave_out` (tokens,) get nothing, unless one is `token` itself; the others are scaled to sum to 1.
    """
    steps, left_out = layer_steps(attention[:top]), 0.0
    if leave_out is not None:
        steps = steps * ~(leave_out & (np.arange(len(leave_out)) != token))
        left = np.eye(len(leave_out))[token]
        for step in steps[::-1]:
            left = left @ step
        left_out = max(0.0, 1 - float(left.sum()))
        totals = steps.sum(axis=-1, keepdims=True)
        steps = np.divide(steps, totals, out=np.zeros_like(steps), where=totals > 0)
    shares = np.zeros((top + 1, attention.shape[-1]))
    shares[0, token] = 1
    for row in range(top):
        shares[row + 1] = shares[row] @ steps[top - 1 - row]
    kept = [np.argsort(-row, kind="stable")[:most] for row in shares]
    links = [
        (row, int(source), int(target), float(share))
        for row in range(top)
        for source in kept[row]
        for target in kept[row + 1]
        if (share := shares[row, source] * steps[top - 1 - row][source, target]) > 0.002
    ]
    carried = [sum(link[3] for link in links if link[0] == row) for row in range(top)]
    return Ways(shares, links, min(carried, default=1.0), left_out)


def grow(attention: np.ndarray, token: int, top: int, leave_out: np.ndarray, depth: int = 3, width: int = 3) -> Branch:
    """Grow the tree of what `token` looks at, `depth` layers down, the `width` largest at each branching.

    Tokens marked in `leave_out` (tokens,) get no branch; their share is not given to others.
    """
    steps = layer_steps(attention[:top], residual=False) * ~leave_out

    def branch(state: int, place: int, share: float, left: int) -> Branch:
        if left == 0 or state == 0:
            return Branch(state, place, share, ())
        row = steps[state - 1][place]
        largest = [place for place in np.argsort(-row, kind="stable")[:width] if row[place] > 0]
        children = tuple(branch(state - 1, int(next_), share * float(row[next_]), left - 1) for next_ in largest)
        return Branch(state, place, share, children)

    return branch(top, token, 1.0, depth)
