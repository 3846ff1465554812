"""Logistic regression on frozen vectors, against simpler answers: what a model's vectors hold without training it.

Every figure is of held-out texts: from cross-validation, or from one split of 80 : 20. Vectors are standardized with
the training texts' mean and spread, then an L2 penalty (C = 0.01 in scikit-learn) keeps the weights small. Baselines:
TF-IDF of words and word pairs with a regression (C = 10, not standardized), and always the most frequent class.
Shuffled labels are draws of a permutation test (Ojala & Garriga 2010), one a layer: they have nothing to do with the
texts, so what they give is chance in this very table. They are no control task (Hewitt & Liang 2019), in which a type
that comes again has its random label again: texts do not come again, so what is learned by heart cannot score.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from components.engine.classify.scores import NOT_TESTED, LayerTrials, Trial
from components.engine.classify.splits import Split, make_splits, shared_texts
from components.engine.encoding.text_vectors import POOLINGS, TextVectors
from components.engine.progress import OnProgress, ShouldStop, never, share_between, unheard

STRENGTH, TFIDF_STRENGTH = 0.01, 10.0  # scikit-learn's C: sparse TF-IDF rows of length 1 want a weak penalty
STEPS = 2000


def regression() -> Any:
    """Build the classifier."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=STEPS))


def bag_of_words() -> Any:
    """Build the TF-IDF baseline: words and word pairs, then a regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b|[^\w\s]")
    return make_pipeline(words, LogisticRegression(C=TFIDF_STRENGTH, max_iter=STEPS))


def try_out(build: Callable[[], Any], inputs: np.ndarray, numbers: np.ndarray, splits: Sequence[Split]) -> Trial:
    """Train on each split's first part and predict its second; `inputs` are vectors (n, width) or texts (n,)."""
    classes = len(np.unique(numbers))
    predicted = np.full(len(numbers), NOT_TESTED)
    probabilities = np.full((len(numbers), classes), np.nan)
    with threadpool_limits(1, "blas"):  # matrices this small gain nothing by threads, and wait long on a busy machine
        for train, test in splits:
            fitted = build().fit(inputs[train], numbers[train])
            probabilities[test] = fitted.predict_proba(inputs[test])
            predicted[test] = probabilities[test].argmax(axis=1)
    return Trial(numbers, predicted, classes, probabilities)


def try_texts(texts: Sequence[str], numbers: np.ndarray, splits: Sequence[Split]) -> Trial:
    """Try the TF-IDF baseline."""
    return try_out(bag_of_words, np.array(texts, dtype=object), numbers, splits)


def try_majority(numbers: np.ndarray, splits: Sequence[Split]) -> Trial:
    """Answer always with the training part's most frequent class."""
    predicted = np.full(len(numbers), NOT_TESTED)
    for train, test in splits:
        predicted[test] = np.bincount(numbers[train]).argmax()
    return Trial(numbers, predicted, len(np.unique(numbers)))


def try_layers(
    vectors: TextVectors,
    numbers: np.ndarray,
    splits: Sequence[Split],
    poolings: Sequence[str] = POOLINGS,
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> LayerTrials | None:
    """Try every layer by every pooling, or return None if `should_stop` said so."""
    layers = len(vectors.pooled[poolings[0]])
    predicted = np.full((len(poolings), layers, len(numbers)), NOT_TESTED)
    for row, pooling in enumerate(poolings):
        for layer in range(layers):
            if should_stop():
                return None
            predicted[row, layer] = try_out(regression, vectors.at(pooling, layer), numbers, splits).predicted
            on_progress((row * layers + layer + 1) / (len(poolings) * layers))
    return LayerTrials(numbers, predicted, len(np.unique(numbers)))


def shuffle_labels(numbers: np.ndarray, seed: int) -> np.ndarray:
    """Give every text the label of a random one; each label stays as frequent as it is."""
    return np.random.default_rng(seed).permutation(numbers)


def try_shuffled(
    vectors: TextVectors,
    numbers: np.ndarray,
    way: str,
    seed: int,
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> np.ndarray | None:
    """Try every layer by the first pooling on labels shuffled anew: accuracies (layers + 1,), or None if stopped.

    Their spread over the layers is that of chance, which in few or clustered texts is wider than a coin's.
    """
    accuracies: list[float] = []
    layers = len(vectors.pooled[POOLINGS[0]])
    for layer in range(layers):
        if should_stop():
            return None
        others = shuffle_labels(numbers, seed * layers + layer)
        parts = make_splits(others, way, seed)  # the texts' own could leave a class of theirs out of a part
        accuracies.append(try_out(regression, vectors.at(POOLINGS[0], layer), others, parts).accuracy)
        on_progress((layer + 1) / layers)
    return np.array(accuracies)


@dataclass(frozen=True)
class Study:
    """Everything that one way to split says about a table."""

    layers: LayerTrials  # by all poolings
    words: Trial  # TF-IDF
    majority: Trial
    shuffled: np.ndarray  # (layers + 1,): accuracy on shuffled labels by the first pooling, one draw a layer
    shared: int  # test texts that also stand in their training part


def study(
    vectors: TextVectors,
    texts: Sequence[str],
    numbers: np.ndarray,
    way: str,
    seed: int,
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> Study | None:
    """Try all layers and poolings, the baselines and shuffled labels, or return None if `should_stop` said so."""
    splits = make_splits(numbers, way, seed)
    layers = try_layers(vectors, numbers, splits, POOLINGS, share_between(on_progress, 0.0, 0.8), should_stop)
    later = share_between(on_progress, 0.8, 0.99)
    shuffled = None if layers is None else try_shuffled(vectors, numbers, way, seed, later, should_stop)
    if layers is None or shuffled is None:
        return None
    words, majority = try_texts(texts, numbers, splits), try_majority(numbers, splits)
    return Study(layers, words, majority, shuffled, shared_texts(texts, splits))
