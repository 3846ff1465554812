"""Pairs of texts with scores by people: how well the cosine agrees, for every layer and pooling.

Pearson's r compares the numbers, Spearman's ρ their order. The 95 % intervals are Fisher's (1921) for r and Bonett &
Wright's (2000) for ρ; both take the pairs as independent, which pairs that share a text are not quite.
"""

from collections.abc import Sequence

import numpy as np

from components.engine.encoding.text_vectors import POOLINGS, embed_texts
from components.engine.errors import FileError
from components.engine.files.built_in_tables import read_built_in
from components.engine.geometry.vectors import cosine
from components.engine.loading.load import Encoder
from components.engine.progress import OnProgress, ShouldStop, never, unheard
from components.engine.records import record

FEWEST, MOST_PAIRS = 4, 5000
Z = 1.959964  # of a 95 % interval


@record
class ScoredPairs:
    """Pairs of texts and what people gave them."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    scores: tuple[float, ...]


@record
class Agreement:
    """Cosines of the pairs, and how they agree with the scores; axes (poolings, layers + 1, …)."""

    cosines: np.ndarray  # (poolings, layers + 1, n)
    pearson: np.ndarray  # (poolings, layers + 1); NaN where all cosines are equal
    spearman: np.ndarray
    shortened: int = 0  # texts longer than the model reads, of which only the beginning counts

    def interval(self, measure: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the ends of the 95 % interval of "pearson" or "spearman": (poolings, layers + 1) twice."""
        values = np.clip(getattr(self, measure), -1 + 1e-12, 1 - 1e-12)
        n = self.cosines.shape[-1]
        spread = 1 if measure == "pearson" else 1 + values**2 / 2
        half = Z * np.sqrt(spread / (n - 3))
        return np.tanh(np.arctanh(values) - half), np.tanh(np.arctanh(values) + half)


def built_in_pairs() -> ScoredPairs:
    """Read the built-in pairs, which one writer scored from 0 (nothing in common) to 5 (the same)."""
    rows = read_built_in("use/pairs.tsv")
    return check_pairs(*([row[name] for row in rows] for name in ("first", "second", "score")))


def check_pairs(first: Sequence[str], second: Sequence[str], scores: Sequence[str]) -> ScoredPairs:
    """Turn three columns into pairs.

    Raises FileError if a score is no number, a text is empty, all scores are equal, or there are too few or too many.
    """
    if not FEWEST <= len(scores) <= MOST_PAIRS:
        raise FileError(f"There are {len(scores):,} pairs; between {FEWEST} and {MOST_PAIRS:,} are needed.")
    numbers = []
    for row, (one, other, score) in enumerate(zip(first, second, scores, strict=True), start=1):
        if not one.strip() or not other.strip():
            raise FileError(f"Pair {row:,} lacks a text. Fill it in, or take the row out.")
        numbers.append(as_number(score, row))
    if len(set(numbers)) == 1:
        raise FileError(f"All {len(numbers):,} scores are {numbers[0]:g}, so nothing can agree with them. Vary them.")
    return ScoredPairs(tuple(first), tuple(second), tuple(numbers))


def as_number(score: str, row: int) -> float:
    """Read a score, also one with a decimal comma.

    Raises FileError if it is no finite number.
    """
    try:
        number = float(score.strip().replace(",", "."))
    except ValueError:
        number = float("nan")
    if not np.isfinite(number):
        raise FileError(f"The score of pair {row:,} is “{score[:40]}”, which is no number. Pick the column of scores.")
    return number


def measure_agreement(
    encoder: Encoder, pairs: ScoredPairs, on_progress: OnProgress = unheard, should_stop: ShouldStop = never
) -> Agreement | None:
    """Compare cosines with scores at every layer by every pooling, or None if `should_stop` said so."""
    from scipy.stats import rankdata

    texts = list(dict.fromkeys((*pairs.first, *pairs.second)))
    vectors = embed_texts(encoder, texts, np.float16, True, on_progress, should_stop)  # 10,000 texts fill a memory
    if vectors is None:
        return None
    places = {text: number for number, text in enumerate(texts)}
    one, other = ([places[text] for text in side] for side in (pairs.first, pairs.second))
    cosines = np.stack(
        [
            [cosine(*(layer[side].astype(np.float32) for side in (one, other))) for layer in vectors.pooled[pooling]]
            for pooling in POOLINGS
        ]
    )
    scores = np.array(pairs.scores)
    return Agreement(
        cosines,
        correlate(cosines, scores),
        correlate(rankdata(cosines, axis=-1), rankdata(scores)),  # Spearman's ρ: ties shared
        len(vectors.shortened),
    )


def correlate(values: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return Pearson's r of values (..., n) with scores (n,): (...); NaN where either does not vary."""
    values = values.astype(np.float64) - values.mean(axis=-1, keepdims=True, dtype=np.float64)
    scores = scores - scores.mean()
    lengths = np.linalg.norm(values, axis=-1) * np.linalg.norm(scores)
    lengths = np.where(lengths > 1e-9, lengths, np.nan)
    return (values @ scores) / lengths
