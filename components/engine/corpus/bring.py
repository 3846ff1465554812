"""Bring a corpus: files, or a folder of them, through the one reader, cut into sentences, their columns kept.

A file that cannot be read is left out, and said so; if none can, the first one's reason is raised. The corpus has its
place on the disk when all is read; until then it is in a folder beside it, which goes if the work ends before.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from components.engine.corpus import text_search
from components.engine.corpus.store import (
    A_PART,
    MOST_LETTERS,
    SENTENCES,
    BroughtFile,
    Corpus,
    keep,
    now,
    open_corpus,
    write_part,
)
from components.engine.errors import CorpusError, FileError
from components.engine.files.tables import KINDS, Refusals, look_into, rows
from components.engine.progress import OnProgress, ShouldStop, never, unheard
from components.engine.text.clean_text import MOST_CHARACTERS, encodable
from components.engine.text.sentences import split_sentences

OWN = ("sentence", "file", "row")  # our columns; one of these names in a file gets “ (2)”
MOST_SENTENCES, MOST_COLUMNS = 5_000_000, 50
ROOM = 200e6  # bytes of the disk that are left to others


@dataclass(frozen=True)
class Source:
    """A file that is brought: its name, and what opens it."""

    name: str
    size: int  # bytes
    open: Callable[[], BinaryIO]


@dataclass
class Writer:
    """The sentences that are not in a part yet."""

    folder: Path
    written: int = 0
    sentences: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)  # metadata; a column may come with a later file

    def add(self, texts: Sequence[str], file: str, row: int, cells: dict[str, str]) -> None:
        """Take the sentences of one row."""
        for column in cells:
            self.columns.setdefault(column, [""] * len(self.sentences))
        self.sentences += texts
        self.files += [file] * len(texts)
        self.rows += [row] * len(texts)
        for column, values in self.columns.items():
            values += [cells.get(column, "")] * len(texts)
        while len(self.sentences) >= A_PART:
            self.write(A_PART)

    def write(self, count: int) -> None:
        """Write a part of so many sentences."""
        everything: dict[str, list] = {"sentence": self.sentences, "file": self.files, "row": self.rows}
        everything.update(self.columns)
        table = pa.table({name: values[:count] for name, values in everything.items()})
        write_part(table, self.folder / SENTENCES / f"{self.written // A_PART:05}.parquet")
        text_search.add(self.folder, self.written, self.sentences[:count])
        self.written += count
        for values in everything.values():
            del values[:count]


def bring(
    sources: Sequence[Source],
    folder: Path,
    name: str,
    owner: str = "",
    column: str = "",
    split: bool = True,
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> Corpus | None:
    """Make a corpus of files in `folder`, which is new; None if it was to stop.

    `column` holds the texts, where a file has it; else they stand in the one with the longest texts. With `split` each
    is cut into its sentences. Raises CorpusError, or FileError if no file can be read.
    """
    if not sources:
        raise CorpusError(f"There is no file to read. Bring one of the kinds {', '.join(KINDS)}.")
    size, free = sum(source.size for source in sources), room_at(folder)
    if free < 3 * size + ROOM:
        raise CorpusError(
            f"A corpus of {size / 1e6:,.0f} MB takes up to {3 * size / 1e6:,.0f} MB of the disk, and {free / 1e6:,.0f} "
            "MB are free. Make room, or bring less."
        )
    fresh = folder.with_name(f"{folder.name}.new")
    (fresh / SENTENCES).mkdir(parents=True)
    try:
        text_search.begin(fresh)
        writer, files = Writer(fresh), []
        done = 0
        for source in sources:
            share = (done / max(size, 1), source.size / max(size, 1))
            files.append(read_file(source, writer, column, split, share, on_progress, should_stop))
            if should_stop():
                return None
            done += source.size
        if column and all(without(column) in file.notes for file in files if file.sentences):
            raise FileError(f"No file has a column “{column}”. Name another, or none: then the longest texts are read.")
        if not writer.written + len(writer.sentences):
            raise FileError(next(filter(None, (" ".join(file.notes) for file in files)), "The files hold no sentence."))
        if writer.sentences:
            writer.write(len(writer.sentences))
        columns = even_columns(fresh)
        made = Corpus(fresh, " ".join(name.split())[:MOST_LETTERS], writer.written, columns, tuple(files), now())
        keep(made, owner)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return open_corpus(folder)


def read_file(
    source: Source,
    writer: Writer,
    column: str,
    split: bool,
    share: tuple[float, float],
    on_progress: OnProgress,
    should_stop: ShouldStop,
) -> BroughtFile:
    """Read one file into the writer, and tell what became of it."""
    before, out = writer.written + len(writer.sentences), Refusals(source.name)
    notes: list[str] = []
    with source.open() as file:
        try:
            layout = look_into(file, source.name)
            text = column if column in layout.columns else (layout.longest or layout.columns)[0]
            notes += [without(column)] * (column not in (*layout.columns, ""))
            place = layout.at(text)
            own = [(number, as_metadata(one)) for number, one in enumerate(layout.columns) if number != place]
            notes += layout.notes
            for row in rows(file, layout, out):
                found = in_sentences(row[place], split)
                writer.add(found, source.name, out.rows, {name: row[number] for number, name in own[:MOST_COLUMNS]})
                if writer.written + len(writer.sentences) > MOST_SENTENCES:
                    raise CorpusError(f"A corpus holds at most {MOST_SENTENCES:,} sentences. Bring it in several.")
                if out.rows % 100 == 0:
                    on_progress(share[0] + share[1] * min(file.tell() / max(source.size, 1), 1.0))
                    if should_stop():
                        break
        except FileError as error:  # what was read before stays
            notes.append(str(error))
    if said := out.said():
        notes.append(said)
    count = writer.written + len(writer.sentences) - before
    return BroughtFile(source.name, out.rows, count, tuple(dict.fromkeys(notes)))


def without(column: str) -> str:
    """Say that a file lacks the column of the texts."""
    return f"It has no column “{column}”, so its longest texts are read."


def as_metadata(column: str) -> str:
    """Name a file's column in the corpus, beside our own."""
    return f"{column} (2)" if column in OWN else column


