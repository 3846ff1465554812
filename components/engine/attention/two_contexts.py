"""The same word in two contexts: which heads look elsewhere in the second one.

The two rows lie over different tokens, so they are compared over the pieces themselves: the weights of equal pieces
are added, and a piece that one context does not have has no weight there.
"""

from collections.abc import Sequence

import numpy as np
from scipy.spatial.distance import jensenshannon

from components.engine.records import Encoding


def row_distance(
    first: Encoding, first_tokens: Sequence[int], second: Encoding, second_tokens: Sequence[int]
) -> np.ndarray:
    """Compare what a word looks at in two contexts, for every head: (layers, heads), each 0 … 1.

    The Jensen–Shannon distance, the root of the divergence in bits: 0 for equal rows, 1 for rows without a common
    piece. A word of several pieces looks with the mean of them.
    """
    pieces = {piece: place for place, piece in enumerate(dict.fromkeys([*first.tokens, *second.tokens]))}
    return jensen_shannon(over_pieces(first, first_tokens, pieces), over_pieces(second, second_tokens, pieces))


def over_pieces(encoding: Encoding, tokens: Sequence[int], pieces: dict[str, int]) -> np.ndarray:
    """Add up a word's attention by piece: (layers, heads, pieces)."""
    rows = encoding.attention[:, :, list(tokens)].mean(axis=2)  # (layers, heads, tokens)
    member = np.zeros((len(encoding.tokens), len(pieces)))
    member[np.arange(len(encoding.tokens)), [pieces[token] for token in encoding.tokens]] = 1
    return rows @ member


def jensen_shannon(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Measure the Jensen–Shannon distance of distributions (..., n): (...), 0 … 1, with logarithms to base 2."""
    with np.errstate(invalid="ignore"):  # of rows that are all but equal the divergence may be rounded below 0
        return np.nan_to_num(jensenshannon(first, second, base=2, axis=-1))
