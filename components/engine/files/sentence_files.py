"""A file of sentences to those that hold a word, read as a stream by the one reader (`tables`).

A second column may hold the senses, a third the group that a sentence comes from. Others may say where the word is: as
characters ("16:20", or two columns such as start and end), or as the number of a word between spaces. Then that place
is used, whatever form the word has there.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import BinaryIO

from components.engine.errors import FileError
from components.engine.files.tables import Layout, Refusals, look_into, rows
from components.engine.records import Span
from components.engine.text.clean_text import MOST_CHARACTERS
from components.engine.text.find_word import find_occurrences
from components.engine.text.function_words import FUNCTION_WORDS
from components.engine.text.words import UNSPACED

MOST_SENSES, MOST_LETTERS = 20, 60  # of one word, and of a sense's name
UNNAMED, UNGROUPED = "no sense given", "no group given"
MOST_SENTENCES = 5000  # occurrences of one word on a map
SPAN = re.compile(r"\s*(\d{1,7})\s*[:,–-]\s*(\d{1,7})\s*")
COUNTED, NAMED = 1000, 4  # sentences whose words are counted where the word is in none, and words then named
CONTENT = re.compile(r"[^\W\d_]{4,}")
TRUE = 0.9  # the share of a file's first rows in which a column must point at a whole word


@dataclass(frozen=True)
class FileSentences:
    """What a file holds of a word."""

    sentences: tuple[str, ...]  # those with the word, in the order of the file, at most `MOST_SENTENCES`
    lines: int  # sentences in the file
    found: int  # sentences with the word, whether kept or not
    column: str  # the column that was read
    senses: tuple[str, ...] = ()  # each kept sentence's sense, where the file has a column of them
    groups: tuple[str, ...] = ()  # and its group, as written
    spans: tuple[Span, ...] = ()  # each kept sentence's place of the word, where the file has columns of them
    notes: tuple[str, ...] = ()  # what was left out, in sentences
    instead: tuple[str, ...] = ()  # frequent words of a file that does not hold the word


@dataclass(frozen=True)
class PlaceColumns:
    """Columns that say where the word is."""

    columns: tuple[str, ...]
    unit: str  # "characters", or "words" between spaces

    def __str__(self) -> str:
        return f"{' to '.join(self.columns)} ({self.unit})"

    def place(self, row: Sequence[str], layout: Layout, text: str) -> tuple[int, int] | None:
        """Return the place in the text that a row names, or None if there is none."""
        named = ":".join(row[layout.at(column)] for column in self.columns)
        if self.unit == "words":
            words = list(re.finditer(r"\S+", text))
            number = int(named) if re.fullmatch(r"\s*\d{1,6}\s*", named) else len(words)
            return trimmed(text, *words[number].span()) if number < len(words) else None
        found = SPAN.fullmatch(named)
        start, end = (int(found[1]), int(found[2])) if found else (0, 0)
        return (start, end) if start < end <= len(text) else None


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the signs around a word; those of a sign by itself stay."""
    inner = re.search(r"\w(?:.*\w)?", text[start:end], re.DOTALL)
    return (start + inner.start(), start + inner.end()) if inner else (start, end)


def place_columns(layout: Layout, column: str, word: str) -> list[PlaceColumns]:
    """List the columns that say where a word is in the texts of `column`, judged by the file's first rows.

    Characters must enclose a whole word in nine of ten rows; word numbers must point at `word` in as many of the rows
    that hold it.
    """
    others = [name for name in layout.columns if name != column]
    pairs = [(name, name.replace("start", "end")) for name in others if "start" in name]
    asked = [PlaceColumns(pair, "characters") for pair in pairs if pair[1] in others and pair[0] != pair[1]]
    asked += [PlaceColumns((name,), unit) for name in others for unit in ("characters", "words")]
    return [one for one in asked if tells_true(one, layout, column, word)]


def tells_true(asked: PlaceColumns, layout: Layout, column: str, word: str) -> bool:
    """Tell whether columns point at words in the file's first rows."""
    hits = []
    for row in layout.first:
        text = row[layout.at(column)]
        place = asked.place(row, layout, text)
        if asked.unit == "words" and not find_occurrences([text], word, inflections=True):
            continue
        hits.append(
            place is not None
            and is_word(text, *place)
            and (asked.unit == "characters" or bool(find_occurrences([text[slice(*place)]], word, inflections=True)))
        )
    return len(hits) > 0 and sum(hits) >= TRUE * len(hits)


def is_word(text: str, start: int, end: int) -> bool:
    """Tell whether characters begin and end where a word does."""
    inside, around = text[start:end], (text[:start][-1:], text[end : end + 1])
    whole = not any(sign.isalnum() for sign in around) or not inside.isascii()
    return inside == inside.strip() and inside[:1].isalnum() and whole


