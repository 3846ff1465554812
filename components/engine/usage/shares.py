"""Shares of senses in groups of occurrences, and which senses come and go between two groups."""

from dataclasses import dataclass

import numpy as np

from components.engine.geometry.intervals import hit_interval
from components.engine.records import record


@record
class Shares:
    """The share of each sense in each group, with 95 % intervals; every array is (groups, senses)."""

    share: np.ndarray  # 0 … 1; each group's add up to 1
    low: np.ndarray
    high: np.ndarray
    counts: np.ndarray  # occurrences


@dataclass(frozen=True)
class SenseChange:
    """How the share of one sense differs between two groups."""

    sense: int
    first: float  # its shares, 0 … 1
    second: float
    low: float  # of second − first, 95 %
    high: float

    @property
    def told(self) -> str:
        """Say what became of the sense, or nothing if the interval holds 0."""
        if self.low <= 0 <= self.high:
            return ""
        if self.low > 0:
            return "new" if self.first == 0 else "more"
        return "gone" if self.second == 0 else "less"


def sense_shares(senses: np.ndarray, groups: np.ndarray, texts: np.ndarray | None = None, seed: int = 0) -> Shares:
    """Measure the shares of `senses` (n,) in `groups` (n,), both numbers from 0.

    The interval is a bootstrap over sentences, by `texts` (n,); where all have the sense, or none, the far end is
    Wilson's (1927).
    """
    numbers = np.arange(len(senses)) if texts is None else texts
    rows = []
    for group in range(groups.max() + 1):
        inside = groups == group
        hits = (senses[inside] == np.arange(senses.max() + 1)[:, None]).astype(float)  # (senses, n of the group)
        rows.append((hits.mean(axis=1), *hit_interval(hits, seed, numbers[inside]), hits.sum(axis=1).astype(int)))
    return Shares(*(np.stack(column) for column in zip(*rows, strict=True)))


def sense_changes(shares: Shares, first: int, second: int) -> list[SenseChange]:
    """Compare two groups sense by sense, the sense that gained most first.

    The interval of the difference is made of those of the two shares (Newcombe 1998, square-and-add).
    """
    (before, after), gain = shares.share[[first, second]], shares.share[second] - shares.share[first]
    below = np.hypot(after - shares.low[second], shares.high[first] - before)
    above = np.hypot(shares.high[second] - after, before - shares.low[first])
    columns = zip(before, after, gain - below, gain + above, strict=True)
    changes = [SenseChange(sense, *map(float, column)) for sense, column in enumerate(columns)]
    return sorted(changes, key=lambda change: change.first - change.second)
