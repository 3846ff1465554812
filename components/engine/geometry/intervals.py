"""Intervals of means and scores: percentile bootstraps, and Wilson’s interval where draws cannot differ."""

import numpy as np

RESAMPLES = 1000


def redraw(counts: np.ndarray, seed: int) -> np.ndarray:
    """Draw as many things anew as there are, by kind: counts (kinds,) to how often each is drawn (resamples, kinds)."""
    total = int(counts.sum())
    return np.random.default_rng(seed).multinomial(total, counts / total, size=RESAMPLES)


def ends(draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the 2.5 % and 97.5 % points of `draws` (…, resamples): (…) twice."""
    low, high = np.quantile(draws, (0.025, 0.975), axis=-1)
    return low, high


def mean_interval(values: np.ndarray, seed: int = 0, groups: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the 95 % interval of the mean of `values` (…, n) when they are drawn anew: (…) twice.

    With `groups` (n,), each group is drawn as a whole.
    """
    owner = np.arange(values.shape[-1]) if groups is None else np.unique(groups, return_inverse=True)[1]
    size = np.bincount(owner)  # (groups,)
    sums = np.zeros((len(size), *values.shape[:-1]))  # (groups, …)
    np.add.at(sums, owner, np.moveaxis(values, -1, 0))
    drawn = redraw(np.ones(len(size)), seed).T  # (groups, resamples)
    return ends(np.moveaxis(sums, 0, -1) @ drawn / (size @ drawn))


def paired_interval(before: np.ndarray, after: np.ndarray, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the mean of after − before over the last axis, (…, n), with its 95 % interval, the pairs drawn anew."""
    change = np.asarray(after, float) - np.asarray(before, float)
    return change.mean(axis=-1), *mean_interval(change, seed)


def mean_or_nan(hits: np.ndarray) -> np.ndarray:
    """Average over occurrences, (layers + 1, n) to (layers + 1,); NaN if there are none."""
    return hits.mean(axis=1) if hits.shape[1] else np.full(len(hits), np.nan)


def hit_interval(hits: np.ndarray, seed: int, groups: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the 95 % interval of the mean of `hits` (layers + 1, n) in 0 … 1; NaN if there are none.

    With `groups` (n,), each group is drawn as a whole. Where all are right, or none, draws cannot differ: there the
    far end is Wilson's (1927).
    """
    if hits.shape[1] == 0:
        return mean_or_nan(hits), mean_or_nan(hits)
    low, high = mean_interval(hits, seed, groups)
    n = hits.shape[1] if groups is None else len(np.unique(groups))
    far = 1.96**2 / (n + 1.96**2)
    return np.where(hits.min(axis=1) == 1, 1 - far, low), np.where(hits.max(axis=1) == 0, far, high)
