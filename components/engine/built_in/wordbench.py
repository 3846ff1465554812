"""The built-in sentences: ambiguous words, each in many contexts, each context labelled with its sense.

One folder a language in components/data/bench, and in it one file a word: tab-separated, a header, then one row a
sentence. The word occurs exactly once in each sentence: an English one also in a regular inflection, the others only
as they are spelled in the file's name. To add a word, add a file; `tests/built_in/test_wordbench.py` checks it.

A few words more, in components/data/usage, have a third column: the group that a sentence comes from.
"""

import unicodedata
from dataclasses import dataclass

from components.engine.errors import WordError
from components.engine.files.built_in_tables import DATA, read_built_in

FOLDER, GROUPED = DATA / "bench", DATA / "usage"
ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "zh": "Chinese", "es": "Spanish", "fr": "French", "de": "German"}


@dataclass(frozen=True)
class WordBench:
    """One word's labelled sentences."""

    word: str
    sentences: tuple[str, ...]
    labels: tuple[str, ...]  # the sense of each sentence
    groups: tuple[str, ...] = ()  # where each sentence comes from, of a word that is used in several

    @property
    def senses(self) -> tuple[str, ...]:
        """List the senses in the order of the file."""
        return tuple(dict.fromkeys(self.labels))


def bench_words(language: str = ENGLISH) -> list[str]:
    """List the words of one language, by its code, that have built-in sentences; none if it has no folder."""
    if language not in LANGUAGES:
        return []
    return sorted(unicodedata.normalize("NFC", path.stem) for path in (FOLDER / language).glob("*.tsv"))


def grouped_words(language: str = ENGLISH) -> list[str]:
    """List the words whose built-in sentences come from several groups, such as law and physics."""
    return sorted(path.stem for path in GROUPED.glob("*.tsv")) if language == ENGLISH else []


def read_bench(word: str, language: str = ENGLISH) -> WordBench:
    """Read one word's sentences.

    Raises WordError if the word has none in this language.
    """
    known, word = bench_words(language), unicodedata.normalize("NFC", word)
    if word in grouped_words(language):
        rows = read_built_in(f"usage/{word}.tsv")
        return WordBench(word, *(tuple(row[name] for row in rows) for name in ("sentence", "sense", "group")))
    if word not in known:  # also keeps a typed "../x" from being a path
        raise WordError(
            f"There are no built-in sentences for “{word}” in {LANGUAGES.get(language, language)}. "
            f"Pick one of {', '.join(known)}."
            if known
            else f"There are no built-in sentences in “{language}”. Pick one of {', '.join(LANGUAGES)}."
        )
    rows = read_built_in(f"bench/{language}/{word}.tsv")
    return WordBench(word, tuple(row["sentence"] for row in rows), tuple(row["sense"] for row in rows))
