"""Logistic regression on frozen vectors, against simpler answers: what a model's vectors hold without training it.

Every figure is of held-out texts: from cross-validation, or from one split of 80 : 20. Vectors are standardized with
the training texts' mean and spread, then an L2 penalty (C = 0.01 in scikit-learn) keeps the weights small. Baselines:
TF-IDF of words and word pairs with the same regression, and always the most frequent class. The control task
(Hewitt & Liang 2019) gives every text another text's label: what is learned then, is learned by heart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest
from threadpoolctl import threadpool_limits

from components.engine.errors import TextError
from components.engine.records import read_only
from components.engine.text_vectors import POOLINGS, TextVectors

WAYS = ("5-fold cross-validation", "one split, 80 : 20")
FOLDS, HELD_OUT = 5, 0.2
STRENGTH, TFIDF_STRENGTH = 0.01, 10.0  # scikit-learn's C: sparse TF-IDF rows of length 1 want a weak penalty
STEPS = 2000
RESAMPLES = 1000
NOT_TESTED = -1

Split = tuple[np.ndarray, np.ndarray]  # numbers of the texts to train on, and to test on


@dataclass(frozen=True)
class Trial:
    """What one way to classify said about texts that it had not seen."""

    truth: np.ndarray  # (n,) int64
    predicted: np.ndarray  # (n,) int64; NOT_TESTED where a text was only trained on
    classes: int
    probabilities: np.ndarray | None = None  # (n, classes)

    @property
    def tested(self) -> np.ndarray:
        """Mark the texts that were tested: (n,) bool."""
        return self.predicted != NOT_TESTED

    @property
    def confusion(self) -> np.ndarray:
        """Count the tested texts by true class (rows) and predicted class (columns)."""
        cells = self.truth[self.tested] * self.classes + self.predicted[self.tested]
        return np.bincount(cells, minlength=self.classes**2).reshape(self.classes, self.classes)

    @property
    def accuracy(self) -> float:
        """Return the share of tested texts that is right."""
        return float(accuracy_of(self.confusion))

    @property
    def macro_f1(self) -> float:
        """Return the mean over classes of F1, whatever their sizes."""
        return float(macro_f1_of(self.confusion))

    def interval(self, measure: str, seed: int = 0) -> tuple[float, float]:
        """Return the 95 % interval of "accuracy" (Wilson 1927) or "macro_f1" (percentile bootstrap over tested texts).

        Where all texts are right, a bootstrap could not tell five from five hundred.
        """
        counts = self.confusion
        if measure == "accuracy":
            low, high = binomtest(int(np.trace(counts)), int(counts.sum())).proportion_ci(method="wilson")
        else:
            drawn = resample(counts.ravel(), seed).reshape(-1, self.classes, self.classes)
            low, high = np.quantile(macro_f1_of(drawn), (0.025, 0.975))
        return float(low), float(high)


@dataclass(frozen=True)
class LayerTrials:
    """Predictions for every layer and pooling."""

    truth: np.ndarray  # (n,)
    predicted: np.ndarray  # (poolings, layers + 1, n)
    classes: int

    @property
    def accuracy(self) -> np.ndarray:
        """Return the accuracy by pooling and layer: (poolings, layers + 1)."""
        tested = self.predicted[0, 0] != NOT_TESTED
        return (self.predicted == self.truth)[..., tested].mean(axis=-1)

    def trial(self, pooling: int, layer: int) -> Trial:
        """Return one of them."""
        return Trial(self.truth, self.predicted[pooling, layer], self.classes)


def accuracy_of(confusion: np.ndarray) -> np.ndarray:
    """Return the accuracy of confusion counts (..., classes, classes)."""
    return np.trace(confusion, axis1=-2, axis2=-1) / confusion.sum(axis=(-2, -1))


def macro_f1_of(confusion: np.ndarray) -> np.ndarray:
    """Return the macro-F1 of confusion counts (..., classes, classes); a class that is absent counts 0."""
    right = np.diagonal(confusion, axis1=-2, axis2=-1)
    total = confusion.sum(axis=-1) + confusion.sum(axis=-2)
    return np.divide(2 * right, total, out=np.zeros(right.shape), where=total > 0).mean(axis=-1)


def resample(counts: np.ndarray, seed: int) -> np.ndarray:
    """Draw as many texts anew, by cell: (cells,) to (resamples, cells)."""
    total = counts.sum()
    return np.random.default_rng(seed).multinomial(total, counts / total, size=RESAMPLES)


def margin(ours: Trial, theirs: Trial, seed: int = 0) -> tuple[float, float, float]:
    """Return how much more of the same texts is right, with its 95 % bootstrap interval over texts."""
    tested = ours.tested & theirs.tested
    gain = (ours.predicted == ours.truth)[tested].astype(int) - (theirs.predicted == theirs.truth)[tested]
    drawn = resample(np.bincount(gain + 1, minlength=3), seed) @ np.array([-1, 0, 1]) / len(gain)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(gain.mean()), float(low), float(high)


def make_splits(numbers: np.ndarray, way: str, seed: int) -> list[Split]:
    """Part the texts into training and test, each class by its share; with few texts of a class, into fewer folds.

    Raises TextError if a split would leave a class out of the training.
    """
    from sklearn.model_selection import StratifiedKFold, StratifiedShuffleSplit  # takes 1 s to import

    classes, smallest = len(np.unique(numbers)), int(np.bincount(numbers).min())
    if way == WAYS[0]:
        splitter = StratifiedKFold(min(FOLDS, smallest), shuffle=True, random_state=seed)
    else:
        held_out = max(classes, round(HELD_OUT * len(numbers)))
        if len(numbers) - held_out < classes:
            raise TextError(
                f"{len(numbers)} texts of {classes} classes are too few for a split. Take cross-validation."
            )
        splitter = StratifiedShuffleSplit(1, test_size=held_out, random_state=seed)
    return list(splitter.split(np.zeros(len(numbers)), numbers))


def shared_texts(texts: Sequence[str], splits: Sequence[Split]) -> int:
    """Count the test texts that also stand in their training part, apart from case: what is known is no test."""
    alike = [text.casefold() for text in texts]
    shared = 0
    for train, test in splits:
        known = {alike[place] for place in train}
        shared += sum(alike[place] in known for place in test)
    return shared


def regression(strength: float = STRENGTH) -> object:
    """Build the classifier."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=STEPS))


