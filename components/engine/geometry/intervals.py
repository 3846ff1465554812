"""Intervals of means: percentile bootstraps, and Wilson’s interval where draws cannot differ."""

import numpy as np

RESAMPLES = 1000


def mean_or_nan(hits: np.ndarray) -> np.ndarray:
    """Average over occurrences, (layers + 1, n) to (layers + 1,); NaN if there are none."""
    return hits.mean(axis=1) if hits.shape[1] else np.full(len(hits), np.nan)


def bootstrap_interval(hits: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the 2.5 % and 97.5 % points of the mean of `hits` (layers + 1, n) when occurrences are drawn anew.

    Where all are right, or none, draws cannot differ: there the far end is Wilson's (1927).
    """
    n = hits.shape[1]
    if n == 0:
        return mean_or_nan(hits), mean_or_nan(hits)
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=RESAMPLES)  # (resamples, n)
    low, high = np.quantile(hits @ drawn.T / n, (0.025, 0.975), axis=1)
    far = 1.96**2 / (n + 1.96**2)
    return np.where(hits.min(axis=1) == 1, 1 - far, low), np.where(hits.max(axis=1) == 0, far, high)
