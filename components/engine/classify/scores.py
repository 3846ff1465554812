"""What a way to classify said about texts that it had not seen, and how good that is, with intervals."""

import numpy as np

from components.engine.geometry.intervals import ends, redraw
from components.engine.records import record

NOT_TESTED = -1


@record
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
        return float((self.predicted == self.truth)[self.tested].mean())

    @property
    def macro_f1(self) -> float:
        """Return the mean of F1 over the classes that were tested or predicted, whatever their sizes."""
        return float(macro_f1_of(self.confusion))

    def interval(self, measure: str, seed: int = 0) -> tuple[float, float]:
        """Return the 95 % interval of "accuracy" (Wilson 1927) or "macro_f1" (percentile bootstrap over tested texts).

        Where all texts are right, a bootstrap could not tell five from five hundred: then both have Wilson's.
        """
        from scipy.stats import binomtest  # takes half a second to import

        counts = self.confusion
        if measure == "accuracy" or np.trace(counts) == counts.sum():
            low, high = binomtest(int(np.trace(counts)), int(counts.sum())).proportion_ci(method="wilson")
        else:
            drawn = redraw(counts.ravel(), seed).reshape(-1, self.classes, self.classes)
            low, high = ends(macro_f1_of(drawn))
        return float(low), float(high)


@record
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


def macro_f1_of(confusion: np.ndarray) -> np.ndarray:
    """Return the macro-F1 of confusion counts (..., classes, classes), over the classes that occur or are predicted."""
    right = np.diagonal(confusion, axis1=-2, axis2=-1)
    total = confusion.sum(axis=-1) + confusion.sum(axis=-2)
    return np.nanmean(np.divide(2 * right, total, out=np.full(right.shape, np.nan), where=total > 0), axis=-1)


def margin(ours: Trial, theirs: Trial) -> tuple[float, float, float]:
    """Return how much more of the same texts is right, with its 95 % interval (paired; Agresti & Min 2005).

    The interval counts half a text more in each of the four cells, so that it has a width where all texts agree.
    """
    tested = ours.tested & theirs.tested
    gain = (ours.predicted == ours.truth)[tested].astype(int) - (theirs.predicted == theirs.truth)[tested]
    more, less = (((gain == sign).sum() + 0.5) / (len(gain) + 2) for sign in (1, -1))
    half = 1.96 * np.sqrt((more + less - (more - less) ** 2) / (len(gain) + 2))
    return float(gain.mean()), float(max(-1, more - less - half)), float(min(1, more - less + half))


def leaves_room(trial: Trial) -> bool:
    """Tell whether somebody who gets all of the same texts right would surely be better."""
    return margin(Trial(trial.truth, np.where(trial.tested, trial.truth, NOT_TESTED), trial.classes), trial)[1] > 0
