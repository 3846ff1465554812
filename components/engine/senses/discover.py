"""Senses of a word without labels: groups of occurrences that are found in like company.

The method is Walktrap's idea (Pons & Latapy 2006) with average linkage:
1. An occurrence is its own vector and the mean of the words around it, each scaled to length 1 and centred. The
   word's own vector alone knows too little of the topic; the whole sentence knows too much of other things.
2. Every occurrence is joined with its nearest, about the root of their number and 15 at most. The nearest weigh most,
   as several numbers of neighbours are averaged, and edges that both ends want count twice.
3. Two occurrences are alike if random walks of four to six steps from them end at the same places. That smooths
   over odd sentences, and allows for groups of unequal size, which k-means or a normalised cut would halve.
4. Average linkage makes a tree of those likenesses, and the tree is cut.
5. If no number is given, the cut is the one of largest modularity (Newman & Girvan 2004) at a coarse resolution
   (Reichardt & Bornholdt 2006).
6. More than one group are kept only if they part better than noise does: as many vectors with the same mean and
   covariance, but no groups, are cut in the same way into as many, again and again (`evidence`).

What it cannot do: find a sense with a few occurrences among hundreds, or tell a sense from a topic or from a form of
the word, which a hundred occurrences of one sense often have. Of words with 18 sentences a sense, two in
three are parted; of the others it says that there is no evidence.
"""

from collections.abc import Sequence

import numpy as np
from scipy.cluster.hierarchy import cut_tree, linkage
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import squareform

from components.engine.errors import WordError
from components.engine.geometry.vectors import unit
from components.engine.records import Occurrences, SenseClusters, read_only
from components.engine.senses.separation import (
    separation_by_layer as separation_by_layer,  # the other half of the subject
)

NEIGHBOURS = 15  # for 225 occurrences and more; their root below that
SPREAD = (0.5, 0.75, 1, 1.25, 1.5)  # parts of that number which are averaged, so that no one number decides
FEWEST = 3  # neighbours
FEWEST_STEPS, LENGTHS = 4, 3  # walks of 4, 5 and 6: fewer see only neighbours, many forget where they began
RESOLUTION = 0.35  # of the modularity: 1 finds topics inside a sense
MOST = 10  # groups that are looked for
CLEAR = 0.1  # below this confidence an occurrence is unsure
ENOUGH = 2.8  # standard deviations of noise by which groups must part better: one set of noise in 400 does by chance
MOST_TESTED, FEWEST_DRAWS, MOST_DRAWS = 200, 10, 120  # vectors, and sets of noise: many where that takes no time
SAME = 1e-6  # cosine distance up to which sentences are identical; other words in the batch change less


def discover_senses(occurrences: Occurrences, layer: int | None = None, count: int | None = None) -> SenseClusters:
    """Group occurrences by sense at `layer` (the last by default), into `count` groups (found by default).

    Identical sentences count as one while groups are sought. The result does not depend on chance or order. One group
    has no confidence (NaN), and of groups that are found it says that there is no evidence for more.
    Raises WordError if `count` is less than 1 or more than there are different occurrences.
    """
    vectors = describe(occurrences, -1 if layer is None else layer)
    order = np.lexsort(vectors[:, :3].T)  # the same, however the occurrences come
    vectors = vectors[order]
    copies = (vectors @ vectors.T / 2 > 1 - SAME).argmax(axis=1)  # for each one, the first that is identical
    first, copy_of = np.unique(copies, return_inverse=True)
    if count is not None and not 1 <= count <= len(first):
        problem = f"{count} groups cannot be made of {len(vectors)} occurrences, of which {len(first)} differ."
        raise WordError(f"{problem} Choose 1 to {len(first)}.")
    copy_of = copy_of[np.argsort(order)]
    different = vectors[first]
    likeness = walk_likeness(edges := neighbour_graph(centred(different)))
    counts = range(1, min(MOST, len(different)) + 1) if count is None else [count]
    groups = max(partitions(likeness, counts), key=lambda groups: modularity(edges, groups))
    surplus = evidence(different, groups.max() + 1) if groups.any() else np.nan
    if count is None and surplus < ENOUGH:
        groups = np.zeros_like(groups)
    return as_clusters(groups[copy_of], likeness[np.ix_(copy_of, copy_of)], surplus)


def describe(occurrences: Occurrences, layer: int) -> np.ndarray:
    """Join each occurrence's vector with that of its surroundings, each of length 1: (n, 2 · width)."""
    if not occurrences.states.shape[1]:
        raise WordError("There are no occurrences to group. Add sentences with the word.")
    around = occurrences.context if occurrences.nearby is None else occurrences.nearby
    return np.concatenate([unit(part[layer].astype(np.float64)) for part in (occurrences.states, around)], axis=1)


def centred(vectors: np.ndarray) -> np.ndarray:
    """Centre what `describe` joined, each half scaled to length 1: (n, 2 · width) unit vectors."""
    parts = [unit(part) for part in np.split(vectors, 2, axis=1)]
    return unit(np.concatenate([part - part.mean(axis=0) for part in parts], axis=1))


