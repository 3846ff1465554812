"""Lenses against anisotropy: what cosines say once the directions that all vectors of a layer share are taken out.

A few dimensions can dominate every cosine of a layer (Timkey & van Schijndel, EMNLP 2021); standardising each
dimension takes their weight away. Dropping the mean and the first principal components does it for directions that are
no single dimension (Mu & Viswanath, ICLR 2018). Lenses are fitted on random words of the built-in sentences, so that
a typed text is looked at and not fitted.
"""

import numpy as np

from components.engine.geometry.project import principal_axes
from components.engine.geometry.vectors import unit
from components.engine.records import record

LENSES = ("as they are", "standardised", "top components dropped", "centred")


@record
class Lens:
    """An affine map of one layer's vectors."""

    centre: np.ndarray  # (width,) subtracted
    scale: np.ndarray  # (width,) divided by
    dropped: np.ndarray  # (components, width) orthonormal directions that are taken out

    def apply(self, vectors: np.ndarray) -> np.ndarray:
        """Look at vectors (..., width) through the lens."""
        seen = (vectors - self.centre) / self.scale
        return seen - (seen @ self.dropped.T) @ self.dropped


def fit_lens(drawn: np.ndarray, kind: str, components: int = 3) -> Lens:
    """Fit one of `LENSES` on random words of a layer (n, width); `components` count for “top components dropped”."""
    width = drawn.shape[1]
    centre, scale, dropped = np.zeros(width), np.ones(width), np.zeros((0, width))
    if kind != LENSES[0]:
        centre = drawn.mean(axis=0, dtype=np.float64)
    if kind == LENSES[1]:
        deviation = drawn.std(axis=0, dtype=np.float64)
        scale = np.where(deviation > 1e-9, deviation, 1)
    if kind == LENSES[2]:
        dropped = principal_axes(drawn - centre, components)
    return Lens(centre, scale, dropped)


def dimension_shares(drawn: np.ndarray) -> np.ndarray:
    """Measure what each dimension adds to the mean cosine of different vectors: (n, width) to (width,).

    The shares add up to the mean cosine (Timkey & van Schijndel 2021, equation 3, over all pairs).
    """
    directions, count = unit(drawn.astype(np.float64)), len(drawn)
    return (directions.sum(axis=0) ** 2 - (directions**2).sum(axis=0)) / (count * (count - 1))


def largest_dimensions(drawn: np.ndarray, most: int = 3) -> list[tuple[int, float]]:
    """Name the dimensions that add most to the mean cosine: numbers, and shares of it."""
    shares = dimension_shares(drawn)
    order = np.argsort(-shares)[:most]
    return [(int(number), float(shares[number] / shares.sum())) for number in order]