def bag_of_words() -> object:
    """Build the TF-IDF baseline: words and word pairs, then the same regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b|[^\w\s]")
    return make_pipeline(words, LogisticRegression(C=TFIDF_STRENGTH, max_iter=STEPS))


def try_out(build: Callable[[], object], inputs: np.ndarray, numbers: np.ndarray, splits: Sequence[Split]) -> Trial:
    """Train on each split's first part and predict its second; `inputs` are vectors (n, width) or texts (n,)."""
    classes = len(np.unique(numbers))
    predicted = np.full(len(numbers), NOT_TESTED)
    probabilities = np.full((len(numbers), classes), np.nan)
    with threadpool_limits(1, "blas"):  # matrices this small gain nothing by threads, and wait long on a busy machine
        for train, test in splits:
            fitted = build().fit(inputs[train], numbers[train])
            probabilities[test] = fitted.predict_proba(inputs[test])
            predicted[test] = probabilities[test].argmax(axis=1)
    return Trial(numbers, read_only(predicted), classes, read_only(probabilities))


def try_texts(texts: Sequence[str], numbers: np.ndarray, splits: Sequence[Split]) -> Trial:
    """Try the TF-IDF baseline."""
    return try_out(bag_of_words, np.array(texts, dtype=object), numbers, splits)


def try_majority(numbers: np.ndarray, splits: Sequence[Split]) -> Trial:
    """Answer always with the training part's most frequent class."""
    predicted = np.full(len(numbers), NOT_TESTED)
    for train, test in splits:
        predicted[test] = np.bincount(numbers[train]).argmax()
    return Trial(numbers, read_only(predicted), len(np.unique(numbers)))


