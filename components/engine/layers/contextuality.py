"""How much context changes a word's vector, layer by layer, as in Ethayarajh (EMNLP 2019), sections 3.2 and 3.3.

self-similarity             mean cosine between the occurrences of one word
intra-sentence similarity   mean cosine between a sentence's tokens and the mean of its tokens
maximum explainable variance   share of a word's occurrences that one vector could explain: σ₁² ÷ Σ σᵢ² of their matrix

Each is raw, or adjusted: less the same figure of words that have nothing to do with each other, because in a layer
where all vectors point alike (anisotropy) every raw figure is high. Random words come from the built-in sentences.
"""

import random
from collections.abc import Mapping

import numpy as np

from components.engine.encoding.sides import sentence_labels, text_sides
from components.engine.errors import TextError
from components.engine.geometry.vectors import cosine, mean_cosine
from components.engine.records import Encoding, record
from components.engine.text.words import group_by_word

MOST_COUNT = 60  # more random words than this explain hardly less by one vector
DRAWS = 10  # samples of random words behind the baseline of explainable variance


@record
class Contextuality:
    """The three figures and their baselines, each (layers + 1,); NaN where there is nothing to compare."""

    self_similarity: np.ndarray
    intra: np.ndarray
    explained: np.ndarray
    anisotropy: np.ndarray  # mean cosine of random words: the baseline of the first two
    explained_baseline: np.ndarray  # of as many random words
    words: Mapping[str, int]  # what self-similarity and explainable variance are averaged over, with their counts


def intra_sentence_similarity(states: np.ndarray) -> np.ndarray:
    """Average the cosine of a sentence's tokens with their mean: (layers + 1, tokens, width) to (layers + 1,)."""
    return cosine(states, states.mean(axis=1, keepdims=True)).mean(axis=1)


def explainable_variance(states: np.ndarray) -> np.ndarray:
    """Measure how much of some vectors one direction explains: (layers + 1, n, width) to (layers + 1,), 0 … 1.

    σ₁² ÷ Σ σᵢ² of the matrix of vectors, not centred. It is at least 1 ÷ n, so compare only equal n.
    """
    return largest_share(states.astype(np.float64) @ np.swapaxes(states, 1, 2))


def largest_share(products: np.ndarray) -> np.ndarray:
    """Divide the largest eigenvalue of each matrix of dot products (…, n, n) by their sum; they are the σᵢ²."""
    return np.linalg.eigvalsh(products)[..., -1] / np.maximum(np.trace(products, axis1=-2, axis2=-1), 1e-12)


@record
class Baseline:
    """What the same figures are for random words, computed once a model."""

    anisotropy: np.ndarray  # (layers + 1,) mean cosine
    explained: np.ndarray  # (MOST_COUNT + 1, layers + 1): explainable variance of so many random words


def measure_random(drawn: np.ndarray) -> Baseline:
    """Measure random words (layers + 1, n, width), for every number of them up to 60."""
    chooser = random.Random(0)  # the same for everyone
    products = drawn @ np.swapaxes(drawn, 1, 2)  # (layers + 1, n, n)
    explained = np.ones((MOST_COUNT + 1, len(drawn)))
    for count in range(2, MOST_COUNT + 1):
        picks = [chooser.sample(range(drawn.shape[1]), count) for _ in range(DRAWS)]
        explained[count] = np.mean([largest_share(products[:, pick][:, :, pick]) for pick in picks], axis=0)
    return Baseline(mean_cosine(drawn), explained)


def measure(groups: Mapping[str, np.ndarray], intra: np.ndarray, baseline: Baseline) -> Contextuality:
    """Measure words by their occurrences, each group (layers + 1, n, width), against random words.

    `intra` (layers + 1,) is the intra-sentence similarity of their sentences.
    """
    nothing = np.full(len(baseline.anisotropy), np.nan)
    counts = [min(states.shape[1], MOST_COUNT) for states in groups.values()]
    return Contextuality(
        np.mean([mean_cosine(states) for states in groups.values()], axis=0) if groups else nothing,
        intra,
        np.mean([explainable_variance(states) for states in groups.values()], axis=0) if groups else nothing,
        baseline.anisotropy,
        baseline.explained[counts].mean(axis=0) if groups else nothing,
        {word: states.shape[1] for word, states in groups.items()},
    )


def measure_text(encoding: Encoding, text: str, pair: str, baseline: Baseline) -> Contextuality:
    """Measure a typed text: the words that occur twice or more, and its sentences.

    Raises TextError if it has special tokens alone.
    """
    if encoding.special.all():
        raise TextError("Your text has no word to measure. Write one, or pick the built-in sentences.")
    numbers = sentence_numbers(encoding, text, pair)
    sentences = [intra_sentence_similarity(encoding.states[:, numbers == one]) for one in range(numbers.max() + 1)]
    return measure(repeated_words(encoding, text, pair), np.mean(sentences, axis=0), baseline)


def repeated_words(encoding: Encoding, text: str, pair: str = "") -> dict[str, np.ndarray]:
    """Find the words that occur twice or more, in any case: the mean of each one's pieces, (layers + 1, n, width)."""
    sides = text_sides(encoding)
    found: dict[str, list[np.ndarray]] = {}
    for some in group_by_word(encoding.word_ids):
        source = pair if sides[some[0]] else text
        form = source[encoding.offsets[some[0], 0] : encoding.offsets[some[-1], 1]].lower()
        if any(map(str.isalnum, form)):
            found.setdefault(form, []).append(encoding.states[:, some].mean(axis=1))
    return {form: np.stack(states, axis=1) for form, states in found.items() if len(states) > 1}


def sentence_numbers(encoding: Encoding, text: str, pair: str = "") -> np.ndarray:
    """Give each token the number of its sentence, special tokens −1: (tokens,). A second text begins a new one."""
    labels = sentence_labels(encoding, text_sides(encoding), text, pair)
    ordinary = dict.fromkeys(label for label, special in zip(labels, encoding.special, strict=True) if not special)
    numbers = {label: number for number, label in enumerate(ordinary)}
    return np.array([numbers.get(label, -1) for label in labels])
