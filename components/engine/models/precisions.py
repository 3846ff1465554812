"""What fewer bits cost: size, time, and how far states, attention, neighbours and senses stay what they were."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from components.engine.built_in.fitted_task import fit_task
from components.engine.built_in.sense_task import SenseTask, bench_task, neighbour_sense_hits
from components.engine.encoding.batches import run_batch
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.geometry.neighbours import shared_neighbours
from components.engine.geometry.vectors import cosine, cosine_matrix
from components.engine.loading.load import Encoder
from components.engine.loading.precision import PRECISIONS, bytes_in_file, bytes_in_memory, convert
from components.engine.models.untrained import untrained
from components.engine.progress import OnFound, OnProgress, ShouldStop, never, unheard, unseen
from components.engine.records import Occurrences

NEIGHBOURS = 10
LOOKED_AT = 48  # sentences whose attention is compared
TIMED, ROUNDS = 32, 7  # sentences that are read at once for the time, so many times


@dataclass(frozen=True)
class Chance:
    """What is left if the weights say nothing: the figures of an untrained model of the same build."""

    heads: np.ndarray  # (layers, heads)
    neighbours: float
    senses: float  # if the nearest is any other occurrence of the word


@dataclass(frozen=True)
class Size:
    """What one precision takes."""

    precision: str
    memory: int  # bytes
    file: int  # bytes


@dataclass(frozen=True)
class PrecisionFigures(Size):
    """One precision against float32."""

    time: float  # ÷ float32's, in the same run
    cosine: np.ndarray  # (layers + 1,) mean cosine of a word's vector with its float32 one
    heads: np.ndarray  # (layers, heads) share of the attention that stays where it was
    neighbours: float  # share of each word's ten nearest that stay, last layer
    senses: float  # nearest-neighbour sense accuracy, last layer, mean of words
    chance: Chance


def measure_precisions(
    encoder: Encoder,
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
    on_found: OnFound = unseen,
) -> list[PrecisionFigures] | None:
    """Try all precisions, one loaded at a time, or return None if `should_stop` said so.

    `on_found` is given the sizes of all at once, and then the figures of one after the other in their place.
    """
    sizes = [measure_size(encoder, precision) for precision in PRECISIONS]
    on_found(sizes)
    task = fit_task(bench_task(), encoder)
    found: list[PrecisionFigures] = []
    for number, precision in enumerate(PRECISIONS):
        if should_stop():
            return None
        converted = convert(encoder, precision)
        occurrences = embed_occurrences(converted, task.sentences, task.spans)
        attention = read_attention(converted, some_of(task.sentences))
        if not found:
            before = occurrences, attention
            chance = measure_untrained(encoder, task, *before)
        found.append(
            PrecisionFigures(
                precision,
                sizes[number].memory,
                sizes[number].file,
                time_ratio(converted, encoder, task.sentences[:TIMED]),
                cosine(before[0].states, occurrences.states).mean(axis=1),
                kept_attention(before[1], attention),
                kept_neighbours(before[0].states[-1], occurrences.states[-1], occurrences.texts),
                sense_accuracy(task, occurrences)[-1],
                chance,
            )
        )
        on_progress((number + 1) / len(PRECISIONS))
        on_found([*found, *sizes[len(found) :]])
    return found


def measure_size(encoder: Encoder, precision: str) -> Size:
    """Count the bytes that a precision takes."""
    converted = convert(encoder, precision)
    return Size(precision, bytes_in_memory(converted), bytes_in_file(converted, precision))


def measure_untrained(
    encoder: Encoder, task: SenseTask, occurrences: Occurrences, attention: list[np.ndarray]
) -> Chance:
    """Tell what an untrained model keeps of the encoder's `occurrences` and `attention`."""
    blank = untrained(encoder)
    theirs = embed_occurrences(blank, task.sentences, task.spans).states
    return Chance(
        kept_attention(attention, read_attention(blank, some_of(task.sentences))),
        kept_neighbours(occurrences.states[-1], theirs[-1], occurrences.texts),
        blind_accuracy(task, occurrences),
    )


def some_of(all_: tuple[Any, ...]) -> tuple[Any, ...]:
    """Choose some sentences or occurrences from among all, evenly: those whose attention is compared."""
    return all_[:: max(1, len(all_) // LOOKED_AT)]


def read_attention(encoder: Encoder, sentences: Sequence[str]) -> list[np.ndarray]:
    """Read sentences one by one: the attention in each, (layers, heads, tokens, tokens)."""
    tokenized = encoder.tokenizer(list(sentences)).encodings
    outputs = (run_batch(encoder, [one.ids], output_attentions=True) for one in tokenized)
    return [torch.cat(output.attentions).float().numpy() for output in outputs]


def time_ratio(converted: Encoder, encoder: Encoder, sentences: Sequence[str]) -> float:
    """Return the time of `converted` for one batch ÷ the time of `encoder`, medians of rounds in turn."""
    tokenized = encoder.tokenizer(list(sentences)).encodings
    ids, times = [one.ids for one in tokenized], np.empty((ROUNDS, 2))
    for row in range(ROUNDS):
        for column, one in enumerate((converted, encoder)):
            begun = time.perf_counter()
            run_batch(one, ids)
            times[row, column] = time.perf_counter() - begun
    mine, theirs = np.median(times[1:], axis=0)
    return float(mine / theirs)


def kept_attention(before: Sequence[np.ndarray], after: Sequence[np.ndarray]) -> np.ndarray:
    """Return for each head the share of attention that stays, 1 − total variation: (layers, heads)."""
    stays = [np.minimum(a, b).sum(axis=-1).mean(axis=-1) for a, b in zip(before, after, strict=True)]
    return np.clip(np.mean(stays, axis=0), 0, 1)


def kept_neighbours(before: np.ndarray, after: np.ndarray, texts: np.ndarray) -> float:
    """Return the share of each vector's ten nearest, by cosine, that are its nearest after as well; (n, width) each.

    Those that have the same number in `texts` (n,) stand in the same sentence and are no neighbours.
    """
    return float(shared_neighbours(1 - cosine_matrix(before), 1 - cosine_matrix(after), NEIGHBOURS, texts).mean())


def sense_accuracy(task: SenseTask, occurrences: Occurrences) -> np.ndarray:
    """Return how often a word's nearest in another sentence has its sense, mean of words: (layers + 1,)."""
    hits = neighbour_sense_hits(task, occurrences)
    return np.mean([hits[:, task.words == word].mean(axis=1) for word in np.unique(task.words)], axis=0)


def blind_accuracy(task: SenseTask, occurrences: Occurrences) -> float:
    """Return the sense accuracy of vectors that are all alike, to which all in other sentences are the nearest."""
    return float(sense_accuracy(task, replace(occurrences, states=np.ones((1, len(task.words), 1))))[0])
