"""Names for the regions of a map: its hills, and the words that are typical of what lies on each.

A region is a hill of the map's density: all points from which the way up leads to the same peak. The density is
smoothed as little as may be for a number of hills to hold two thirds of the points, and by no less than the distance
of a point's thirtieth neighbour. A level for the whole map has few hills, one for a closer look many. Points elsewhere
are in no region.

Of sentences, all words count; of uses of a few words, the word itself and five words on each side; where every word
has its uses on the map, the word alone. A word counts once for a sentence and region. Which words name a region is
said by class-based TF-IDF (Grootendorst 2022): how often a word is in the region × log(1 + A / how often it is at
all), with A words in a region on average. But only such count as are there more clearly than any word is in any region
when the sentences are dealt out to the regions by chance, nineteen times: of maps whose regions have no words of their
own, one in twenty gets any name at all.

English function words are left out. Chinese and Japanese put no spaces: two characters in a row are taken for a word.
Left out: Thai, Khmer and others without spaces, whose phrases count as words and so seldom name anything; forms of one
word are joined only where one begins with the other.
"""

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.sparse import csr_array
from scipy.spatial import cKDTree
from scipy.special import xlogy

from components.engine.records import record
from components.engine.text.function_words import FUNCTION_WORDS

LEVELS = (12, 80)  # at most so many regions
GRID = 512  # cells along the longer side of the map
FEWEST = 10  # points of a region
NEAR, ASKED = 30, 5000  # the neighbour whose distance is looked at, and of how many points
HELD = 2 / 3  # of the points, by the regions together
STEP = 1.2  # by which the smoothing widens until they do
WORDS = 4  # of a name, at most
AROUND = 5  # words on each side of a use that count
RARE = 3  # a word in fewer sentences names nothing
MOST_TEXTS = 60_000  # points whose words are read, drawn by lot
DEALS = 19
HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
PAIRED = re.compile(rf"[\u3040-\u30ff{HAN}]+")  # of Chinese and Japanese
TELLING = re.compile(rf"[\u30a0-\u30ff{HAN}]")  # hiragana alone is grammar
WORD = re.compile(r"[^\W\d_]{2,}(?:['’](?:t|ve|ll|re|d|m)\b)?")

Texts = Callable[[np.ndarray], Sequence[str]]  # gives sentences by their numbers


@record
class Region:
    """One hill of the map; its words are the most typical first, none if none is more frequent than by chance."""

    words: tuple[str, ...]
    inside: tuple[float, ...]  # 0 … 1: the share of the region's sentences that have each word
    elsewhere: tuple[float, ...]  # 0 … 1: the same of all others
    count: int  # points
    centre: tuple[float, float]  # its peak


@record
class Regions:
    """The regions of one level, the largest first."""

    regions: tuple[Region, ...]
    owner: np.ndarray  # (n,): the number of each point's region, -1 for none
    read: int  # points whose words were read


def name_regions(
    points: np.ndarray,
    sentence: np.ndarray,
    texts: Texts,
    spans: tuple[np.ndarray, np.ndarray] | None = None,
    levels: Sequence[int] = LEVELS,
    seed: int = 0,
    around: int = AROUND,
) -> tuple[Regions, ...]:
    """Find and name the regions of a map (n, 2), for each level, coarse first, at most as many as it says.

    `sentence` (n,) is the number of each point's sentence, by which `texts` gives it; points that are uses of words
    have `spans`: each one's first character, and one past the last, (n,) twice; so many words `around` count as well.
    """
    count = len(points)
    drawn = np.sort(np.random.default_rng(seed).choice(count, min(count, MOST_TEXTS), replace=False))
    lines = texts(sentence[drawn])
    if spans is None:
        said = [set(words_in(line)) for line in lines]
    else:
        places = zip(lines, spans[0][drawn], spans[1][drawn], strict=True)
        said = [set(words_around(line, int(start), int(end), around)) for line, start, end in places]
    vocabulary, has = incidence(said)
    made = []
    for most in levels:
        owner, peaks, sizes = hills(points, most)
        names = typical_words(has, vocabulary, owner[drawn], sentence[drawn], len(peaks), seed)
        found = [
            Region(*name, int(size), (float(x), float(y)))
            for name, size, (x, y) in zip(names, sizes, peaks, strict=True)
        ]
        made.append(Regions(tuple(found), owner, len(drawn)))
    return tuple(made)


