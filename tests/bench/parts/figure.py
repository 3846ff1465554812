"""A measured figure, and how times are taken."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch


@dataclass
class Figure:
    """One line of the bench. `most` and `least` bound the ratio where there is a peer, else our own figure."""

    name: str
    ours: float
    unit: str
    peer: float | None = None
    most: float | None = None
    least: float | None = None

    @property
    def ratio(self) -> float | None:
        """Divide ours by the peer's."""
        return None if self.peer is None else self.ours / self.peer

    @property
    def met(self) -> bool | None:
        """Tell whether the target is met; None if there is none."""
        value = self.ours if self.ratio is None else self.ratio
        if self.most is None and self.least is None:
            return None
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)

    @property
    def target(self) -> str:
        """Write the target."""
        parts = [
            f"≥ {self.least:g}" if self.least is not None else "",
            f"≤ {self.most:g}" if self.most is not None else "",
        ]
        return " ".join(filter(None, parts)) + (" ×" if self.peer is not None and any(parts) else "")


def find_data(data: Path | None, pattern: str) -> list[Path]:
    """List the files of a data set in order; if there are none, say that its rows are skipped."""
    found = sorted(data.glob(pattern)) if data else []
    if not found:
        print(
            f"skipped: {data / pattern} is not there" if data else f"skipped: {pattern} needs --data DIR (see README)"
        )
    return found


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def side_by_side(
    ours: Callable[[], object], peer: Callable[[], object], rounds: int = 60, warm: int = 5
) -> tuple[float, float]:
    """Time both in turn, so that a noisy moment hits both, and return the medians."""
    for work in (ours, peer) * warm:
        work()
    times = np.array([(seconds(ours), seconds(peer)) for _ in range(rounds)])
    return tuple(np.median(times, axis=0))


def matrix_multiply(size: int = 2048) -> float:
    """Measure what this machine gives just now: GFLOP/s of a float32 product."""
    matrix = torch.rand(size, size)
    times = [seconds(lambda: matrix @ matrix) for _ in range(5)]
    return 2 * size**3 / float(np.median(times)) / 1e9
