"""How far the use of a word differs between two groups of its occurrences, in the full space (Schlechtweg et al. 2020).

apd   average pairwise distance: the mean cosine distance of all pairs with one occurrence of each group.
prt   prototype distance: the cosine distance of the two groups' mean directions.
jsd   Jensen–Shannon distance of the groups' shares of senses, by logarithms to base 2: 0 the same, 1 nothing shared.

None of them is 0 where nothing changed: two halves of one group differ too. So each stands beside what it is when
the occurrences are dealt out to two groups of these sizes by chance, and p is the share of such deals that give at
least as much. Occurrences of one sentence are dealt out together, since they share their context.
"""

import numpy as np
from scipy.spatial.distance import jensenshannon

from components.engine.errors import WordError
from components.engine.geometry.vectors import unit
from components.engine.records import record

SHUFFLES = 999  # deals by chance: the smallest p is one in a thousand
CLOSE = 1e-6  # values nearer to each other than this are equal
MEASURES = {"apd": "average pairwise distance", "prt": "prototype distance", "jsd": "distance of sense shares"}


@record
class Change:
    """One measure of two groups, beside what it is by chance; each array is (layers + 1,), or of one number."""

    value: np.ndarray
    chance: np.ndarray  # the mean over deals by chance
    low: np.ndarray  # 2.5 % of the deals give less,
    high: np.ndarray  # and 2.5 % more
    p: np.ndarray  # 0 … 1: the share of deals that give at least `value`, which is itself counted as one


def pairwise_distance(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the mean cosine distance of all pairs (apd): (..., n, width) and (..., m, width) to (...), 0 … 2."""
    return 1 - (unit(first).mean(axis=-2) * unit(second).mean(axis=-2)).sum(axis=-1)


def prototype_distance(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the cosine distance of the mean directions (prt): (..., n, width) and (..., m, width) to (...), 0 … 2."""
    return 1 - (unit(unit(first).mean(axis=-2)) * unit(unit(second).mean(axis=-2))).sum(axis=-1)


def sense_distance(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the Jensen–Shannon distance of counts or shares of senses (jsd): (..., senses) twice to (...), 0 … 1."""
    return np.nan_to_num(jensenshannon(first, second, base=2, axis=-1))  # rounding may make it a root below 0


def vector_change(
    states: np.ndarray, second: np.ndarray, texts: np.ndarray | None = None, seed: int = 0
) -> dict[str, Change]:
    """Compare two groups by their vectors, "apd" and "prt", at every layer.

    `states` are (layers + 1, n, width), `second` (n,) bool tells who is in the second group, and `texts` (n,) number
    the sentences. Raises WordError if a group is empty.
    """
    sides, owner = deal(second, texts, seed)
    size = np.bincount(owner)
    counts = [size @ sides.T, size @ ~sides.T]  # occurrences in each group: (1 + deals,) twice
    found: dict[str, list[np.ndarray]] = {"apd": [], "prt": []}
    for layer in states:
        sums = summed(unit(layer.astype(np.float32)), owner)  # (sentences, width)
        inside = sides.astype(np.float32) @ sums
        groups = (inside, sums.sum(axis=0) - inside)  # (1 + deals, width) twice
        product = (groups[0] * groups[1]).sum(axis=1)
        found["apd"].append(1 - product / (counts[0] * counts[1]))
        found["prt"].append(
            1 - product / np.maximum(np.prod([np.linalg.norm(g, axis=1) for g in groups], axis=0), 1e-12)
        )
    return {name: beside_chance(np.stack(values)) for name, values in found.items()}


def sense_change(senses: np.ndarray, second: np.ndarray, texts: np.ndarray | None = None, seed: int = 0) -> Change:
    """Compare two groups by their shares of `senses` (n,), numbers from 0; the arrays have one number."""
    sides, owner = deal(second, texts, seed)
    counts = summed(np.eye(senses.max() + 1)[senses], owner)  # (sentences, senses)
    inside = sides @ counts
    return beside_chance(sense_distance(inside, counts.sum(axis=0) - inside)[None])


def deal(
    second: np.ndarray, texts: np.ndarray | None, seed: int, deals: int = SHUFFLES
) -> tuple[np.ndarray, np.ndarray]:
    """Deal sentences out to two groups by chance: (1 + deals, sentences) bool, and the sentence of each occurrence.

    The first row is what is so. A sentence that is in both groups counts as two. Raises WordError if a group is empty.
    """
    if second.all() or not second.any():
        raise WordError(f"All {len(second)} occurrences are in one group, and two are needed to be compared.")
    numbers = np.arange(len(second)) if texts is None else np.unique(texts, return_inverse=True)[1]
    units, owner = np.unique(2 * numbers + second, return_inverse=True)
    so = units % 2 == 1
    order = np.random.default_rng(seed).permuted(np.tile(so, (deals, 1)), axis=1)
    return np.concatenate([so[None], order]), owner


def summed(rows: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Add up the rows (n, width) of each sentence: (sentences, width)."""
    sums = np.zeros((owner.max() + 1, rows.shape[1]), rows.dtype)
    np.add.at(sums, owner, rows)
    return sums


def beside_chance(values: np.ndarray) -> Change:
    """Judge a measure, (layers + 1, 1 + deals) with what is so first, by the deals."""
    deals = values[:, 1:]
    low, high = np.quantile(deals, (0.025, 0.975), axis=1)
    p = (values >= values[:, :1] - CLOSE).mean(axis=1)
    return Change(values[:, 0], deals.mean(axis=1), low, high, p)


def least_alike(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Find the occurrences of the second group that are least like any of the first.

    Vectors (n, width) and (m, width) to the numbers of the second's, the strangest first, (m,), and the cosine of each
    of these with its nearest in the first group, (m,).
    """
    nearest = (unit(second) @ unit(first).T).max(axis=1)
    order = np.argsort(nearest, kind="stable")
    return order, nearest[order]
