"""The built-in sentences: ambiguous words, each in many contexts, each context labelled with its sense.

One file a word in components/data/bench: tab-separated, a header, then one row a sentence. The word, or a regular
inflection of it, occurs exactly once in each sentence. To add a word, add a file; `tests/test_wordbench.py` checks it.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from components.engine.errors import WordError

FOLDER = Path(__file__).parent.parent / "data" / "bench"


@dataclass(frozen=True)
class WordBench:
    """One word's labelled sentences."""

    word: str
    sentences: tuple[str, ...]
    labels: tuple[str, ...]  # the sense of each sentence

    @property
    def senses(self) -> tuple[str, ...]:
        """List the senses in the order of the file."""
        return tuple(dict.fromkeys(self.labels))


def bench_words() -> list[str]:
    """List the words that have built-in sentences."""
    return sorted(path.stem for path in FOLDER.glob("*.tsv"))


def read_bench(word: str) -> WordBench:
    """Read one word's sentences.

    Raises WordError if the word has none.
    """
    if word not in bench_words():  # also keeps a typed "../x" from being a path
        raise WordError(f"There are no built-in sentences for “{word}”. Pick one of {', '.join(bench_words())}.")
    with (FOLDER / f"{word}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return WordBench(word, tuple(row["sentence"] for row in rows), tuple(row["sense"] for row in rows))
