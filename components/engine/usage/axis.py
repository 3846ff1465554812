"""An axis between two poles, and where uses lie on it (SemAxis, An et al. 2018; SensePOLAR, Engler et al. 2022).

A pole is some examples: words, or sentences. The axis of a layer runs from the mean direction of the first pole's
examples to that of the second's. A use's position is its projection on it, scaled so that the poles' means are at −1
and +1: so 0 is halfway, and layers can be compared, which cosines with an axis cannot (all vectors of a layer lean one
way). A position beyond a pole is no mistake: examples spread around their mean.

Any two sets of examples make an axis, also two that mean the same. Whether it means anything, the poles tell:

accuracy  Each example is left out and judged by the axis of the others: is it on its own side of the middle? Examples
          in the same sentence, or in a copy of it, are left out with it.
AUC       Each pair of one example of each pole is left out (Airola et al. 2011): does the second pole's lie further
          towards the second pole than the first pole's? One half is chance, also for few examples.

Left out: several axes at once, and words that stand at neither pole.
"""

import numpy as np

from components.engine.errors import WordError
from components.engine.geometry.intervals import ends, redraw
from components.engine.geometry.neighbours import elsewhere
from components.engine.geometry.vectors import cosine_matrix, unit
from components.engine.records import record

CLEAR = 0.75
SMALL = 1e-6  # a squared distance of the poles' means; below, they are the same


@record
class PoleSeparation:
    """How far two poles part when examples are left out, (layers + 1,) each; NaN where none can be left out."""

    accuracy: np.ndarray  # 0 … 1, the mean of both poles'; chance is one half
    low: np.ndarray  # 95 %, over examples
    high: np.ndarray
    auc: np.ndarray  # 0 … 1; chance is one half
    auc_low: np.ndarray
    auc_high: np.ndarray
    counts: tuple[int, int]  # examples of each pole

    def tells(self, layer: int) -> bool:
        """Tell whether the poles part clearly, and beyond chance: an AUC from `CLEAR` on, its interval above ½."""
        return bool(self.auc_low[layer] > 0.5 and self.auc[layer] >= CLEAR)


def axis_positions(states: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Place uses between two poles: (layers + 1, n, width), and the poles' examples likewise, to (layers + 1, n).

    NaN at layers where both poles' means are the same. Raises WordError if a pole is empty.
    """
    if not first.shape[1] or not second.shape[1]:
        raise WordError(f"The poles have {first.shape[1]} and {second.shape[1]} examples; each needs one at least.")
    means = [unit(pole).mean(axis=1, keepdims=True) for pole in (first, second)]  # (layers + 1, 1, width) each
    axis, middle = means[1] - means[0], (means[0] + means[1]) / 2
    length = (axis**2).sum(axis=-1)  # (layers + 1, 1)
    return 2 * ((unit(states) - middle) * axis).sum(axis=-1) / np.where(length < SMALL, np.nan, length)


def pole_separation(
    first: np.ndarray, second: np.ndarray, texts: np.ndarray | None = None, seed: int = 0
) -> PoleSeparation:
    """Measure how far two poles' examples, (layers + 1, n, width) and (layers + 1, m, width), part when left out.

    `texts` (n + m,) number the sentences that they are in. Raises WordError if a pole is empty.
    """
    counts = (first.shape[1], second.shape[1])
    if not all(counts):
        raise WordError(f"The poles have {counts[0]} and {counts[1]} examples; each needs one at least.")
    likeness = cosine_matrix(np.concatenate([first, second], axis=1))  # (layers + 1, n + m, n + m)
    apart, side = elsewhere(sum(counts), texts), np.arange(sum(counts)) >= counts[0]
    found = np.array([separate(layer, apart, side, seed) for layer in likeness])
    accuracy, low, high, auc, auc_low, auc_high = found.T  # (layers + 1,) each
    return PoleSeparation(accuracy, low, high, auc, auc_low, auc_high, counts)


def separate(likeness: np.ndarray, apart: np.ndarray, side: np.ndarray, seed: int) -> tuple[float, ...]:
    """Measure one layer: accuracy, low, high, AUC, low, high. Cosines are (k, k), who is in the second pole (k,)."""
    inside = apart & (side[:, None] == side)
    if not inside.any(axis=1).all():
        return (np.nan,) * 6
    own = (likeness * inside).sum(axis=1) / inside.sum(axis=1)  # (k,): mean cosine with the others of its pole
    across = likeness[np.ix_(~side, side)]  # (n, m)
    cross = np.concatenate([across.mean(axis=1), across.mean(axis=0)])
    hits = (2 * (own - cross) > middle(likeness, inside, side)).astype(float)
    rest = [(across.sum(axis=axis, keepdims=True) - across) / (across.shape[axis] - 1) for axis in (1, 0)]
    gain = own[~side][:, None] + own[side] - rest[0] - rest[1]  # (n, m): of each pair, left out together
    wins = (gain > 0) + (gain == 0) / 2
    drawn = [redraw(np.ones(count), seed + pole) / count for pole, count in enumerate(across.shape)]  # (resamples, …)
    draws = (drawn[0] @ hits[~side] + drawn[1] @ hits[side]) / 2, ((drawn[0] @ wins) * drawn[1]).sum(axis=1)
    accuracy, few = (hits[~side].mean() + hits[side].mean()) / 2, min(across.shape)
    return accuracy, *interval(draws[0], accuracy, few), wins.mean(), *interval(draws[1], wins.mean(), few)


def middle(likeness: np.ndarray, inside: np.ndarray, side: np.ndarray) -> np.ndarray:
    """Return how much longer each example's own pole is than the other, (k,), in squared length, itself left out.

    A mean of few examples is longer than one of many, whatever they mean: so the lengths are those that mean cosines of
    different examples tell. Where one example is left they tell none, and both poles count as equally long.
    """
    pairs, rows = (likeness * inside).sum(axis=1), inside.sum(axis=1)
    of_all = [(pairs[side == pole].sum(), rows[side == pole].sum()) for pole in (False, True)]
    lengths = []
    for pole, pair, row in zip(side.astype(int), pairs, rows, strict=True):
        (total, count), (other, others) = of_all[pole], of_all[1 - pole]
        lengths.append((total - 2 * pair) / (count - 2 * row) - other / others if count > 2 * row else 0.0)
    return np.array(lengths)


def interval(draws: np.ndarray, value: float, few: int) -> tuple[float, float]:
    """Return the 95 % interval of a share; where all examples are right, or none, its far end is Wilson's (1927)."""
    low, high = ends(draws)
    far = 1.96**2 / (few + 1.96**2)
    return (1 - far if value == 1 else float(low)), (far if value == 0 else float(high))