def in_sentences(text: str, split: bool) -> list[str]:
    """Cut a text into its sentences, line by line, or leave it whole; very long ones are cut at spaces."""
    lines = text.splitlines() if split else [" ".join(text.split())]
    found: list[str] = []
    for line in lines:
        for piece in pieces(encodable(line)):
            found += split_sentences(piece) if split else filter(None, [piece.strip()])
    return [one for one in found if any(map(str.isalnum, one))]


def pieces(text: str) -> Iterator[str]:
    """Cut a text that is longer than the app reads at once, at a space if there is one."""
    while len(text) > MOST_CHARACTERS:
        cut = text.rfind(" ", MOST_CHARACTERS // 2, MOST_CHARACTERS) + 1 or MOST_CHARACTERS
        yield text[:cut]
        text = text[cut:]
    yield text


def even_columns(folder: Path) -> tuple[str, ...]:
    """Give every part all columns of all files, and name those that are metadata."""
    paths = sorted((folder / SENTENCES).glob("*.parquet"))
    names: dict[str, None] = {}
    for path in paths:
        names |= dict.fromkeys(pq.read_schema(path).names)
    for path in paths:
        table = pq.read_table(path)
        if missing := [name for name in names if name not in table.column_names]:
            for name in missing:
                table = table.append_column(name, pa.array([""] * len(table)))
            write_part(table.select(list(names)), path)
    return tuple(name for name in names if name not in OWN)


def files_in(path: Path) -> list[Source]:
    """List the files of a folder that can be read, in the order of their names, or the file itself.

    A link that leads out of the folder is no file of it. Raises CorpusError if there is none.
    """
    inside = path.resolve()
    found = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    kept = [
        one
        for one in found
        if one.suffix.lower().lstrip(".") in KINDS and (one == path or one.resolve().is_relative_to(inside))
    ]
    if not kept:
        raise CorpusError(f"“{path}” holds no file of the kinds {', '.join(KINDS)}. Name another file or folder.")
    names = [one.name if one == path else one.relative_to(path).as_posix() for one in kept]
    return [Source(name, one.stat().st_size, partial(opened, one)) for name, one in zip(names, kept, strict=True)]


def news() -> Source:
    """Return the news sample that comes with gensim: 300 articles of the Australian Broadcasting Corporation, 2000."""
    from gensim.test.utils import datapath

    path = Path(datapath("lee_background.cor"))
    return Source("news.txt", path.stat().st_size, partial(opened, path))


def opened(path: Path) -> BinaryIO:
    """Open a file on the disk."""
    return path.open("rb")


def room_at(folder: Path) -> int:
    """Count the free bytes of the disk that a folder will be on."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free
