"""The words that are typical of one group of sentences, against the other groups."""

from collections.abc import Sequence

import numpy as np

from components.engine.text.function_words import FUNCTION_WORDS

PRIOR = 0.5  # added to every count, so that a word seen once proves little
CLEAR = 1.0  # standard errors by which a word must lean towards the group
WORD = r"(?u)[^\W\d_]{2,}"


def typical_words(sentences: Sequence[str], groups: np.ndarray, leave_out: str, most: int = 8) -> list[list[str]]:
    """List each group's most typical words, best first; `groups` (n,) are numbers from 0.

    By the z-score of the log-odds of being in a sentence of the group against the others (Monroe et al. 2008), among
    words of at least two of its sentences. English function words and words that begin with `leave_out` do not count.
    """
    from sklearn.feature_extraction.text import CountVectorizer  # takes 1 s to import

    counter = CountVectorizer(binary=True, token_pattern=WORD, stop_words=sorted(FUNCTION_WORDS))
    try:
        present = counter.fit_transform(sentences).toarray()  # (n, words)
    except ValueError:  # no sentence has any word
        return [[] for _ in range(groups.max() + 1)]
    names = counter.get_feature_names_out()
    usable = np.array([not name.startswith(leave_out.lower()) for name in names])
    found = []
    for group in range(groups.max() + 1):
        inside = groups == group
        score = np.where(usable & (present[inside].sum(axis=0) > 1), scores(present, inside), -np.inf)
        order = np.argsort(-score, kind="stable")[:most]
        found.append([str(names[number]) for number in order if score[number] > CLEAR])
    return found


def telling(words: Sequence[str]) -> list[str]:
    """Leave out English function words, which name nothing."""
    return [word for word in words if word not in FUNCTION_WORDS]


def scores(present: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Return each word's z-score: (n, words) and (n,) bool to (words,)."""
    here, there = present[inside].sum(axis=0) + PRIOR, present[~inside].sum(axis=0) + PRIOR
    without_here, without_there = inside.sum() + 2 * PRIOR - here, (~inside).sum() + 2 * PRIOR - there
    odds = np.log(here / without_here) - np.log(there / without_there)
    return odds / np.sqrt(1 / here + 1 / there + 1 / without_here + 1 / without_there)
