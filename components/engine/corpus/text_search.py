"""Sentences found by their words: an FTS5 index in SQLite, beside the sentences.

Words are compared without case and accents; a quoted phrase in its order; `word*` by its beginning. Scripts that put no
spaces between words are indexed sign by sign, so that a word in them is a phrase of its signs.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from components.engine.corpus.store import Corpus, told
from components.engine.errors import CorpusError
from components.engine.text.clean_text import encodable
from components.engine.text.words import UNSPACED

INDEX = "words.sqlite"
PART = re.compile(r'"([^"]*)"(\*?)|(\S+)')


@contextmanager
def opened(path: Path, mode: str = "ro") -> Iterator[sqlite3.Connection]:
    """Open an index, or make it with the mode “rwc”.

    Raises CorpusError if it is damaged or gone, or there is no room.
    """
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True)
        try:
            with connection:
                yield connection
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        with told(path):
            raise OSError(f"{error}") from error


def begin(folder: Path) -> None:
    """Make an empty index in the folder of a corpus."""
    with opened(folder / INDEX, "rwc") as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5(sentence, content='', tokenize='unicode61 remove_diacritics 2')"
        )


def add(folder: Path, first: int, sentences: Sequence[str]) -> None:
    """Index some sentences, the first of which has the number `first`."""
    with opened(folder / INDEX, "rw") as connection:
        numbered = ((first + number, spaced(text)) for number, text in enumerate(sentences))
        connection.executemany("INSERT INTO words(rowid, sentence) VALUES (?, ?)", numbered)


def find_words(corpus: Corpus, query: str, most: int | None = None) -> np.ndarray:
    """Return the numbers of the sentences that hold all words and phrases of a query, in their order: (n,) int64.

    Raises CorpusError if the query has no word.
    """
    expression = " ".join(f'"{words}"{star}' for words, star in parts_of(query))
    if not expression:
        raise CorpusError("There is no word to look for. Type some; “quoted ones” are a phrase, `word*` a beginning.")
    limit = "" if most is None else f" LIMIT {int(most)}"
    with opened(corpus.folder / INDEX) as connection:
        found = connection.execute(f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid{limit}", (expression,))
        return np.array([number for (number,) in found], dtype=np.int64)


def parts_of(query: str) -> list[tuple[str, str]]:
    """List the words and phrases of a query, each with a star if its last word is a beginning."""
    plain = encodable(query).translate({ord(sign): '"' for sign in "“”„«»"})
    found = []
    for phrase, star, word in PART.findall(plain):
        words = spaced(re.sub(r"[^\w\s]", " ", phrase or word)).strip()
        if words:
            found.append((words, "*" if star or word.endswith("*") else ""))
    return found


def spaced(text: str) -> str:
    """Put spaces around each sign of a script that has none."""
    return UNSPACED.sub(r" \g<0> ", encodable(text).replace("\0", " "))
