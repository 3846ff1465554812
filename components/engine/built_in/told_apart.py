"""How well each built-in word's senses are told apart by the models of the box: measured once, read from a table.

`tests/senses/measure_words.py` writes the table anew; a test measures some of its rows again.
"""

import functools
from dataclasses import dataclass

from components.engine.files.built_in_tables import read_built_in

TABLE = "bench/told_apart.tsv"


@dataclass(frozen=True)
class ToldApart:
    """One word at the model's last layer."""

    accuracy: float  # how often the nearest occurrence in another sentence has the same sense
    guess: float  # how often always guessing the most frequent sense is right


@functools.cache
def told_apart(model: str, language: str) -> dict[str, ToldApart]:
    """Return what is known of a language's words, by word; nothing of a model that was not measured."""
    return {
        row["word"]: ToldApart(float(row["accuracy"]), float(row["guess"]))
        for row in read_built_in(TABLE)
        if (row["model"], row["language"]) == (model, language)
    }
