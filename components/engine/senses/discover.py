"""Senses of a word without labels: groups of occurrences that are found in like company.

The method is Walktrap's idea (Pons & Latapy 2006) with average linkage:
1. An occurrence is its own vector and the mean of the words around it, each scaled to length 1 and centred. The
   word's own vector alone knows too little of the topic; the whole sentence knows too much of other things. What the
   occurrences of one form of the word share is taken out (Laicher et al. 2021): “cranes” are no other sense.
2. Every occurrence is joined with its nearest, about the root of their number and 15 at most. The nearest weigh most,
   as several numbers of neighbours are averaged, and edges that both ends want count twice.
3. At the last layer, if the model guesses hidden words, a second graph joins those in whose places the same words could
   stand (`second_look`), and the two are averaged. Other layers are grouped by their vectors alone.
4. Two occurrences are alike if random walks of four to six steps from them end at the same places. That smooths
   over odd sentences, and allows for groups of unequal size, which k-means or a normalised cut would halve.
5. Average linkage makes a tree of those likenesses, and the tree is cut.
6. If no number is given, branches are cut off the tree for as long as the substitutes tell them from the rest
   (`halves`), and then each occurrence joins the group of most of its neighbours.
7. By vectors alone the cut is the one of largest modularity (Newman & Girvan 2004) at a coarse resolution (Reichardt &
   Bornholdt 2006). More than one group are kept only if they part better than noise does: as many vectors with the same
   mean and covariance, but no groups, are cut in the same way into as many, again and again (`evidence`).

Of more than a thousand occurrences that differ, an even sample is grouped; the others join the group of the nearest in
it. What it cannot do: find a sense with a few occurrences among hundreds, or tell a sense from a topic that has words
of its own. Of words with 18 sentences a sense, two in three are parted; of the others it says that there is no
evidence.
"""

from collections.abc import Sequence

import numpy as np
from scipy.cluster.hierarchy import cut_tree, linkage
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import squareform

from components.engine.errors import WordError
from components.engine.geometry.vectors import unit
from components.engine.records import Occurrences, SenseClusters, read_only
from components.engine.senses.described import MOST_GROUPED, centred, describe, different, even_sample
from components.engine.senses.halves import PIECES, doubt, halves, told_apart
from components.engine.senses.neighbours import neighbour_graph
from components.engine.senses.second_look import can_guess, substitute_likeness
from components.engine.senses.separation import (
    separation_by_layer as separation_by_layer,  # the other half of the subject
)

FEWEST_STEPS, LENGTHS = 4, 3  # walks of 4, 5 and 6: fewer see only neighbours, many forget where they began
RESOLUTION = 0.35  # of the modularity: 1 finds topics inside a sense
SUBSTITUTES = 0.3  # their part in the walks; where cuts are judged they count as much as the vectors
RARE_FORM = 2  # occurrences in which a form of the word counts half as one
MOST = 10  # groups that are looked for
CLEAR = 0.1  # below this confidence an occurrence is unsure
ENOUGH = 2.8  # standard deviations of noise by which groups must part better: one set of noise in 400 does by chance
MOST_TESTED, FEWEST_DRAWS, MOST_DRAWS = 200, 10, 120  # vectors, and sets of noise: many where that takes no time


def discover_senses(occurrences: Occurrences, layer: int | None = None, count: int | None = None) -> SenseClusters:
    """Group occurrences by sense at `layer` (the last by default), into `count` groups (found by default).

    Identical sentences count as one while groups are sought. The result does not depend on chance or order. One group
    has no confidence (NaN), and of groups that are found it says that there is no evidence for more. At the last layer
    the model that read the occurrences is asked for substitutes, once; it takes as long again as reading them.
    Of more than 1,000 that differ an even sample is grouped, and each other one joins the nearest in it.
    Raises WordError if `count` is less than 1 or more than there are different occurrences.
    """
    layer = range(len(occurrences.states))[-1 if layer is None else layer]
    vectors = describe(occurrences, layer)
    rows, copy_of = different(vectors)
    if count is not None and not 1 <= count <= min(len(rows), MOST_GROUPED):
        problem = f"{count} groups cannot be made of {len(vectors)} occurrences, of which {len(rows)} differ."
        raise WordError(f"{problem} Choose 1 to {min(len(rows), MOST_GROUPED)}.")
    chosen, nearest = even_sample(vectors[rows])
    rows, stand_in = rows[chosen], nearest[copy_of]
    vectors = without_forms(occurrences, vectors[rows], rows)
    distinct = centred(vectors)
    own = neighbour_graph(distinct @ distinct.T)
    if layer == len(occurrences.states) - 1 and can_guess(occurrences):
        return by_both(own, substitute_likeness(occurrences, rows), stand_in, count)
    likeness = walk_likeness(own)
    counts = range(1, min(MOST, len(rows)) + 1) if count is None else [count]
    groups = max(partitions(likeness, counts), key=lambda groups: modularity(own, groups))
    surplus = evidence(vectors, groups.max() + 1) if groups.any() else np.nan
    if count is None and surplus < ENOUGH:
        groups = np.zeros_like(groups)
    return as_clusters(groups, likeness, stand_in, evidence=surplus)


