"""More like this: the uses in many sentences that are nearest to one use, or to the mean of some, by cosine.

A use is a word where it stands: the mean vector of its pieces at one layer. All are compared, by no index that misses
some. Uses of one word are its occurrences; `all_words` makes a use of every word.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from components.engine.geometry.vectors import unit
from components.engine.records import Occurrences, record

AT_ONCE = 20_000  # uses that are compared in one matrix product


@record
class UseIndex:
    """Uses of words, sentence after sentence, at one layer."""

    vectors: np.ndarray  # (n, width) float16 or float32, of length 1
    sentence: np.ndarray  # (n,): the number of its sentence
    start: np.ndarray  # (n,): its characters in there: first, one past the last
    end: np.ndarray
    sentences: tuple[str, ...]  # those that were read


@record
class Found:
    """The nearest uses, the nearest first."""

    uses: np.ndarray  # (k,): their numbers
    cosines: np.ndarray  # (k,)
    mean: float  # cosine of all uses that were searched: what a blind pick gives
    searched: int


def index_occurrences(occurrences: Occurrences, layer: int) -> UseIndex:
    """Make the occurrences of one word searchable at a layer."""
    places = np.array([(span.sentence, span.start, span.end) for span in occurrences.spans], dtype=np.int32)
    sentence, start, end = places.T
    return UseIndex(unit(occurrences.states[layer]), sentence, start, end, occurrences.sentences)


def nearest_uses(
    index: UseIndex,
    query: np.ndarray,
    count: int,
    without: Sequence[str] = (),
    having: str = "",
    left_out: np.ndarray | None = None,
) -> Found:
    """Find the `count` uses nearest to `query` (width,), one of a sentence at most, none of the sentences `without`.

    Only sentences that hold the text `having`, in whatever case, are searched, and no uses that are `left_out` (n,).
    """
    own, part = {" ".join(text.split()) for text in without}, " ".join(having.split()).casefold()
    plain = [" ".join(text.split()) for text in index.sentences]
    fits = np.array([text not in own and part in text.casefold() for text in plain], dtype=bool)
    numbers = np.flatnonzero(fits[index.sentence] if left_out is None else fits[index.sentence] & ~left_out)
    wanted = unit(query).astype(np.float32)
    steps = [*range(0, len(numbers), AT_ONCE), len(numbers)]
    parts = [index.vectors[numbers[first:past]].astype(np.float32) @ wanted for first, past in pairwise(steps)]
    cosines = np.concatenate(parts) if parts else np.empty(0, np.float32)
    order = np.argsort(-cosines, kind="stable")
    firsts = np.sort(np.unique(index.sentence[numbers[order]], return_index=True)[1])[:count]  # each sentence's nearest
    best = order[firsts]
    mean = float(cosines.mean()) if len(cosines) else np.nan
    return Found(numbers[best], np.clip(cosines[best], -1, 1), mean, len(cosines))
