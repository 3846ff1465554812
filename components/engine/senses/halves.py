"""How many groups there are: a tree is cut from the top, for as long as the halves are told apart.

A cut is doubted by two things. The words that could stand in the places, which had little part in the tree, are asked
which half an occurrence belongs to: a cut through one meaning, they get wrong. And the joints that the cut takes from
the smaller half are counted: noise has no gap to cut at. Both are shares of each half, so that a rare sense counts like
a large one, and a half smaller than the neighbourhood is not charged for the joints it has no room for.

The tree's own next cut may be a poor one above a good one. So every branch is tried against the rest, and the least
doubted is cut off; but one of many is good by luck, and so has to be better than the tree's own (`LUCK`).

The numbers below were chosen together on ten nouns and the built-in words; without the noun that is judged they come
out much alike. One sense alone was cut in 2 of 77 sets of 18 to 40 uses and in 17 of 175 of 120 and 300 (10 of them one
sense of “bass”, in every set), noise that both views share in 6 of 126.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from components.engine.senses.neighbours import neighbour_weights

PIECES = 8  # that the tree is cut into at most: more are tried in vain, and by luck
FEWEST = 5  # occurrences of a group
CROSSING = 0.6  # what a joint cut through counts, beside an occurrence told wrong
MOST_DOUBT = 0.22
HALF = 0.5  # an occurrence told wrong that is added to those of each half,
LUCK = 5.0  # and what is added if the cut is not the tree's own next one
Half = np.ndarray  # (n,) bool: who is in it


def told_apart(cuts: np.ndarray, edges: np.ndarray, alike: np.ndarray) -> tuple[np.ndarray, float]:
    """Cut a tree (its `cuts` into 1 group, 2, …; each parts one group of the one before) where halves are told apart.

    `edges` (n, n) are joints, `alike` (n, n) the likeness of substitutes. Returns the groups, (n,), and the doubt of
    the weakest cut that was made, or of the best one, if none was; NaN without any.
    """
    branches = list({part.tobytes(): part for cut in cuts for part in cut == np.unique(cut)[:, None]}.values())
    groups, wholes = np.zeros(cuts.shape[1], dtype=int), [np.ones(cuts.shape[1], dtype=bool)]
    doubts: list[float] = []
    while wholes:
        whole = wholes.pop()
        least, branch = least_doubted(whole, branches, edges, alike)
        if least <= MOST_DOUBT:
            groups[branch] = groups.max() + 1
            wholes += [branch, whole & ~branch]
        if least <= MOST_DOUBT or not doubts:
            doubts.append(least)
    return groups, max(doubts)


def least_doubted(whole: Half, branches: Sequence[Half], edges: np.ndarray, alike: np.ndarray) -> tuple[float, Half]:
    """Find the branch that is best told apart from the rest of `whole`, and its doubt: NaN if there is none."""
    inside = [branch for branch in branches if not (branch & ~whole).any()]
    large = [branch for branch in inside if FEWEST <= branch.sum() <= whole.sum() - FEWEST]
    doubts = [
        doubt(branch, whole & ~branch, edges, alike, LUCK if number else HALF) for number, branch in enumerate(large)
    ]
    return min(zip(doubts, large, strict=True), key=lambda found: found[0], default=(np.nan, whole))


def halves(cuts: np.ndarray) -> Iterator[tuple[Half, Half]]:
    """Yield the two halves that each cut (n,) parts of the one before."""
    for coarse, fine in pairwise(cuts):
        wholes, parts = np.unique([coarse, fine], axis=1)
        one, other = (fine == part for part in parts[wholes == np.bincount(wholes).argmax()])
        yield one, other


def doubt(one: Half, other: Half, edges: np.ndarray, alike: np.ndarray, added: float = HALF) -> float:
    """Tell how little two halves are apart: 0 not at all in doubt, about 0.8 cut at random."""
    wrong = (told_wrong(one, other, alike, added) + told_wrong(other, one, alike, added)) / 2
    return float(wrong + CROSSING * cut_through(one, other, edges))


def told_wrong(own: Half, other: Half, alike: np.ndarray, added: float = HALF) -> float:
    """Return the share of `own` whose substitutes are more like those of `other`; `added` are wrong, as many right."""
    to_own = (alike @ own - alike.diagonal())[own] / max(own.sum() - 1, 1)
    return float(((to_own <= (alike @ other)[own] / other.sum()).sum() + added) / (own.sum() + 2 * added))


def cut_through(one: Half, other: Half, edges: np.ndarray) -> float:
    """Return the share of the smaller half's joints that a cut takes, of those that it has room for: 0 … 1."""
    crossing = one @ edges @ other
    inside = min(half @ edges @ half for half in (one, other))
    weights = neighbour_weights(len(edges))
    room = weights[: min(one.sum(), other.sum()) - 1].sum() / max(weights.sum(), 1e-12)
    kept = 1 - crossing / max(crossing + inside, 1e-12)
    return float(max(0, 1 - kept / max(room, 1e-12)))