def by_both(own: np.ndarray, alike: np.ndarray, stand_in: np.ndarray, count: int | None) -> SenseClusters:
    """Group by the graph of the vectors and the likeness of the substitutes, (n, n) both."""
    others = neighbour_graph(alike)
    edges, judged = (1 - SUBSTITUTES) * own + SUBSTITUTES * others, (own + others) / 2
    likeness = walk_likeness(edges)
    if count is None:
        groups, doubted = told_apart(partitions(likeness, range(1, min(PIECES, len(own)) + 1)), judged, alike)
        groups = np.unique((edges @ np.eye(groups.max() + 1)[groups]).argmax(axis=1), return_inverse=True)[1]
    else:
        groups = partitions(likeness, [count])[0]
        cuts = partitions(likeness, range(1, min(MOST, count) + 1))
        doubted = max((doubt(*parts, judged, alike) for parts in halves(cuts)), default=np.nan)
    return as_clusters(groups, likeness, stand_in, doubt=doubted)


def without_forms(occurrences: Occurrences, vectors: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Move the mean of each form of the word ("crane", "cranes") to that of all: (n, 2 · width), of `rows`.

    A form with few occurrences is moved less, as it would lose what it means as well.
    """
    moved = vectors.copy()
    if not occurrences.spans or not occurrences.sentences:
        return moved
    places = [occurrences.spans[row] for row in rows]
    forms = np.array([occurrences.sentences[place.sentence][place.start : place.end].casefold() for place in places])
    for form in set(forms):
        those = forms == form
        moved[those] -= (vectors[those].mean(axis=0) - vectors.mean(axis=0)) * those.sum() / (those.sum() + RARE_FORM)
    return moved


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
    members = np.eye(count)[partitions(walk_likeness(neighbour_graph(distinct @ distinct.T)), [count])[0]]  # (n, count)
    away = distinct - distinct.mean(axis=0)
    return float(((members.T @ away) ** 2 / members.sum(axis=0)[:, None]).sum() / (away**2).sum())


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


def modularity(edges: np.ndarray, groups: np.ndarray, resolution: float = RESOLUTION) -> float:
    """Compare the share of edges inside groups with what is expected if edges were drawn anew by degree."""
    members = np.eye(groups.max() + 1)[groups]  # (n, groups)
    between = members.T @ edges @ members / max(edges.sum(), 1)
    return float(np.trace(between) - resolution * (between.sum(axis=0) ** 2).sum())


def as_clusters(groups: np.ndarray, likeness: np.ndarray, stand_in: np.ndarray, **worth: float) -> SenseClusters:
    """Count groups from the largest down, and measure how well each occurrence belongs to its own.

    `groups` (d,) and `likeness` (d, d) are of those that were grouped, `stand_in` (n,) says which of them each
    occurrence is, or is nearest to; `worth` is what is known of the cut, evidence or doubt.
    """
    order = np.argsort(-np.bincount(groups[stand_in]), kind="stable")
    nearest = np.argsort(order)[groups][stand_in]
    sizes = np.bincount(nearest)
    rows = np.arange(len(nearest))
    members = np.zeros((len(groups), len(sizes)))
    np.add.at(members, (stand_in, nearest), 1)  # (d, groups): how many occurrences each one stands for
    sums = (likeness @ members)[stand_in]  # (n, groups): the likeness to all of a group together
    own = (sums[rows, nearest] - 1) / np.maximum(sizes[nearest] - 1, 1)
    others = sums / sizes
    others[rows, nearest] = 0
    confidence = np.clip(1 - others.max(axis=1) / np.maximum(own, 1e-12), 0, 1)
    if len(sizes) == 1:
        confidence[:] = np.nan  # there is no other group to be compared with
    labels = np.where(confidence < CLEAR, -1, nearest)
    groups_of = (np.flatnonzero(nearest == group) for group in range(len(sizes)))
    typical = tuple(read_only(some[np.argsort(-own[some], kind="stable")]) for some in groups_of)
    return SenseClusters(labels, nearest, confidence, typical, **worth)


def match_groups(groups: np.ndarray, senses: np.ndarray) -> np.ndarray:
    """Give each group the number of the sense it shares most occurrences with, one to one: (n,), (n,) to (groups,).

    A sense of −1 is none. Groups without a sense of their own get the numbers after the last sense.
    """
    shared = np.zeros((groups.max() + 1, senses.max() + 1), dtype=int)
    np.add.at(shared, (groups[senses >= 0], senses[senses >= 0]), 1)
    matched = np.full(len(shared), -1)
    rows, columns = linear_sum_assignment(shared, maximize=True)
    matched[rows] = columns
    left = matched < 0
    matched[left] = shared.shape[1] + np.arange(left.sum())
    return matched