def hills(points: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Part a map (n, 2) into at most `most` hills, the largest first.

    Returns each point's hill, -1 for none, (n,); the peaks (hills, 2); and how many points each has (hills,).
    """
    if not len(points):
        return np.empty(0, np.int32), np.empty((0, 2)), np.empty(0, np.int64)
    low = points.min(axis=0)
    side = max(float(np.ptp(points, axis=0).max()), 1e-9) / (GRID - 1)
    cells = np.ravel_multi_index(((points - low) / side).astype(int).T, (GRID, GRID))
    counts = np.bincount(cells, minlength=GRID**2).reshape(GRID, GRID).astype(float)
    some = points[:: -(-len(points) // ASKED)]
    apart = cKDTree(points).query(some, [min(NEAR + 1, len(points))])[0]
    smoothing, held = max(1.0, float(np.median(apart)) / side), 0.0
    while held < HELD:
        tops = summits(gaussian_filter(counts, smoothing, mode="constant"))
        peaks, owner, sizes = np.unique(tops[cells], return_inverse=True, return_counts=True)
        order = np.argsort(-sizes, kind="stable")[:most]
        held = sizes[order].sum() / len(points)
        smoothing *= STEP
    order = order[sizes[order] >= FEWEST]
    number = np.full(len(peaks), -1, dtype=np.int32)
    number[order] = np.arange(len(order))
    places = low + side * (np.stack(np.unravel_index(peaks[order], (GRID, GRID)), axis=1) + 0.5)
    return number[owner], places, sizes[order]


def summits(density: np.ndarray) -> np.ndarray:
    """Go up from every cell, each time to the highest of its neighbours: the flat number of the peak, (cells,)."""
    rows, columns = density.shape
    framed = np.pad(density, 1, constant_values=-1)
    steps = [(0, 0), *((row, column) for row in (-1, 0, 1) for column in (-1, 0, 1) if row or column)]
    around = [framed[1 + row : 1 + row + rows, 1 + column : 1 + column + columns] for row, column in steps]
    up = np.array([row * columns + column for row, column in steps])[np.argmax(around, axis=0)]
    way = np.arange(rows * columns) + up.ravel()
    while (way != (farther := way[way])).any():
        way = farther
    return way


def words_in(text: str) -> Iterator[str]:
    """Yield the words of a text that may name something, in lower case."""
    yield from (word for word, _, _ in words_at(text) if telling(word))


def words_around(text: str, start: int, end: int, around: int) -> Iterator[str]:
    """Yield the words that may name something, of a use at `start` … `end` and of the words on each side of it."""
    places = list(words_at(text))
    inside = [number for number, (_, first, past) in enumerate(places) if first < end and past > start]
    if inside:
        near = places[max(inside[0] - around, 0) : inside[-1] + around + 1]
        yield from (word for word, _, _ in near if telling(word))


def words_at(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a text with their first character and one past the last; two by two where no spaces are."""
    for found in WORD.finditer(text):
        first, word = found.start(), found[0].lower()
        if not PAIRED.search(word):
            yield word, first, found.end()
            continue
        for run in PAIRED.finditer(word):
            for place in range(run.start(), run.end() - 1):
                yield word[place : place + 2], first + place, first + place + 2


def telling(word: str) -> bool:
    """Tell whether a word may name something: no English function word, and no two signs of Japanese grammar."""
    if "'" in word or "’" in word or word in FUNCTION_WORDS:
        return False
    return PAIRED.search(word) is None or TELLING.search(word) is not None


def incidence(said: Sequence[set[str]]) -> tuple[np.ndarray, csr_array]:
    """Return the words that are not rare, in order, and whether each point has each: (points, words) of 0 and 1."""
    numbers: dict[str, int] = {}
    columns = [numbers.setdefault(word, len(numbers)) for words in said for word in sorted(words)]
    starts = np.cumsum([0, *map(len, said)])
    has = csr_array((np.ones(len(columns)), columns, starts), shape=(len(said), len(numbers)))
    often = np.flatnonzero(has.sum(axis=0) >= RARE)
    return np.array(list(numbers), dtype=object)[often], has[:, often]


def typical_words(
    has: csr_array, vocabulary: np.ndarray, owner: np.ndarray, sentence: np.ndarray, count: int, seed: int
) -> list[tuple[tuple[str, ...], tuple[float, ...], tuple[float, ...]]]:
    """Name `count` regions: each one's words, their shares of its sentences, and of all others.

    `has` (points, words) says who has which, `owner` (points,) the regions, `sentence` (points,) the sentences.
    """
    if not count or not len(vocabulary):
        return [((), (), ())] * count
    units, unit = np.unique(np.stack([owner, sentence]), axis=1, return_inverse=True)  # a sentence counts once a region
    joined = by_group(unit, units.shape[1]) @ has
    joined.data[:] = 1
    region = np.where(units[0] < 0, count, units[0])  # what is on no hill is one more
    counts, sizes = (by_group(region, count + 1) @ joined).toarray(), np.bincount(region, minlength=count + 1)
    totals = counts.sum(axis=0)
    generator, chance = np.random.default_rng(seed), 0.0
    for _ in range(DEALS):
        dealt = (by_group(generator.permutation(region), count + 1) @ joined).toarray()
        chance = max(chance, float(surprise(dealt, sizes, totals)[:count].max()))
    clear = surprise(counts, sizes, totals) > chance
    weight = np.where(clear, counts * np.log1p(counts.sum() / (count + 1) / np.maximum(totals, 1)), 0)
    names = []
    for here in range(count):
        order = np.argsort(-weight[here], kind="stable")
        chosen: list[int] = []
        for word in order[: int(clear[here].sum())]:
            if len(chosen) < WORDS and not any(says_again(vocabulary[word], vocabulary[other]) for other in chosen):
                chosen.append(int(word))
        inside = counts[here, chosen] / max(sizes[here], 1)
        elsewhere = (totals - counts[here])[chosen] / max(sizes.sum() - sizes[here], 1)
        names.append((tuple(vocabulary[chosen]), tuple(inside.tolist()), tuple(elsewhere.tolist())))
    return names


def by_group(group: np.ndarray, count: int) -> csr_array:
    """Return what sums rows by their group (rows,): (count, rows) of 0 and 1."""
    rows = np.arange(len(group))
    return csr_array((np.ones(len(group)), (group, rows)), shape=(count, len(group)))


def surprise(counts: np.ndarray, sizes: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Return how far counts (regions, words) lie above their share: the deviance of a Poisson count, 0 at or below."""
    expected = np.outer(sizes / sizes.sum(), totals)
    ratio = np.divide(counts, expected, out=np.ones_like(expected), where=expected > 0)
    return np.where(counts > expected, 2 * (xlogy(counts, ratio) - counts + expected), 0)


def says_again(word: str, other: str) -> bool:
    """Tell whether a word adds nothing to another: its beginning or continuation, or pairs that overlap."""
    if PAIRED.search(word + other):
        return word[0] == other[-1] or word[-1] == other[0]
    return word.startswith(other) or other.startswith(word)
