"""Attention weights packed for the browser: a byte a weight, and a float for each row's maximum.

One byte for the whole range 0 … 1 would lose a fifth of the attention of 512 tokens, because most weights are below
1/510 and round to 0. Scaled by its row's maximum, every weight stays within (row maximum) / 510 of the model's.

A message is one byte string: the header's length (uint32), the header (JSON, UTF-8, padded with spaces to a multiple
of four), then the packed heads in the header's order: the row maxima (float32), then the weights (uint8), row by row.
All numbers are little-endian.
"""

import json
from collections.abc import Sequence

import numpy as np

THUMBNAIL = 24  # cells along the side of a head's small picture


def pack(weights: np.ndarray) -> bytes:
    """Pack one head's weights (queries, keys), none negative, row maxima first."""
    largest = weights.max(axis=-1).astype("<f4")  # (queries,)
    scale = np.where(largest > 0, largest, 1)[:, None]
    return largest.tobytes() + np.rint(weights / scale * 255).astype(np.uint8).tobytes()


def unpack(packed: bytes, queries: int, keys: int) -> np.ndarray:
    """Read back what `pack` wrote, as the browser does: (queries, keys) float32."""
    largest = np.frombuffer(packed, "<f4", queries)
    levels = np.frombuffer(packed, np.uint8, queries * keys, offset=4 * queries).reshape(queries, keys)
    return (levels * (largest[:, None] / 255)).astype(np.float32)


def packed_bytes(queries: int, keys: int) -> int:
    """Count the bytes of one packed head."""
    return queries * (keys + 4)


def message(header: dict, heads: Sequence[bytes]) -> bytes:
    """Join a header and packed heads into one byte string."""
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    text += b" " * (-len(text) % 4)
    return len(text).to_bytes(4, "little") + text + b"".join(heads)


def thumbnails(weights: np.ndarray) -> np.ndarray:
    """Shrink heads (..., queries, keys) to at most (..., THUMBNAIL, THUMBNAIL) cells.

    A cell is the attention its queries give to its keys: the sum over keys, the mean over queries. So a row of the
    small picture sums to 1 as well, whatever the text's length.
    """
    rows, columns = (
        np.unique(np.arange(min(size, THUMBNAIL)) * size // min(size, THUMBNAIL)) for size in weights.shape[-2:]
    )
    counts = np.diff(np.append(rows, weights.shape[-2]))
    cells = np.add.reduceat(weights, columns, axis=-1)
    return np.add.reduceat(cells, rows, axis=-2) / counts[:, None]
