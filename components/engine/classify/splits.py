"""Which texts are trained on, and which are held out to test on."""

from collections.abc import Sequence

import numpy as np

from components.engine.errors import TextError

WAYS = ("5-fold cross-validation", "one split, 80 : 20")
FOLDS, HELD_OUT = 5, 0.2

Split = tuple[np.ndarray, np.ndarray]  # numbers of the texts to train on, and to test on


def count_folds(numbers: np.ndarray) -> int:
    """Count the parts of a cross-validation of texts with these classes (n,): a class needs a text in each."""
    return min(FOLDS, int(np.bincount(numbers).min()))


def make_splits(numbers: np.ndarray, way: str, seed: int) -> list[Split]:
    """Part the texts into training and test, each class by its share; with few texts of a class, into fewer folds.

    Raises TextError if a split would leave a class out of the training.
    """
    from sklearn.model_selection import StratifiedKFold, StratifiedShuffleSplit  # takes 1 s to import

    classes = len(np.unique(numbers))
    if way == WAYS[0]:
        splitter = StratifiedKFold(count_folds(numbers), shuffle=True, random_state=seed)
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
