"""What attention heads do on one text, measured from their weights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Link:
    """The strongest link of one head between two words that are not neighbours. All numbers count from 0."""

    layer: int
    head: int
    query: int
    key: int
    weight: float
    apart: bool  # between two words that are no neighbours; else nothing of the kind was there


def telling_link(attention: np.ndarray, word_ids: Sequence[int | None], leave_out: np.ndarray) -> Link:
    """Find the one link that is most worth looking at: the largest weight between two words that are no neighbours.

    Most heads spend most weight on [SEP], [CLS], the token itself and its neighbours, which says little about
    meaning (Clark et al. 2019). So special tokens, tokens marked in `leave_out` ((tokens,) bool, such as
    punctuation), pieces of one word and neighbours are passed over. Ties go to the lower layer. If nothing is
    left, the largest weight of all is returned. `attention` is (layers, heads, tokens, tokens).
    """
    words = np.array([-1 if word is None else word for word in word_ids])
    usable = (words >= 0) & ~leave_out
    places = np.arange(len(words))
    far = (np.abs(places[:, None] - places) >= 2) & (words[:, None] != words)
    weights = attention * (far & usable[:, None] & usable)
    if not (apart := bool(weights.any())):
        weights = attention
    layer, head, query, key = (int(index) for index in np.unravel_index(weights.argmax(), weights.shape))
    return Link(layer, head, query, key, float(weights[layer, head, query, key]), apart)


def without_letters(tokens: Sequence[str]) -> np.ndarray:
    """Mark tokens that hold no letter or digit, such as punctuation: (tokens,) bool."""
    return np.array([not any(character.isalnum() for character in token) for token in tokens])
