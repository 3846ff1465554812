"""A table of texts and labels: built in, pasted or from a file; cleaned, checked, and small enough to learn from.

Empty texts and classes of a single text are left out and counted. Of a large table a random part with the same shares
of classes is used.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO

import numpy as np

from components.engine.errors import FileError, TextError
from components.engine.files.built_in_tables import read_built_in
from components.engine.files.tables import LINE, Layout, Refusals, is_number, look_into, rows
from components.engine.text.clean_text import MOST_CHARACTERS, encodable

TASKS = ("sentiment", "topic")
MOST_TEXTS = 3000
MOST_CLASSES = 20
FEWEST_TEXTS = 10
FEWEST_OF_A_CLASS = 2
LABEL_LETTERS = 60
DELIMITERS = "\t;,"


@dataclass(frozen=True)
class Labelled:
    """Texts with labels, ready to learn from."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    notes: tuple[str, ...] = ()  # what was left out, in sentences

    @property
    def classes(self) -> tuple[str, ...]:
        """List the classes in sorted order."""
        return tuple(sorted(set(self.labels)))

    @property
    def numbers(self) -> np.ndarray:
        """Number each text's class: (n,) int64."""
        return np.unique(np.array(self.labels), return_inverse=True)[1]


@cache
def built_in(task: str) -> Labelled:
    """Return the built-in texts, labelled by "sentiment" or "topic"."""
    table = read_built_in("use/reviews.tsv")
    return clean([row["text"] for row in table], [row[task] for row in table])


def read_pasted(pasted: str) -> Labelled:
    """Read lines of a text and a label; the label stands after the last tab, else semicolon, else comma.

    Raises TextError if a line has no label, or as `clean` does.
    """
    lines = [line.strip() for line in pasted.splitlines() if line.strip()]
    if not lines:
        raise TextError("There is no table yet. Paste lines of a text, a comma and a label.")
    delimiter = next((sign for sign in DELIMITERS if all(sign in line for line in lines)), None)
    if delimiter is None:
        bare = [number for number, line in enumerate(lines, start=1) if not set(line) & set(DELIMITERS)]
        if bare:
            raise TextError(f"Line {bare[0]:,} has no label. End each line with a comma (or a tab) and its label.")
        raise TextError("Lines part text and label by different signs. Use one for all: a tab, a semicolon or a comma.")
    cells = [tuple(part.strip().strip('"') for part in line.rsplit(delimiter, 1)) for line in lines]
    if cells[0][1].lower() in ("label", "class"):
        cells = cells[1:]
    return clean([text for text, _ in cells], [label for _, label in cells])


def read_columns(file: BinaryIO, name: str, layout: Layout, columns: Sequence[str]) -> tuple[list[tuple], str]:
    """Read some columns of a table: a tuple a row, and a sentence on the rows that were left out, or nothing.

    Raises FileError if more than 5 % of the rows do not fit.
    """
    out, places = Refusals(name), [layout.at(column) for column in columns]
    read = [tuple(row[place][:MOST_CHARACTERS] for place in places) for row in rows(file, layout, out)]
    return read, out.said()


def look_into_table(file: BinaryIO, name: str, fewest: int, header: bool | None = None) -> Layout:
    """Tell how a table is laid out, as `tables.look_into` does.

    Raises FileError for plain text, and if there are fewer than `fewest` columns, as with a wrong separator.
    """
    layout = look_into(file, name, header)
    if layout.columns == LINE and layout.kind == "txt":
        raise FileError(f"“{name}” is plain text; a table has columns. Save it as csv, tsv, jsonl, xlsx or parquet.")
    known = layout.longest
    if len(known) < fewest:
        raise FileError(
            f"“{name}” has {len(known)} column{'s' * (len(known) != 1)} (“{known[0][:60]}”), and {fewest} are needed. "
            "Separate them by commas, semicolons, tabs or bars, and name them in the first line."
        )
    return layout


def clean(texts: Sequence[str], labels: Sequence[str]) -> Labelled:
    """Leave out what cannot be learned from, and check what is left.

    Raises TextError if fewer than ten texts are left, there is one class only, or there are more than twenty.
    """
    pairs = [
        (" ".join(encodable(text).split()), " ".join(encodable(label).split())[:LABEL_LETTERS])
        for text, label in zip(texts, labels, strict=True)
    ]
    full = [(text, label) for text, label in pairs if text and label]
    notes = []
    if (empty := len(pairs) - len(full)) > 0:
        notes.append(f"{empty:,} of {len(pairs):,} rows have no text or no label and are left out.")
    if damaged := sum("\ufffd" in text + label for text, label in full):
        notes.append(f"{damaged:,} rows hold damaged letters (“\ufffd”): better save the file as UTF-8.")
    counts = Counter(label for _, label in full)
    check_classes(counts, empty)
    rare = [label for label, count in counts.items() if count < FEWEST_OF_A_CLASS]
    if len(counts) - len(rare) < 2:
        raise TextError(
            f"{len(rare)} of {len(counts)} classes have a single text, so nothing can be held out to test on. "
            f"Give at least two classes {FEWEST_OF_A_CLASS} texts each, better 10."
        )
    if rare:
        notes.append(f"Left out, with a single text: {', '.join(sorted(rare)[:5])}{', …' if len(rare) > 5 else ''}.")
        full = [(text, label) for text, label in full if label not in rare]
    if len(full) < FEWEST_TEXTS:
        raise TextError(f"There are {len(full)} texts to learn from; at least {FEWEST_TEXTS} are needed. Add some.")
    if len(full) > MOST_TEXTS:
        notes.append(f"{MOST_TEXTS:,} of {len(full):,} texts are used: drawn at random (seed 0), shares kept.")
        full = draw(full)
    return Labelled(tuple(text for text, _ in full), tuple(label for _, label in full), tuple(notes))


def check_classes(counts: Counter, empty: int = 0) -> None:
    """Raise TextError unless there are between two and twenty classes."""
    if not counts:
        raise TextError("No row has both a text and a label. Check which columns hold them.")
    if len(counts) == 1:
        label, count = next(iter(counts.items()))
        without = f" ({empty:,} more rows have no text or no label)" if empty else ""
        raise TextError(
            f"All {count:,} texts have the label “{label}”{without}. A classifier needs at least two classes."
        )
    if len(counts) > MOST_CLASSES:
        numbers = all(is_number(label) for label in counts)
        what = "different numbers" if numbers else "different labels"
        some = ", ".join(sorted(counts)[:3])
        raise TextError(
            f"The column of labels holds {len(counts):,} {what} ({some}, …); at most {MOST_CLASSES} classes are told "
            f"apart. {'Cut the numbers into a few classes' if numbers else 'Join some'}, or pick another column."
        )


def draw(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Draw `MOST_TEXTS` pairs with the same shares of classes, and at least two of each, in their old order."""
    random = np.random.default_rng(0)
    labels = np.array([label for _, label in pairs])
    kept = []
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        count = max(FEWEST_OF_A_CLASS, int(MOST_TEXTS * len(members) / len(pairs)))
        kept += random.choice(members, count, replace=False).tolist()
    return [pairs[place] for place in sorted(kept)]
