"""How far words stand in each other's place: the overlap of each two of them, in the full space.

overlap  Of the uses of two words, how often the nearest use in another sentence (cosine, among the uses of these two)
         is of the other word, ÷ the share that blind picks among the same would give. 0: each word keeps to itself;
         1: their uses lie as if the words were drawn by lot. It is the nearest-neighbour test of two samples (Schilling
         1986; Dixon 1994), as a ratio.

With 36 and 18 uses, one a sentence, blind picks hit the other word in 24 of 54 cases; the ratio takes the numbers out,
so that pairs can be compared. BERT keeps most words apart whatever they mean, even “crane” and “cranes”: their
vectors share what is the word's own. So the overlap can also be measured `centred`, each word's mean taken out (as
Laicher et al. 2021 take out word forms): then it compares what the uses do around the word. Left out: senses, and other
words that stand between the two.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from components.engine.geometry.intervals import ends, redraw
from components.engine.geometry.neighbours import elsewhere, neighbour_hits
from components.engine.geometry.vectors import cosine_matrix
from components.engine.records import record

SHUFFLES = 20


@record
class Overlaps:
    """The overlaps of each two words, all (words, words) and symmetric; NaN on the diagonal and where undefined."""

    ratio: np.ndarray  # 0 …: share ÷ chance
    low: np.ndarray  # 95 % bootstrap over sentences
    high: np.ndarray
    share: np.ndarray  # 0 … 1: of the uses whose nearest is of the other word
    chance: np.ndarray  # 0 … 1: the same by chance
    counted: np.ndarray  # uses of both words that have another sentence to be near to


def word_overlaps(
    states: np.ndarray, words: Sequence[int] | np.ndarray, texts: np.ndarray, centred: bool = False, seed: int = 0
) -> Overlaps:
    """Measure the overlaps of words, numbered from 0, by their uses (n, width) in sentences numbered `texts` (n,).

    A word's single use has no other of its own that could be nearest, and is its own mean: it has no overlap.
    """
    owners = np.asarray(words)
    uses = np.bincount(owners)
    likeness = cosine_matrix(without_means(states, owners) if centred else states)  # (n, n)
    found = np.full((6, len(uses), len(uses)), np.nan)
    found[5] = 0
    for pair in combinations(range(len(uses)), 2):
        if uses[list(pair)].min() < 2:
            continue
        both = np.flatnonzero(np.isin(owners, pair))
        first, where = owners[both] == pair[0], texts[both]
        chance = centred_chance(without_means(states[both], first), first, where, seed) if centred else None
        figures = pair_overlap(likeness[np.ix_(both, both)], first, where, chance, seed)
        found[(slice(None), *pair)] = found[(slice(None), *pair[::-1])] = figures
    return Overlaps(*found)


def without_means(states: np.ndarray, owners: np.ndarray) -> np.ndarray:
    """Take out of vectors (n, width) the mean of all that have the same owner (n,)."""
    numbers = np.unique(owners, return_inverse=True)[1]
    means = np.stack([states[numbers == number].mean(axis=0) for number in range(numbers.max() + 1)])
    return states - means[numbers]


def centred_chance(states: np.ndarray, first: np.ndarray, texts: np.ndarray, seed: int) -> float:
    """Return how often the nearest is of the other word if the words of centred uses (n, width) are drawn by lot.

    To take out a mean parts a word's uses from each other a little, so blind picks are no fair chance level here.
    """
    random = np.random.default_rng(seed)
    shares = []
    for _ in range(SHUFFLES):
        lot = random.permutation(first)
        shares.append(other_nearest(cosine_matrix(without_means(states, lot)), lot, texts).mean())
    return float(np.mean(shares))


def other_nearest(likeness: np.ndarray, first: np.ndarray, texts: np.ndarray) -> np.ndarray:
    """Tell of each use whether the nearest in another sentence is of the other word: cosines (n, n) to (n,)."""
    return 1 - neighbour_hits(likeness[None], first, texts)[0]


def pair_overlap(
    likeness: np.ndarray, first: np.ndarray, texts: np.ndarray, chance: float | None, seed: int
) -> tuple[float, ...]:
    """Measure one pair, from cosines (n, n) and who is of the first word (n,): ratio, low, high, share, chance, n.

    The chance level is that of blind picks unless `chance` gives another. The bootstrap draws sentences anew and holds
    each use's nearest neighbour fixed. Where no use has the other word nearest, draws cannot differ: there the upper
    end is Wilson's (1927).
    """
    apart, other = elsewhere(len(first), texts), first[:, None] != first
    counted = apart.any(axis=1)
    if not counted.any():
        return (*[np.nan] * 5, 0)
    hits = other_nearest(likeness, first, texts)[counted]
    blind = (apart & other).sum(axis=1)[counted] / apart.sum(axis=1)[counted]
    blind *= 1 if chance is None else chance / blind.mean()
    owner = np.unique(texts[counted], return_inverse=True)[1]
    drawn = redraw(np.ones(owner.max() + 1), seed)  # (resamples, sentences)
    sums = [np.bincount(owner, weights=one) for one in (hits, blind)]  # (sentences,) each
    low, high = ends((drawn @ sums[0]) / (drawn @ sums[1]))
    if not hits.any():
        high = 1.96**2 / (len(sums[0]) + 1.96**2) / blind.mean()
    return hits.mean() / blind.mean(), float(low), float(high), hits.mean(), blind.mean(), len(hits)
