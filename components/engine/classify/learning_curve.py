"""How many labelled texts it takes: accuracy after training on few and on many."""

from collections.abc import Sequence

import numpy as np

from components.engine.classify.probes import bag_of_words, regression, try_out
from components.engine.classify.splits import WAYS, make_splits
from components.engine.progress import OnProgress, ShouldStop, never, unheard
from components.engine.records import record


@record
class LearningCurve:
    """Accuracy on the same held-out texts after training on few and on many."""

    sizes: np.ndarray  # (sizes,) training texts
    vectors: np.ndarray  # (sizes, draws)
    words: np.ndarray  # (sizes, draws): TF-IDF
    held_out: int


def learn_from_few(
    vectors: np.ndarray,
    texts: Sequence[str],
    numbers: np.ndarray,
    seed: int,
    draws: int = 5,
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> LearningCurve | None:
    """Train on growing random parts, `draws` times with other held-out texts, or return None if stopped."""
    everything = np.array(texts, dtype=object)
    pools = [make_splits(numbers, WAYS[1], seed + draw)[0] for draw in range(draws)]
    sizes = growing(len(pools[0][0]), len(np.unique(numbers)))
    ours, theirs = np.empty((2, len(sizes), draws))
    for column, (pool, test) in enumerate(pools):
        order = one_of_each_first(numbers, np.random.default_rng(seed + column).permutation(pool))
        for row, size in enumerate(sizes):
            if should_stop():
                return None
            splits = [(order[:size], test)]
            ours[row, column] = try_out(regression, vectors, numbers, splits).accuracy
            theirs[row, column] = try_out(bag_of_words, everything, numbers, splits).accuracy
            on_progress((column * len(sizes) + row + 1) / ours.size)
    return LearningCurve(np.array(sizes), ours, theirs, len(pools[0][1]))


def growing(most: int, classes: int) -> list[int]:
    """List sizes that double, from two texts a class to all."""
    sizes = [2 * classes]
    while 3 * sizes[-1] <= most:  # the last step is at least half a doubling
        sizes.append(2 * sizes[-1])
    return [size for size in sizes if size < most] + [most]


def one_of_each_first(numbers: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Begin with one text of each class, so that the smallest part can be learned from; else keep the order."""
    first = [int(np.flatnonzero(numbers[order] == label)[0]) for label in np.unique(numbers[order])]
    return np.concatenate([order[first], np.delete(order, first)])
