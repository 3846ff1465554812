"""Do two models see the same? Layers by CKA, neighbours, heads, and how well senses part."""

import re
from collections.abc import Sequence

import numpy as np

from components.engine.built_in.fitted_task import fit_task
from components.engine.built_in.sense_task import SenseTask, bench_task
from components.engine.encoding.encode import encode
from components.engine.encoding.occurrences import embed_occurrences, overlapping_tokens
from components.engine.geometry.cka import cka_of_layers, linear_cka
from components.engine.geometry.vectors import unit
from components.engine.loading.load import Encoder
from components.engine.models.precisions import blind_accuracy, kept_neighbours, sense_accuracy, some_of
from components.engine.models.untrained import untrained
from components.engine.progress import OnFound, OnProgress, ShouldStop, never, unheard, unseen
from components.engine.records import Span, record


@record
class Untrained:
    """What a model shares with an untrained one of the other's build."""

    cka: float  # of the last layers
    neighbours: float
    heads: np.ndarray  # (layers · heads,) each head's best correlation


@record
class FirstLook:
    """What is known of two models while the rest is measured."""

    cka: np.ndarray  # (layers + 1, other layers + 1), of the mean vectors of some sentences
    shuffled: float  # as in TwoModels
    sentences: int


@record
class TwoModels:
    """How alike two models are on the built-in words."""

    cka: np.ndarray  # (layers + 1, other layers + 1), of the sentences' mean vectors
    shuffled: float  # CKA of the last layers when the sentences of one are in another order
    neighbours: float  # share of a word's ten nearest occurrences in common, last layers
    chance: float  # the same when the occurrences of one are in another order
    heads: np.ndarray  # (layers · heads, other layers · heads) correlation of word-to-word attention
    untrained: Untrained
    senses: tuple[np.ndarray, np.ndarray]  # nearest-neighbour sense accuracy of each: (its layers + 1,)
    blind: float  # the same if the nearest is any other occurrence of the word
    counted: int  # occurrences
    sentences: int  # whose attention was compared


def compare_models(
    first: Encoder,
    second: Encoder,
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
    on_found: OnFound = unseen,
) -> TwoModels | None:
    """Compare two models on the built-in English sentences, or return None if `should_stop` said so.

    `on_found` is given a FirstLook at once.
    """
    whole = bench_task()
    on_found(look_first(first, second, whole))
    task = fit_task(whole, first, second)
    sides, attention, chosen = [], [], some_of(task.sentences)
    for number, encoder in enumerate((first, second, untrained(second))):
        if should_stop():
            return None
        sides.append(embed_occurrences(encoder, task.sentences, task.spans))
        attention.append(word_attention(encoder, chosen))
        on_progress(0.3 * (number + 1))
    blank = sides.pop()
    heads, by_chance = (correlate_heads(attention[0], other) for other in attention[1:])
    order = np.random.default_rng(0).permutation(len(task.spans))
    return TwoModels(
        cka_of_layers(*(side.context for side in sides)),
        linear_cka(sides[0].context[-1], sides[1].context[-1][order]),
        kept_neighbours(sides[0].states[-1], sides[1].states[-1], sides[0].texts),
        kept_neighbours(sides[0].states[-1], sides[1].states[-1][order], sides[0].texts),
        heads,
        Untrained(
            linear_cka(sides[0].context[-1], blank.context[-1]),
            kept_neighbours(sides[0].states[-1], blank.states[-1], sides[0].texts),
            by_chance.max(axis=1),
        ),
        (sense_accuracy(task, sides[0]), sense_accuracy(task, sides[1])),
        blind_accuracy(task, sides[0]),
        len(task.spans),
        len(chosen),
    )


def look_first(first: Encoder, second: Encoder, task: SenseTask) -> FirstLook:
    """Compare the layers of two models on a few of the task’s sentences."""
    few = some_of(task.spans)
    sides = [embed_occurrences(encoder, task.sentences, few).context for encoder in (first, second)]
    order = np.random.default_rng(0).permutation(len(few))
    return FirstLook(cka_of_layers(*sides), linear_cka(sides[0][-1], sides[1][-1][order]), len(few))


def word_attention(encoder: Encoder, sentences: Sequence[str]) -> np.ndarray:
    """Lay out how much each word looks at each, over all sentences: (layers · heads, pairs of words).

    A word is what spaces part, its signs included; what its pieces give is averaged, what they get is added up, and
    special tokens are left out. Models that cut words into other pieces can be compared so.
    """
    rows = []
    for sentence in sentences:
        one = encode(encoder, sentence)
        words = [Span(0, *match.span()) for match in re.finditer(r"\S+", sentence)]
        groups = [overlapping_tokens(one.offsets, one.special, word) for word in words]
        gets = np.stack([one.attention[..., group].sum(axis=-1) for group in groups], axis=-1)
        both = np.stack([gets[:, :, group].mean(axis=2) for group in groups], axis=2)  # (layers, heads, words, words)
        rows.append(both.reshape(-1, len(groups) ** 2))
    return np.concatenate(rows, axis=1)


def correlate_heads(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return Pearson's r of every head with every other's: (heads, pairs) twice to (heads, other heads)."""
    one, other = (unit(rows - rows.mean(axis=1, keepdims=True)) for rows in (first, second))
    return one @ other.T
