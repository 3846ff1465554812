"""Ways to read attention: by pieces, words or sentences, with or without special tokens, from one text to the other.

Joining tokens to units adds the weights over keys and averages them over queries, so that a row still sums to 1.
Hiding special tokens takes their rows and columns away; what is left of a row then sums to less than 1, unless it is
scaled up again. Neither changes what the model did: it only changes what is drawn.
"""

from collections.abc import Hashable, Sequence

import numpy as np

from components.engine.encoding.sides import sentence_labels, text_sides
from components.engine.errors import TextError
from components.engine.records import Encoding, record
from components.engine.text.words import group_by_word

UNITS = ("pieces", "words", "sentences")
SPECIALS = ("shown", "hidden", "hidden, rest scaled to 1")
DIRECTIONS = ("all", "A to B", "B to A")


@record
class Unit:
    """One row or column of the picture: some tokens that are read together."""

    text: str
    tokens: tuple[int, ...]  # places in the encoding
    word: int | None  # the running number of its first word, None for a special token
    side: int  # 0 for the first text, 1 for the second


@record
class Reading:
    """Which units look, and which are looked at."""

    queries: tuple[Unit, ...]
    keys: tuple[Unit, ...]
    rescale: bool

    def apply(self, weights: np.ndarray) -> np.ndarray:
        """Read weights (..., tokens, tokens) as (..., queries, keys): the mean over queries, the sum over keys."""
        joined = sum_units(sum_units(weights, self.keys, -1), self.queries, -2)
        joined = joined / np.array([len(unit.tokens) for unit in self.queries])[:, None]
        if self.rescale:
            total = joined.sum(axis=-1, keepdims=True)
            joined = np.divide(joined, total, out=np.zeros_like(joined), where=total > 0)
        return joined

    def place(self, token: int) -> int | None:
        """Find the query that holds a token."""
        return next((row for row, unit in enumerate(self.queries) if token in unit.tokens), None)


def sum_units(weights: np.ndarray, units: Sequence[Unit], axis: int) -> np.ndarray:
    """Add up the tokens of each unit along one axis."""
    order = [token for unit in units for token in unit.tokens]
    if order == list(range(weights.shape[axis])) and len(units) == len(order):
        return weights
    starts = np.cumsum([0] + [len(unit.tokens) for unit in units[:-1]])
    return np.add.reduceat(weights.take(order, axis=axis), starts, axis=axis)


def choose_reading(
    encoding: Encoding, text: str, pair: str = "", units: str = "pieces", special: str = "shown", direction: str = "all"
) -> Reading:
    """Choose what is drawn; `units`, `special` and `direction` are each one of the names above.

    Raises TextError if the choice leaves nothing.
    """
    everything = list_units(encoding, text, pair, units)
    shown = [unit for unit in everything if special == "shown" or unit.word is not None]
    first, second = {"all": (None, None), "A to B": (0, 1), "B to A": (1, 0)}[direction]
    queries = tuple(unit for unit in shown if first is None or unit.side == first)
    keys = tuple(unit for unit in shown if second is None or unit.side == second)
    if not queries or not keys:
        raise TextError("This way of reading leaves no token. Show the special tokens, or add a second text.")
    return Reading(queries, keys, special == "hidden, rest scaled to 1")


def list_units(encoding: Encoding, text: str, pair: str, units: str) -> list[Unit]:
    """Group all tokens into units, in the order of the text."""
    sides = text_sides(encoding)
    if units == "pieces":
        labels: Sequence[Hashable] = range(len(encoding.tokens))
    elif units == "words":
        labels = [("special", token) if word is None else word for token, word in enumerate(encoding.word_ids)]
    else:
        labels = sentence_labels(encoding, sides, text, pair)
    return [
        Unit(spell(encoding, places, (text, pair)[sides[places[0]]], units), tuple(places), word, sides[places[0]])
        for places in group_by_word(labels)
        for word in [encoding.word_ids[places[0]]]
    ]


def spell(encoding: Encoding, places: Sequence[int], text: str, units: str) -> str:
    """Spell a unit: pieces and special tokens as the vocabulary does, the rest as `text` does."""
    pieces = " ".join(encoding.tokens[place] for place in places)
    if units == "pieces" or encoding.word_ids[places[0]] is None:
        return pieces
    return text[encoding.offsets[places[0], 0] : encoding.offsets[places[-1], 1]].strip() or pieces