def evidence(vectors: np.ndarray, count: int) -> float:
    """Tell by how many standard deviations of noise `count` groups of `vectors` part better than noise.

    They part by the share of the variance that lies between them. Noise is the same vectors (n, 2 · width) turned at
    random in the space of their n rows: mean and covariance stay exactly, and if the vectors were normally distributed,
    any turn would be as likely as they are (the rotation test; Langsrud 2005).
    """
    tested = vectors[:: -(-len(vectors) // MOST_TESTED)]
    count = min(count, len(tested))
    random = np.random.default_rng(0)
    draws = int(np.clip((800 // len(tested)) ** 2, FEWEST_DRAWS, MOST_DRAWS))
    noise = [share_between(turned(tested, random), count) for _ in range(draws)]
    return float((share_between(tested, count) - np.mean(noise)) / max(float(np.std(noise)), 1e-9))


def turned(vectors: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Mix the rows (n, width) at random, so that their mean and covariance stay."""
    n = len(vectors)
    whole = np.concatenate([np.ones((2, n, 1)), random.normal(size=(2, n, n - 1))], axis=2)
    before, after = np.linalg.qr(whole)[0][:, :, 1:]  # (n, n - 1) twice: two bases of what is left without the mean
    return vectors.mean(axis=0) + after @ (before.T @ vectors)


def share_between(vectors: np.ndarray, count: int) -> float:
    """Group vectors (n, 2 · width), and return the share of their variance that lies between the groups."""
    distinct = centred(vectors)
    members = np.eye(count)[partitions(walk_likeness(neighbour_graph(distinct)), [count])[0]]  # (n, count)
    away = distinct - distinct.mean(axis=0)
    return float(((members.T @ away) ** 2 / members.sum(axis=0)[:, None]).sum() / (away**2).sum())


def neighbour_graph(vectors: np.ndarray) -> np.ndarray:
    """Join each of the unit vectors (n, width) with its nearest: (n, n), symmetric, 0 … 1."""
    n = len(vectors)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -np.inf)
    nearest = np.argsort(-likeness, axis=1, kind="stable")[:, : n - 1]
    middle = min(NEIGHBOURS, max(FEWEST, round(n**0.5)))
    sizes = np.array([max(FEWEST, round(part * middle)) for part in SPREAD])
    weights = (np.arange(n - 1)[:, None] < sizes).mean(axis=1)  # (n - 1,): of the nearest, the second nearest, ...
    wanted = np.zeros((n, n))
    np.put_along_axis(wanted, nearest, np.broadcast_to(weights, nearest.shape), axis=1)
    return (wanted + wanted.T) / 2


def walk_likeness(edges: np.ndarray) -> np.ndarray:
    """Compare where random walks from two places end, by cosine, averaged over lengths of walk: (n, n), 0 … 1."""
    lazy = edges + np.eye(len(edges))  # a walker may stay
    degrees = lazy.sum(axis=1)
    step = lazy / degrees[:, None]
    ends, likeness = np.linalg.matrix_power(step, FEWEST_STEPS - 1), np.zeros_like(edges)
    for _ in range(LENGTHS):
        ends = ends @ step
        arrivals = unit(ends / np.sqrt(degrees))  # frequented places tell less
        likeness += arrivals @ arrivals.T / LENGTHS
    return likeness


def partitions(likeness: np.ndarray, counts: Sequence[int]) -> np.ndarray:
    """Merge the two nearest groups again and again, until there are so many: (counts, n), numbers without order."""
    n = len(likeness)
    if n < 2:
        return np.zeros((1, n), dtype=int)
    distance = np.sqrt(np.clip(2 - 2 * likeness, 0, None))
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average")
    return cut_tree(tree).T[n - np.array(counts)]  # the whole tree: asked for n groups among others, scipy 1.17 errs


def modularity(edges: np.ndarray, groups: np.ndarray) -> float:
    """Compare the share of edges inside groups with what is expected if edges were drawn anew by degree."""
    members = np.eye(groups.max() + 1)[groups]  # (n, groups)
    between = members.T @ edges @ members / max(edges.sum(), 1)
    return float(np.trace(between) - RESOLUTION * (between.sum(axis=0) ** 2).sum())


def as_clusters(groups: np.ndarray, likeness: np.ndarray, surplus: float) -> SenseClusters:
    """Count groups from the largest down, and measure how well each occurrence belongs to its own."""
    order = np.argsort(-np.bincount(groups), kind="stable")
    nearest = np.argsort(order)[groups]
    sizes = np.bincount(nearest)
    rows = np.arange(len(groups))
    sums = likeness @ np.eye(len(sizes))[nearest]  # (n, groups): the likeness to all of a group together
    own = (sums[rows, nearest] - 1) / np.maximum(sizes[nearest] - 1, 1)
    others = sums / sizes
    others[rows, nearest] = 0
    confidence = np.clip(1 - others.max(axis=1) / np.maximum(own, 1e-12), 0, 1)
    if len(sizes) == 1:
        confidence[:] = np.nan  # there is no other group to be compared with
    labels = np.where(confidence < CLEAR, -1, nearest)
    members = (np.flatnonzero(nearest == group) for group in range(len(sizes)))
    typical = tuple(read_only(some[np.argsort(-own[some], kind="stable")]) for some in members)
    return SenseClusters(labels, nearest, confidence, typical, surplus)


def match_groups(groups: np.ndarray, senses: np.ndarray) -> np.ndarray:
    """Give each group the number of the sense it shares most occurrences with, one to one: (n,), (n,) to (groups,).

    Groups without a sense of their own get the numbers after the last sense.
    """
    shared = np.zeros((groups.max() + 1, senses.max() + 1), dtype=int)
    np.add.at(shared, (groups, senses), 1)
    matched = np.full(len(shared), -1)
    rows, columns = linear_sum_assignment(shared, maximize=True)
    matched[rows] = columns
    left = matched < 0
    matched[left] = shared.shape[1] + np.arange(left.sum())
    return matched
