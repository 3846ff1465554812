"""Two texts laid against each other token by token: BERTScore with greedy matching (Zhang et al. 2020).

Each token of one text is matched with the token of the other whose vector has the largest cosine:
recall R is the mean over the first text's tokens, precision P over the second's, F = 2 P R / (P + R).
Special tokens are left out. Cosines of a layer may all be large (anisotropy), so `rescale` moves a score such that the
mean cosine of random words becomes 0 and equality stays 1. (The paper takes the mean score of unrelated sentences,
which is higher, because each token picks its best match. So unrelated texts stay above 0 here.)
"""

import numpy as np

from components.engine.errors import TextError
from components.engine.geometry.vectors import unit
from components.engine.records import Encoding, record


@record
class Alignment:
    """Who is matched with whom at one layer."""

    first: tuple[str, ...]  # tokens, special ones left out
    second: tuple[str, ...]
    cosines: np.ndarray  # (first, second)

    @property
    def partners(self) -> np.ndarray:
        """Return for each token of the first text the number of its match in the second: (first,)."""
        return self.cosines.argmax(axis=1)

    @property
    def partners_back(self) -> np.ndarray:
        """Return for each token of the second text the number of its match in the first: (second,)."""
        return self.cosines.argmax(axis=0)

    @property
    def recall(self) -> float:
        """Average the matches of the first text's tokens."""
        return float(self.cosines.max(axis=1).mean())

    @property
    def precision(self) -> float:
        """Average the matches of the second text's tokens."""
        return float(self.cosines.max(axis=0).mean())

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall; 0 unless both are positive."""
        if min(self.precision, self.recall) <= 0:
            return 0.0
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def align(first: Encoding, second: Encoding, layer: int) -> Alignment:
    """Match the tokens of two texts at one layer.

    Raises TextError if a text has special tokens alone.
    """
    if first.special.all() or second.special.all():
        raise TextError("A text has no token to match. Type a word or a sentence in both boxes.")
    one, other = first.states[layer, ~first.special], second.states[layer, ~second.special]
    return Alignment(ordinary_tokens(first), ordinary_tokens(second), np.clip(unit(one) @ unit(other).T, -1, 1))


def ordinary_tokens(encoding: Encoding) -> tuple[str, ...]:
    """List the tokens that are no special ones."""
    return tuple(token for token, special in zip(encoding.tokens, encoding.special, strict=True) if not special)


def rescale(score: float, baseline: float) -> float:
    """Move a score so that `baseline` becomes 0 and 1 stays 1."""
    return (score - baseline) / (1 - baseline) if baseline < 1 else float("nan")