def try_layers(
    vectors: TextVectors,
    numbers: np.ndarray,
    splits: Sequence[Split],
    poolings: Sequence[str] = POOLINGS,
    on_progress: Callable[[float], None] = lambda share: None,
    should_stop: Callable[[], bool] = lambda: False,
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
    return LayerTrials(numbers, read_only(predicted), len(np.unique(numbers)))


def shuffle_labels(numbers: np.ndarray, seed: int) -> np.ndarray:
    """Give every text the label of a random one, as the control task."""
    return np.random.default_rng(seed).permutation(numbers)


@dataclass(frozen=True)
class LearningCurve:
    """Accuracy on the same held-out texts after training on few and on many."""

    sizes: np.ndarray  # (sizes,) training texts
    vectors: np.ndarray  # (sizes, draws)
    words: np.ndarray  # (sizes, draws): TF-IDF
    held_out: int


def learn_from_few(
    vectors: np.ndarray,
    texts: Sequence[str],
    numbers: np.ndarray,
    seed: int,
    draws: int = 5,
    on_progress: Callable[[float], None] = lambda share: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> LearningCurve | None:
    """Train on growing random parts, `draws` times with other held-out texts, or return None if stopped."""
    everything = np.array(texts, dtype=object)
    pools = [make_splits(numbers, WAYS[1], seed + draw)[0] for draw in range(draws)]
    sizes = growing(len(pools[0][0]), len(np.unique(numbers)))
    ours, theirs = np.empty((2, len(sizes), draws))
    for column, (pool, test) in enumerate(pools):
        order = one_of_each_first(numbers, np.random.default_rng(seed + column).permutation(pool))
        for row, size in enumerate(sizes):
            if should_stop():
                return None
            splits = [(order[:size], test)]
            ours[row, column] = try_out(regression, vectors, numbers, splits).accuracy
            theirs[row, column] = try_out(bag_of_words, everything, numbers, splits).accuracy
            on_progress((column * len(sizes) + row + 1) / ours.size)
    return LearningCurve(np.array(sizes), read_only(ours), read_only(theirs), len(pools[0][1]))


def growing(most: int, classes: int) -> list[int]:
    """List sizes that double, from two texts a class to all."""
    sizes = [2 * classes]
    while 3 * sizes[-1] <= most:  # the last step is at least half a doubling
        sizes.append(2 * sizes[-1])
    return [size for size in sizes if size < most] + [most]


def one_of_each_first(numbers: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Begin with one text of each class, so that the smallest part can be learned from; else keep the order."""
    first = [int(np.flatnonzero(numbers[order] == label)[0]) for label in np.unique(numbers[order])]
    return np.concatenate([order[first], np.delete(order, first)])


@dataclass(frozen=True)
class Study:
    """Everything that one way to split says about a table."""

    layers: LayerTrials  # by all poolings
    words: Trial  # TF-IDF
    majority: Trial
    shuffled: LayerTrials  # the control task, by the first pooling
    shared: int  # test texts that also stand in their training part


def study(
    vectors: TextVectors,
    texts: Sequence[str],
    numbers: np.ndarray,
    way: str,
    seed: int,
    on_progress: Callable[[float], None] = lambda share: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Study | None:
    """Try all layers and poolings, the baselines and the control task, or return None if `should_stop` said so."""
    splits = make_splits(numbers, way, seed)
    layers = try_layers(vectors, numbers, splits, POOLINGS, lambda share: on_progress(0.8 * share), should_stop)
    control = shuffle_labels(numbers, seed)
    shuffled = layers and try_layers(
        vectors, control, splits, POOLINGS[:1], lambda share: on_progress(0.8 + 0.19 * share), should_stop
    )
    if layers is None or shuffled is None:
        return None
    words, majority = try_texts(texts, numbers, splits), try_majority(numbers, splits)
    return Study(layers, words, majority, shuffled, shared_texts(texts, splits))
