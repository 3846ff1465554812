"""One task that shows what vectors are worth: to tell in which sense a word is meant.

For every built-in sentence, the nearest centroid among the senses of its word, without that sentence.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.geometry.intervals import mean_interval
from components.engine.geometry.neighbours import CLOSE, neighbour_hits
from components.engine.geometry.vectors import cosine_matrix, unit
from components.engine.records import Occurrences, Span, record
from components.engine.text.find_word import find_occurrences


@record
class SenseTask:
    """Occurrences of ambiguous words with their senses."""

    sentences: tuple[str, ...]
    spans: tuple[Span, ...]  # (n,)
    words: np.ndarray  # (n,) the word that each stands for
    senses: np.ndarray  # (n,)

    @property
    def chance(self) -> float:
        """Return the accuracy of a blind guess."""
        shares = [1 / len(np.unique(self.senses[self.words == word])) for word in self.words]
        return float(np.mean(shares))


@record
class Score:
    """How often the sense is found, with a 95 % bootstrap over the words."""

    accuracy: float
    low: float
    high: float
    hits: np.ndarray  # (n,) 1 right, 0 wrong, a share where several senses are equally near
    over: float = 0.0  # accuracy minus BERT's, over the same sentences
    over_low: float = 0.0
    over_high: float = 0.0


def bench_task(words: Sequence[str] | None = None) -> SenseTask:
    """Take the built-in sentences of all words, or of some, as a task."""
    sentences: list[str] = []
    senses: list[str] = []
    spans, names = [], []
    for word in words or bench_words():
        bench = read_bench(word)
        spans += [
            Span(len(sentences) + span.sentence, span.start, span.end)
            for span in find_occurrences(bench.sentences, word, inflections=True)
        ]
        sentences += bench.sentences
        names += [word] * len(bench.sentences)
        senses += bench.labels
    return SenseTask(tuple(sentences), tuple(spans), np.array(names), np.array(senses))


def score(task: SenseTask, vectors: np.ndarray, against: Score | None = None) -> Score:
    """Find each occurrence's sense by its vector (n, width), and compare with the score `against`.

    The interval draws the words anew, with all their sentences: it tells what other words would change.
    """
    hits = sense_hits(task, vectors)
    low, high = mean_interval(hits, groups=task.words)
    found = Score(float(hits.mean()), float(low), float(high), hits)
    if against is None:
        return found
    over = hits - against.hits
    low, high = mean_interval(over, groups=task.words)
    return replace(found, over=float(over.mean()), over_low=float(low), over_high=float(high))


def sense_hits(task: SenseTask, vectors: np.ndarray) -> np.ndarray:
    """Tell for each occurrence whether the nearest centroid is its own sense's: (n,) in 0 … 1.

    One occurrence of every sense is left out at a time. (To leave out one alone would make its sense's centroid a
    little noisier than the others, and accuracies fall below chance.) Where several centroids are equally near, as
    they are if a word has one vector only, it is right by chance.
    """
    hits = np.empty(len(task.words))
    scaled = unit(vectors.astype(np.float64))
    for word in np.unique(task.words):
        members = np.flatnonzero(task.words == word)
        names, sense = np.unique(task.senses[members], return_inverse=True)
        one_hot = np.eye(len(names))[sense]  # (members, senses)
        fold = (one_hot.cumsum(axis=0) * one_hot).max(axis=1)  # the how manieth of its sense each is
        left = (fold[:, None] != fold).astype(float)  # (members, members): which ones remain for each
        centres = np.einsum("km,ms,mw->ksw", left, one_hot, scaled[members], optimize=True)
        cosines = np.einsum("mw,msw->ms", scaled[members], unit(centres))
        best = cosines >= cosines.max(axis=1, keepdims=True) - CLOSE
        hits[members] = (best & (one_hot > 0)).any(axis=1) / best.sum(axis=1)
    return hits


def neighbour_sense_hits(task: SenseTask, occurrences: Occurrences) -> np.ndarray:
    """Tell for each occurrence whether the nearest one of its word in another sentence has the same sense.

    The task's occurrences to (layers + 1, n) in 0 … 1, as ties count in part.
    """
    states, texts = occurrences.states, occurrences.texts
    hits = np.empty(states.shape[:2])
    for word in np.unique(task.words):
        members = np.flatnonzero(task.words == word)
        hits[:, members] = neighbour_hits(cosine_matrix(states[:, members]), task.senses[members], texts[members])
    return hits
