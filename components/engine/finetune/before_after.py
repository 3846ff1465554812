"""What fine-tuning changed: where vectors went, which layers moved, what of a word's senses was forgotten."""

from dataclasses import dataclass

import numpy as np

from components.engine.built_in.sense_task import bench_task, neighbour_sense_hits
from components.engine.built_in.wordbench import bench_words
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.geometry.cka import linear_cka
from components.engine.geometry.project import Projection, fit_paths
from components.engine.geometry.vectors import unit
from components.engine.loading.load import Encoder
from components.engine.progress import OnProgress, ShouldStop, never, unheard


@dataclass(frozen=True)
class Moved:
    """How far each layer moved, over the same texts; every array is (layers + 1,)."""

    cka: np.ndarray  # linear CKA, unbiased, of before and after; 1 = the same up to rotation and scale
    chance: np.ndarray  # the same with the texts of "after" shuffled
    cosine: np.ndarray  # mean cosine of a text's vector before and after


def on_one_map(*sides: np.ndarray) -> Projection:
    """Draw the same things before and after, (n, width) each, on one basis: `.points` is (sides, n, 2).

    It keeps what all of them moved together; `.explained` (sides,) is of the spread around the middle of all sides.
    """
    return fit_paths(np.stack(sides))


def measure_moved(before: np.ndarray, after: np.ndarray, seed: int = 0) -> Moved:
    """Compare the vectors of the same texts, (layers + 1, n, width) each, layer by layer."""
    order = np.random.default_rng(seed).permutation(before.shape[1])
    pairs = list(zip(before.astype(np.float32), after.astype(np.float32), strict=True))
    return Moved(
        np.array([linear_cka(a, b) for a, b in pairs]),
        np.array([linear_cka(a, b[order]) for a, b in pairs]),
        np.array([(unit(a) * unit(b)).sum(axis=1).mean() for a, b in pairs]),
    )


def nearest_sense_hits(
    encoder: Encoder, on_progress: OnProgress = unheard, should_stop: ShouldStop = never
) -> np.ndarray | None:
    """Tell for each built-in sentence how far its word's nearest occurrence in another one has the same sense.

    Returns (layers + 1, n) in 0 … 1, as ties count in part, or None if `should_stop` said so.
    """
    words, hits = bench_words(), []
    for number, word in enumerate(words):
        if should_stop():
            return None
        task = bench_task([word])
        hits.append(neighbour_sense_hits(task, embed_occurrences(encoder, task.sentences, task.spans)))
        on_progress((number + 1) / len(words))
    return np.concatenate(hits, axis=1)