def read_sentences(
    file: BinaryIO,
    name: str,
    word: str,
    inflections: bool,
    column: str = "",
    sense_column: str = "",
    group_column: str = "",
    places: PlaceColumns | None = None,
    layout: Layout | None = None,
) -> FileSentences:
    """Stream `file` and keep the sentences that hold `word`, with what columns of senses and groups say of them.

    Raises FileError if it is no text, has another kind, no such column, nothing to read or too many senses.
    """
    layout = layout or look_into(file, name)
    for asked in filter(None, (column, sense_column, group_column)):
        if asked not in layout.columns:
            raise FileError(f"“{name}” has no column “{asked}”. It has: {', '.join(layout.columns)}.")
    column = column or (layout.longest or layout.columns)[0]
    kept: list[str] = []
    senses, groups, spans, found, lines, out = [], [], [], 0, 0, Refusals(name)
    for row in rows(file, layout, out):
        text = row[layout.at(column)][:MOST_CHARACTERS]
        lines += bool(text.strip())
        place = find_place(row, layout, text, word, inflections, places)
        found += place is not None
        if place is not None and len(kept) < MOST_SENTENCES:
            spans.append(Span(len(kept), *place))
            kept.append(text)
            senses.append(name_of_sense(row[layout.at(sense_column)] if sense_column else ""))
            groups.append(" ".join(row[layout.at(group_column)].split())[:MOST_LETTERS] if group_column else "")
    if not lines:
        raise FileError(f"“{name}” holds no sentence. Put one on each line.")
    if (count := len(set(senses))) > MOST_SENSES:
        raise FileError(
            f"Column “{sense_column}” has {count:,} different entries for “{word}”, too many for senses: at most "
            f"{MOST_SENSES}. Pick another column for the senses."
        )
    damaged = sum("\ufffd" in text for text in kept)
    notes = (
        *layout.notes,
        out.said(),
        f"{damaged:,} sentences hold damaged letters (“\ufffd”): better save the file as UTF-8." if damaged else "",
    )
    return FileSentences(
        tuple(kept),
        lines,
        found,
        column,
        tuple(senses) if sense_column else (),
        tuple(groups) if group_column else (),
        tuple(spans) if places else (),
        tuple(filter(None, notes)),
        () if found else frequent_words(read_texts(file, name, column, layout)),
    )


def joined(
    first: FileSentences, second: FileSentences, names: tuple[str, str], word: str, inflections: bool
) -> FileSentences:
    """Put two files' sentences one after the other; their names are the groups.

    Of each its first sentences are kept, half of what a map takes or what the other leaves. Senses stay if both have
    them.
    """
    half = MOST_SENTENCES // 2
    few = max(half, MOST_SENTENCES - len(second.sentences))
    kept = [head(first, few), head(second, max(half, MOST_SENTENCES - len(first.sentences)))]
    groups = ((name,) * len(side.sentences) for side, name in zip(kept, names, strict=True))
    spans: list[Span] = []
    if any(side.spans for side in kept):  # else the word is searched for in both
        for side, shift in zip(kept, (0, len(kept[0].sentences)), strict=True):
            places = side.spans or find_occurrences(side.sentences, word, inflections)
            spans += [Span(place.sentence + shift, place.start, place.end) for place in places]
    return FileSentences(
        kept[0].sentences + kept[1].sentences,
        first.lines + second.lines,
        first.found + second.found,
        first.column,
        kept[0].senses + kept[1].senses if first.senses and second.senses else (),
        tuple(chain.from_iterable(groups)),
        tuple(spans),
        first.notes + second.notes,
        first.instead or second.instead,
    )


def head(side: FileSentences, most: int) -> FileSentences:
    """Keep the first sentences of a file, and what is known of them."""
    columns = {name: getattr(side, name)[:most] for name in ("sentences", "senses", "groups", "spans")}
    return replace(side, **columns)


def frequent_words(texts: Iterable[str]) -> tuple[str, ...]:
    """Name the words that most of the first texts hold, but short ones and English function words.

    In a script that puts no spaces between words none is named.
    """
    counts = Counter(word for text in islice(texts, COUNTED) for word in dict.fromkeys(CONTENT.findall(text.lower())))
    words = [word for word, _ in counts.most_common() if word not in FUNCTION_WORDS]
    return tuple(word for word in words if not UNSPACED.search(word))[:NAMED]


def name_of_sense(cell: str) -> str:
    """Make a cell the name of a sense."""
    return " ".join(cell.split())[:MOST_LETTERS] or UNNAMED


def find_place(
    row: Sequence[str], layout: Layout, text: str, word: str, inflections: bool, places: PlaceColumns | None
) -> tuple[int, int] | None:
    """Return where the word is in a row's text: where the row says, if it speaks of this word, else where it is found.

    A row speaks of a word whose form stands at the place, or that is in a cell of its own, such as "bank" or "bank_nn".
    """
    if places is None:
        found = find_occurrences([text], word, inflections)
        return (found[0].start, found[0].end) if found else None
    place = places.place(row, layout, text)
    if place is None:
        return None
    lemma = word.strip().casefold()
    speaks = any(cell.strip().casefold().partition("_")[0] == lemma for cell in row)
    return place if speaks or find_occurrences([text[slice(*place)]], word, inflections=True) else None


def read_texts(file: BinaryIO, name: str, column: str = "", layout: Layout | None = None) -> Iterator[str]:
    """Stream the texts of a file, whatever is in them.

    Raises FileError if it is no text or has another kind.
    """
    layout = layout or look_into(file, name)
    place = layout.at(column or (layout.longest or layout.columns)[0])
    return (row[place][:MOST_CHARACTERS] for row in rows(file, layout, Refusals(name)) if row[place].strip())
