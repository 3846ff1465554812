"""A long text summed up by its own sentences: those most like all others.

A sentence's centrality is its mean cosine with the others; no walk from sentence to sentence, as LexRank's. Of two
sentences that say the same only one helps, so a sentence that is closer than `TWIN` to a chosen one is passed over.
Baselines tell whether this is worth anything: the first sentences, which news summaries are hard to tell from, and the
mean of random choices.
"""

from collections.abc import Iterable

import numpy as np

from components.engine.errors import TextError
from components.engine.geometry.intervals import ends
from components.engine.geometry.vectors import cosine, cosine_matrix
from components.engine.records import record

FEWEST = 3
TWIN = 0.9
DRAWS = 200


@record
class Summary:
    """The sentences that stand for the text."""

    centrality: np.ndarray  # (sentences,)
    chosen: tuple[int, ...]  # in the order of the text
    covered: float  # cosine of the chosen sentences' mean with the whole text's mean
    covered_by_first: float  # the same for the first sentences
    covered_by_random: tuple[float, float, float]  # 2.5 %, mean and 97.5 % of random choices


def sum_up(vectors: np.ndarray, count: int) -> Summary:
    """Choose `count` sentences by their vectors (sentences, width).

    Raises TextError if there are fewer than three sentences.
    """
    n = len(vectors)
    if n < FEWEST:
        raise TextError(f"The text has {n} sentences; with fewer than {FEWEST} none is central. Give it more.")
    likeness = cosine_matrix(vectors)
    centrality = (likeness.sum(axis=1) - likeness.diagonal()) / (n - 1)
    chosen = choose(likeness, centrality, min(count, n))
    random = np.random.default_rng(0)
    draws = np.array([coverage(vectors, random.choice(n, len(chosen), replace=False)) for _ in range(DRAWS)])
    low, high = ends(draws)
    return Summary(
        centrality,
        tuple(sorted(chosen)),
        coverage(vectors, chosen),
        coverage(vectors, range(len(chosen))),
        (float(low), float(draws.mean()), float(high)),
    )


def choose(likeness: np.ndarray, centrality: np.ndarray, count: int) -> list[int]:
    """Take the most central sentences that are no twins of one already taken."""
    chosen: list[int] = []
    for number in np.argsort(-centrality, kind="stable").tolist():
        if len(chosen) < count and all(likeness[number, other] < TWIN for other in chosen):
            chosen.append(number)
    return chosen


def coverage(vectors: np.ndarray, chosen: Iterable[int]) -> float:
    """Return the cosine of the chosen sentences' mean with the mean of all."""
    return float(cosine(vectors[list(chosen)].mean(axis=0), vectors.mean(axis=0)))
