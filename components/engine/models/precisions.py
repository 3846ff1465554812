"""What fewer bits cost: size, time, and how far states, attention, neighbours and senses stay what they were."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.encoding.batches import like_lengths
from components.engine.encoding.occurrences import overlapping_tokens
from components.engine.geometry.map_quality import nearest_of_all, neighbour_hits
from components.engine.geometry.vectors import cosine_matrix, unit
from components.engine.loading.load import Encoder
from components.engine.loading.precision import PRECISIONS, bytes_in_file, bytes_in_memory, convert
from components.engine.text.find_word import find_occurrences
from components.engine.text.words import own_offsets

NEIGHBOURS = 10
LOOKED_AT = 48  # sentences whose attention is compared
TIMED, ROUNDS = 32, 7  # sentences that are read at once for the time, so many times


@dataclass(frozen=True)
class Probe:
    """What a model makes of the built-in words."""

    states: np.ndarray  # (layers + 1, n, width) float32: each word in its sentence
    sentences: np.ndarray  # the same shape: the mean of each sentence's tokens, special ones left out
    attention: tuple[np.ndarray, ...]  # of some sentences: (layers, heads, tokens, tokens)


@dataclass(frozen=True)
class PrecisionFigures:
    """One precision against float32."""

    precision: str
    memory: int  # bytes
    file: int  # bytes
    time: float  # ÷ float32's, in the same run
    cosine: np.ndarray  # (layers + 1,) mean cosine of a word's vector with its float32 one
    heads: np.ndarray  # (layers, heads) share of the attention that stays where it was
    neighbours: float  # share of each word's ten nearest that stay, last layer
    senses: float  # nearest-neighbour sense accuracy, last layer, mean of words


def measure_precisions(
    encoder: Encoder,
    on_progress: Callable[[float], None] = lambda share: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[PrecisionFigures] | None:
    """Try all precisions, one loaded at a time, or return None if `should_stop` said so."""
    sentences, places, words, senses = built_in()
    first, found = None, []
    for number, precision in enumerate(PRECISIONS):
        if should_stop():
            return None
        converted = convert(encoder, precision)
        probe = read_probe(converted, sentences, places)
        first = first or probe
        found.append(
            PrecisionFigures(
                precision,
                bytes_in_memory(converted),
                bytes_in_file(converted, precision),
                time_ratio(converted, encoder, sentences[:TIMED]),
                (unit(first.states) * unit(probe.states)).sum(axis=2).mean(axis=1),
                kept_attention(first.attention, probe.attention),
                kept_neighbours(first.states[-1], probe.states[-1]),
                sense_accuracy(probe.states, words, senses)[-1],
            )
        )
        on_progress((number + 1) / len(PRECISIONS))
    return found


def built_in() -> tuple[list[str], list, np.ndarray, np.ndarray]:
    """Collect the built-in English sentences, the word's place in each, the word and its sense as numbers (n,)."""
    sentences, places, words, senses = [], [], [], []
    for number, word in enumerate(bench_words()):
        bench = read_bench(word)
        for span in find_occurrences(bench.sentences, word, inflections=True):
            sentences.append(bench.sentences[span.sentence])
            places.append(span)
            words.append(number)
            senses.append(bench.labels[span.sentence])
    return sentences, places, np.array(words), np.unique(senses, return_inverse=True)[1]


def read_probe(encoder: Encoder, sentences: Sequence[str], places: Sequence) -> Probe:
    """Run the sentences through a model, in batches of like length."""
    tokenized = encoder.tokenizer(list(sentences)).encodings
    facts = encoder.facts
    states = np.empty((facts.layers + 1, len(sentences), facts.width), np.float32)
    means = np.empty_like(states)
    attention: dict[int, np.ndarray] = {}
    looked_at = set(range(0, len(sentences), max(1, len(sentences) // LOOKED_AT)))
    for batch in like_lengths({number: len(one.ids) for number, one in enumerate(tokenized)}):
        inputs = encoder.tokenizer([sentences[number] for number in batch], return_tensors="pt", padding=True)
        with torch.inference_mode():
            output = encoder.model(**inputs, output_hidden_states=True, output_attentions=True)
        rows = torch.stack([layer.float() for layer in output.hidden_states]).numpy()
        for row, number in enumerate(batch):
            one = tokenized[number]
            special = np.array(one.special_tokens_mask, dtype=bool)
            pieces = overlapping_tokens(own_offsets(one), special, places[number])
            states[:, number] = rows[:, row, pieces].mean(axis=1)
            means[:, number] = rows[:, row, : len(special)][:, ~special].mean(axis=1)
            if number in looked_at:
                length = len(one.ids)
                attention[number] = np.stack(
                    [layer[row, :, :length, :length].float().numpy() for layer in output.attentions]
                )
    return Probe(states, means, tuple(attention[number] for number in sorted(attention)))


def time_ratio(converted: Encoder, encoder: Encoder, sentences: Sequence[str]) -> float:
    """Return the time of `converted` for one batch ÷ the time of `encoder`, medians of rounds in turn."""
    inputs = encoder.tokenizer(list(sentences), return_tensors="pt", padding=True)
    times = np.empty((ROUNDS, 2))
    with torch.inference_mode():
        for row in range(ROUNDS):
            for column, model in enumerate((converted.model, encoder.model)):
                begun = time.perf_counter()
                model(**inputs)
                times[row, column] = time.perf_counter() - begun
    mine, theirs = np.median(times[1:], axis=0)
    return float(mine / theirs)


def kept_attention(before: Sequence[np.ndarray], after: Sequence[np.ndarray]) -> np.ndarray:
    """Return for each head the share of attention that stays, 1 − total variation: (layers, heads)."""
    stays = [np.minimum(a, b).sum(axis=-1).mean(axis=-1) for a, b in zip(before, after, strict=True)]
    return np.clip(np.mean(stays, axis=0), 0, 1)


def kept_neighbours(before: np.ndarray, after: np.ndarray) -> float:
    """Return the share of each vector's ten nearest, by cosine, that are its nearest after as well; (n, width) each."""
    sides = [nearest_of_all(1 - cosine_matrix(vectors), NEIGHBOURS) for vectors in (before, after)]
    return float(np.mean([len(set(a) & set(b)) / NEIGHBOURS for a, b in zip(*sides, strict=True)]))


def sense_accuracy(states: np.ndarray, words: np.ndarray, senses: np.ndarray) -> np.ndarray:
    """Return how often a word's nearest other occurrence has its sense, mean of words: (layers + 1,)."""
    found = []
    for word in np.unique(words):
        members = words == word
        found.append(neighbour_hits(cosine_matrix(states[:, members]), senses[members]).mean(axis=1))
    return np.mean(found, axis=0)
