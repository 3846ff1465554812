"""A linear map from static vectors to the vectors that BERT reads, fitted on the words that both know."""

import numpy as np

from components.engine.errors import WordError
from components.engine.loading.load import Encoder, embedding_table
from components.engine.records import record
from components.engine.static.vectors import StaticModel, whole_pieces

HELD_OUT = 10  # one word in so many is kept from the fit, to tell how good it is
FEWEST_SHARED = 200  # words that a static model and BERT's vocabulary must share


@record
class LinearMap:
    """The least-squares map from static vectors to BERT's input vectors."""

    weights: np.ndarray  # (static width, width)
    bias: np.ndarray  # (width,)
    words: int  # fitted on
    explained: float  # share of the variance of words kept from the fit, at most 1

    def __call__(self, vectors: np.ndarray) -> np.ndarray:
        """Take vectors (n, static width) to (n, width) float32."""
        return (vectors @ self.weights + self.bias).astype(np.float32)


def fit_map(encoder: Encoder, static: StaticModel) -> LinearMap:
    """Fit the map on the words that both know: those that are one piece of BERT's vocabulary.

    Raises WordError if there are fewer than 200.
    """
    table = embedding_table(encoder)
    pieces = whole_pieces(encoder)
    shared = sorted(word for word in pieces if static.has(word))
    if len(shared) < FEWEST_SHARED:
        raise WordError(
            f"{static.name} and {encoder.facts.name} share {len(shared)} words; a map between them takes at least "
            f"{FEWEST_SHARED}. Take vectors of more words."
        )
    given = np.stack([static.vector(word) for word in shared])
    wanted = table[[pieces[word] for word in shared]]
    held = np.arange(len(shared)) % HELD_OUT == 0
    weights, bias = least_squares(given[~held], wanted[~held])
    missed = ((wanted[held] - given[held] @ weights - bias) ** 2).sum()
    whole = ((wanted[held] - wanted[~held].mean(axis=0)) ** 2).sum()
    return LinearMap(weights, bias, int((~held).sum()), float(1 - missed / whole))


def least_squares(given: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit wanted ≈ given · weights + bias."""
    ones = np.ones((len(given), 1))
    solution = np.linalg.lstsq(np.hstack([given, ones]).astype(np.float64), wanted.astype(np.float64), rcond=None)[0]
    return solution[:-1], solution[-1]
