"""Which words keep other company in one group of uses than in another, and which regions of a map a group leans to.

company  of a word in a group: the words whose mean vectors there are nearest to its own mean vector there, by cosine.
alike    how much of it stays: the correlation of the word's likenesses, in the one group and in the other, to all
         words that are near to it in either. Hamilton et al. (2016) take the cosine of these, and subtract it from 1;
         but likenesses to near words are all high, so that their cosine is hardly ever below .95.

Only words with at least ten uses in each group take part, and of very many the most frequent. From each use the mean of
its group's words is taken first, so that what sets the groups apart as a whole changes nobody's company.

A mean of few uses has other neighbours by chance. So each word stands beside what it would be with its uses dealt out
to the two groups by lot, sentences as wholes. p is the share of such deals in which any word falls as far below its own
chance, in standard deviations (Westfall & Young 1993): it holds for all words at once. The interval says what as many
other uses would give: 1.96 standard errors, by drawing sentences anew within each group; where nothing changed it is
too wide rather than too narrow. Left out: whether it is a word's neighbours that changed; and documents: sentences of
one are counted as independent, which they are not quite, here and in what the regions say.
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import binomtest

from components.engine.errors import CorpusError
from components.engine.geometry.vectors import unit
from components.engine.progress import OnProgress, ShouldStop, never, unheard
from components.engine.records import record
from components.engine.usage.change import deal, least_alike, summed

FEWEST = 10  # uses of a word in each group
MOST_WORDS = 1000
MOST_USES = 4000  # of a word, drawn by lot
AT_ONCE = 2000  # uses whose nearest are looked for together
NEAR = 10  # neighbours that are a word's company
FEWEST_WORDS = 15  # a third of them are a company, and a correlation of fewer than five numbers says little
DRAWS = 199  # deals by lot, and draws for the interval
TINY = 1e-9


@record
class Company:
    """Words, the one whose company changed most clearly first."""

    words: tuple[str, ...]
    uses: np.ndarray  # (words, 2): in each group
    alike: np.ndarray  # (words,) -1 … 1: the same company
    low: np.ndarray  # its 95 % interval
    high: np.ndarray
    chance: np.ndarray  # (words,): the mean over deals by lot,
    chance_low: np.ndarray  # 2.5 % of them give less
    p: np.ndarray  # (words,) 0 … 1, over all words at once
    nearest: np.ndarray  # (2, words, near): the numbers of the nearest words in each group, the nearest first
    rare: int  # words that have too few uses in a group

    @property
    def shared(self) -> np.ndarray:
        """Count how many of the nearest words are the same in both groups: (words,)."""
        return (self.nearest[0][:, :, None] == self.nearest[1][:, None]).any(axis=2).sum(axis=1)


@record
class Leaning:
    """The share of the second group in each region of a map; a sentence counts once a region. Each array (regions,)."""

    sentences: np.ndarray
    share: np.ndarray  # 0 … 1; NaN for a region without points
    low: np.ndarray  # 95 % interval (Wilson 1927)
    high: np.ndarray
    expected: float  # 0 … 1: of all regions together
    p: np.ndarray  # 0 … 1, binomial test against that, over all regions at once (Holm 1979)


def compare_company(
    vectors: np.ndarray,
    words: Sequence[str] | np.ndarray,
    second: np.ndarray,
    sentence: np.ndarray,
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
    seed: int = 0,
) -> Company | None:
    """Compare the company of every word in two groups of its uses; None if it was to stop.

    `vectors` (n, width) are uses of `words` (n,), `second` (n,) bool tells which are in the second group, and
    `sentence` (n,) numbers the sentences. Raises CorpusError if fewer than fifteen words have ten uses in each group.
    """
    names, rows, rare = shared_words(words, second, seed)
    means = np.stack([group_means(vectors[some], second[some]) for some in rows], axis=1)  # (2, words, width)
    centre = means.mean(axis=1)  # (2, width)
    places = unit(means - centre[:, None]).astype(np.float32)
    near = min(NEAR, len(names) // 3)
    found, dealt = np.empty((3, len(names))), np.empty((DRAWS, len(names)))  # alike, low, high
    nearest = np.empty((2, len(names), near), dtype=np.int32)
    for word, some in enumerate(rows):
        if should_stop():
            return None
        uses = unit(vectors[some].astype(np.float32)) - centre[second[some].astype(int)]
        others = np.delete(np.arange(len(names)), word)
        sums, owner, so, by_lot = dealt_out(uses, second[some], sentence[some], seed + word)
        size = np.bincount(owner).astype(np.float32)
        anew = drawn_anew(so, seed + word)
        first, other = np.concatenate([so[None], by_lot, anew[0]]), np.concatenate([~so[None], ~by_lot, anew[1]])
        likeness = [
            unit((weight @ sums) / (weight @ size)[:, None]) @ side[others].T
            for weight, side in zip((first, other), places, strict=True)
        ]  # (1 + deals + draws, other words) twice
        alike = company_kept(likeness[0], likeness[1], near)
        error = 1.96 * alike[1 + DRAWS :].std()
        found[:, word] = alike[0], max(alike[0] - error, -1), min(alike[0] + error, 1)
        dealt[:, word] = alike[1 : 1 + DRAWS]
        nearest[:, word] = [others[np.argsort(-side[0], kind="stable")[:near]] for side in likeness]
        on_progress((word + 1) / len(names))
    p, clearness = over_all(found[0], dealt)
    order = np.argsort(-clearness, kind="stable")
    place = np.argsort(order)
    uses_of = np.array([np.bincount(second[some].astype(int), minlength=2) for some in rows])
    return Company(
        words=tuple(map(str, names[order])),
        uses=uses_of[order],
        alike=found[0, order],
        low=found[1, order],
        high=found[2, order],
        chance=dealt.mean(axis=0)[order],
        chance_low=np.quantile(dealt, 0.025, axis=0)[order],
        p=p[order],
        nearest=place[nearest[:, order]],
        rare=rare,
    )


def shared_words(
    words: Sequence[str] | np.ndarray, second: np.ndarray, seed: int
) -> tuple[np.ndarray, list[np.ndarray], int]:
    """Find the words that both groups have often enough: their names, the numbers of their uses, and how many have not.

    Raises CorpusError if they are too few to be each other's company, or a group is empty.
    """
    names, owner = np.unique(np.asarray(words, dtype=str), return_inverse=True)
    counts = np.stack([np.bincount(owner[group], minlength=len(names)) for group in (~second, second)]).min(axis=0)
    often = np.flatnonzero(counts >= FEWEST)
    if len(often) < FEWEST_WORDS:
        raise CorpusError(
            f"{len(often)} words have {FEWEST} uses or more in each group, and {FEWEST_WORDS} are needed. Choose "
            "larger groups, or embed all content words."
        )
    chosen = often[np.argsort(-counts[often], kind="stable")[:MOST_WORDS]]
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.arange(len(names) + 1))
    generator = np.random.default_rng(seed)
    rows = [order[starts[word] : starts[word + 1]] for word in chosen]
    fewer = [some if len(some) <= MOST_USES else even_part(some, second, generator) for some in rows]
    return names[chosen], fewer, len(names) - len(often)


def even_part(rows: np.ndarray, second: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Draw as many uses as are compared, half of each group if it has as many: their numbers, in order."""
    groups = [generator.permutation(rows[second[rows] == side])[: MOST_USES // 2] for side in (False, True)]
    return np.sort(np.concatenate(groups))


def group_means(vectors: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Average the directions of each group's uses of a word: (n, width) to (2, width)."""
    directions = unit(vectors.astype(np.float32))
    return np.stack([directions[~second].mean(axis=0), directions[second].mean(axis=0)])


def dealt_out(
    uses: np.ndarray, second: np.ndarray, sentence: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Deal a word's sentences out to two groups by lot.

    Returns the sum of each sentence's uses (sentences, width), each use's sentence (n,), which sentences are in the
    first group (sentences,) bool, and the same by lot (deals, sentences).
    """
    sides, owner = deal(second, sentence, seed, DRAWS)
    return summed(uses, owner), owner, ~sides[0], ~sides[1:]


def drawn_anew(first: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw each group's sentences anew, `first` (sentences,) bool: how often each, (draws, sentences) twice."""
    generator, groups = np.random.default_rng(seed), np.zeros((2, DRAWS, len(first)), dtype=np.float32)
    for drawn, inside in zip(groups, (first, ~first), strict=True):
        count = int(inside.sum())
        drawn[:, inside] = generator.multinomial(count, np.full(count, 1 / count), size=DRAWS)
    return groups[0], groups[1]


def company_kept(first: np.ndarray, second: np.ndarray, near: int) -> np.ndarray:
    """Correlate two rows of likenesses to the same words, (rows, words) twice, over those near in either: (rows,)."""
    close = np.zeros(first.shape, dtype=bool)
    for side in (first, second):
        np.put_along_axis(close, np.argpartition(side, -near, axis=1)[:, -near:], True, axis=1)
    centred = [np.where(close, side - side.mean(axis=1, keepdims=True, where=close), 0) for side in (first, second)]
    return (unit(centred[0]) * unit(centred[1])).sum(axis=1)


def over_all(values: np.ndarray, dealt: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Judge how far values (words,) lie below those by lot (deals, words): p over all, and how far, both (words,)."""
    mean, spread = dealt.mean(axis=0), np.maximum(dealt.std(axis=0), TINY)
    far, farthest = (mean - values) / spread, ((mean - dealt) / spread).max(axis=1)
    return (1 + (farthest[:, None] >= far).sum(axis=0)) / (1 + len(dealt)), far


def strangest_uses(vectors: np.ndarray, second: np.ndarray, most: int = 5) -> list[tuple[np.ndarray, np.ndarray]]:
    """Find the uses of one word that are least like any of the other group: of the first group, and of the second.

    Each as their numbers among `vectors` (n, width), the strangest first, and the cosine with the nearest over there.
    """
    found = []
    for inside in (~second, second):
        own, other = np.flatnonzero(inside), vectors[~inside].astype(np.float32)
        parts = [own[first : first + AT_ONCE] for first in range(0, len(own), AT_ONCE)]  # so memory stays small
        asked = [least_alike(other, vectors[part].astype(np.float32)) for part in parts]
        numbers = np.concatenate([part[order[:most]] for part, (order, _) in zip(parts, asked, strict=True)])
        cosines = np.concatenate([nearest[:most] for _, nearest in asked])
        strangest = np.argsort(cosines, kind="stable")[:most]
        found.append((numbers[strangest], cosines[strangest]))
    return found


def region_leanings(owner: np.ndarray, second: np.ndarray, sentence: np.ndarray) -> Leaning:
    """Tell in which regions of a map a group has more than its share.

    `owner` (n,) is each point's region, -1 for none, `second` (n,) bool its group, `sentence` (n,) its sentence. Points
    in no region do not count. Raises CorpusError if no point is in a region.
    """
    inside = owner >= 0
    if not inside.any():
        raise CorpusError("No point lies in a region, so the groups cannot be compared by regions.")
    units = np.unique(np.stack([owner[inside], sentence[inside], second[inside]]), axis=1)  # (3, units)
    regions = int(owner.max()) + 1
    counts, hits = (np.bincount(units[0], some, regions).astype(int) for some in (None, units[2]))
    expected = hits.sum() / counts.sum()
    share, low, high, p = np.full((4, regions), np.nan)
    for region in np.flatnonzero(counts):
        tested = binomtest(hits[region], counts[region], expected)
        between = tested.proportion_ci(method="wilson")
        share[region], low[region], high[region] = hits[region] / counts[region], between.low, between.high
        p[region] = tested.pvalue
    return Leaning(counts, share, low, high, float(expected), holm(p))


def holm(p: np.ndarray) -> np.ndarray:
    """Correct p-values (m,), NaN where nothing was tested, for all that were tested (Holm 1979)."""
    order = np.argsort(p)[: np.isfinite(p).sum()]
    corrected = p.copy()
    corrected[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)), 1)
    return corrected
