"""The points of a map packed for the browser, five bytes each, and which of them are meant, one bit each.

All numbers are little-endian. Of n points:

from byte    what
0            n, uint32
4            left, bottom and side of the map's box, three float32: a square, so that both axes have one scale
16           n places across, uint16: 0 is the box's left edge, 65,535 its right one
16 + 2 n     n places up, uint16: 0 is its lower edge
16 + 4 n     n classes, uint8: `NONE` is no class

A place is rounded to the box's side / 65,535, a fifteenth of a pixel on a screen 4,000 pixels wide.
"""

import numpy as np

from components.engine.errors import ExplorerError

MOST_POINTS = 1_000_000
NONE = 255  # the class of a point that has none
STEPS = 65_535
HEADER = np.dtype([("n", "<u4"), ("box", "<f4", 3)])


def pack(points: np.ndarray, classes: np.ndarray) -> bytes:
    """Pack points (n, 2) and the class of each (n,), 0 … 254 or `NONE`.

    Raises ExplorerError for no points or too many, places that are no numbers, classes that do not fit.
    """
    points, classes = np.asarray(points, dtype=np.float64), np.asarray(classes)
    check(points, classes)
    low, high = points.min(axis=0), points.max(axis=0)
    side = np.float32((high - low).max() or 1)
    left, bottom = ((low + high - side) / 2).astype(np.float32)
    places = np.rint((points - (left, bottom)) / side * STEPS).clip(0, STEPS).astype("<u2")  # (n, 2)
    header = np.array((len(points), (left, bottom, side)), HEADER)
    return header.tobytes() + places.T.tobytes() + classes.astype(np.uint8).tobytes()


def unpack(packed: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Read back what `pack` wrote: points (n, 2) float64, classes (n,) uint8."""
    header = np.frombuffer(packed, HEADER, 1)[0]
    n, (left, bottom, side) = int(header["n"]), header["box"].astype(np.float64)
    places = np.frombuffer(packed, "<u2", 2 * n, HEADER.itemsize).reshape(2, n).T
    classes = np.frombuffer(packed, np.uint8, n, HEADER.itemsize + 4 * n)
    return places / STEPS * side + (left, bottom), classes


def count(packed: bytes) -> int:
    """Return how many points were packed."""
    return int(np.frombuffer(packed, HEADER, 1)["n"][0])


def as_classes(amounts: np.ndarray) -> np.ndarray:
    """Turn amounts (n,), 0 … 1, into 255 steps of a ramp, and NaN into `NONE`."""
    known = np.isfinite(amounts)
    steps = np.rint(np.where(known, amounts, 0).clip(0, 1) * (NONE - 1))
    return np.where(known, steps, NONE).astype(np.uint8)


def pack_mask(mask: np.ndarray) -> bytes:
    """Pack one bit a point (n,), the first point in the lowest bit of the first byte."""
    return np.packbits(np.asarray(mask, dtype=bool), bitorder="little").tobytes()


def unpack_mask(packed: bytes, n: int) -> np.ndarray:
    """Read back what `pack_mask` wrote: (n,) bool.

    Raises ExplorerError if it was written of another number of points.
    """
    if len(packed) != -(-n // 8):
        raise ExplorerError(f"A selection has {len(packed)} bytes, but {n:,} points need {-(-n // 8)}. Select again.")
    return np.unpackbits(np.frombuffer(packed, np.uint8), count=n, bitorder="little").astype(bool)


def check(points: np.ndarray, classes: np.ndarray) -> None:
    """Raise ExplorerError for points and classes that cannot be packed."""
    n = len(points)
    if n == 0:
        raise ExplorerError("The map has no points. Choose texts or words that occur.")
    if n > MOST_POINTS:
        raise ExplorerError(f"The map has {n:,} points, but at most {MOST_POINTS:,} are drawn. Draw a sample of them.")
    if points.shape != (n, 2) or classes.shape != (n,):
        raise ExplorerError(
            f"The map has places of shape {points.shape}, but classes of shape {classes.shape}. Draw it anew."
        )
    if lost := int((~np.isfinite(points)).any(axis=1).sum()):
        raise ExplorerError(f"{lost:,} of the map’s {n:,} points have no place (NaN or infinite). Draw it anew.")
    if classes.min() < 0 or classes.max() > NONE:
        raise ExplorerError(
            f"The map’s classes go from {classes.min()} to {classes.max()}, but only 0 to {NONE} fit. Join some."
        )
