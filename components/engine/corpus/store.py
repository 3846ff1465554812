"""A corpus on the disk, in open files that can be read without us.

corpus.json              the manifest: name, files with their counts, columns, sentences
owner.txt                the name of the visitor who brought it, which nobody else has
sentences/00000.parquet  10,000 sentences a part, in order: sentence, file, row, and the file's other columns as written
words.sqlite             an FTS5 index of the sentences, by number (`text_search`)
vectors/KEY/             one embedding (`embedding`)
maps/                    maps of embeddings

A part is written beside its place and renamed, so it is whole or not there; a corpus gets its place when all is read.
"""

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from components.engine.errors import CorpusError
from components.engine.loading.storage import storage

ID = "[0-9a-f]{12}"
MANIFEST, OWNER, SENTENCES = "corpus.json", "owner.txt", "sentences"
A_PART = 10_000  # sentences
MOST_LETTERS = 60  # of a name


@dataclass(frozen=True)
class BroughtFile:
    """What became of one file."""

    name: str
    rows: int = 0
    sentences: int = 0
    notes: tuple[str, ...] = ()  # what was left out, in sentences


@dataclass(frozen=True)
class Corpus:
    """A corpus that is on the disk."""

    folder: Path
    name: str
    sentences: int
    columns: tuple[str, ...]  # metadata, beside sentence, file and row
    files: tuple[BroughtFile, ...]
    made: str  # ISO 8601, UTC
    shared: bool = False  # of the server's owner, and for everybody

    @property
    def id(self) -> str:
        """Return the name of its folder."""
        return self.folder.name

    def texts(self, numbers: Sequence[int] | np.ndarray) -> list[str]:
        """Return sentences by their numbers."""
        return self.column("sentence", numbers)

    def column(self, name: str, numbers: Sequence[int] | np.ndarray) -> list[str]:
        """Return what stands in a column at some sentences' numbers."""
        wanted = np.asarray(numbers, dtype=np.int64)
        found: dict[int, str] = {}
        for part in np.unique(wanted // A_PART):
            values = read_column(self.folder, int(part), name)
            for number in np.unique(wanted[wanted // A_PART == part]):
                found[int(number)] = values[int(number) - int(part) * A_PART].as_py()
        return [found[int(number)] for number in wanted]

    def categories(self, name: str) -> tuple[np.ndarray, list[str]]:
        """Return a column of all sentences: the number of each one's entry, (sentences,) int32, and the entries."""
        return read_categories(self.folder, self.parts, name)

    def block(self, number: int, size: int) -> list[str]:
        """Return one block of so many sentences."""
        return self.texts(np.arange(number * size, min((number + 1) * size, self.sentences)))

    @property
    def parts(self) -> int:
        """Count the parts of the sentences."""
        return -(-self.sentences // A_PART)

    @property
    def bytes(self) -> int:
        """Count the bytes that it keeps on the disk."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


@lru_cache(maxsize=32)
def read_column(folder: Path, part: int, name: str) -> pa.Array:
    """Read a column of one part; some stay in memory.

    Raises CorpusError if the part is gone or damaged.
    """
    path = folder / SENTENCES / f"{part:05}.parquet"
    with told(path):
        return pq.read_table(path, columns=[name]).column(0).combine_chunks()


@lru_cache(maxsize=8)
def read_categories(folder: Path, parts: int, name: str) -> tuple[np.ndarray, list[str]]:
    """Read a column of all parts as numbers of entries, and the entries; some stay in memory."""
    values = pa.chunked_array([read_column(folder, part, name) for part in range(parts)])
    coded = values.dictionary_encode().unify_dictionaries().combine_chunks()
    return coded.indices.to_numpy().astype(np.int32), coded.dictionary.to_pylist()


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Let what goes wrong with a file of a corpus be told in a sentence."""
    try:
        yield
    except FileNotFoundError as error:
        raise CorpusError(
            f"“{path.name}” of this corpus is not on the disk any more. Bring the corpus again, or pick another."
        ) from error
    except pa.ArrowInvalid as error:
        raise CorpusError(f"“{path.name}” of this corpus is damaged. Delete the corpus, and bring it again.") from error
    except OSError as error:
        free = shutil.disk_usage(path.anchor or ".").free
        raise CorpusError(
            f"“{path.name}” could not be read or written ({error.strerror or error}); {free / 1e6:,.0f} MB of the disk "
            "are free. Make room if that is too little, and try again: nothing that was written is lost."
        ) from error


def write_part(table: pa.Table, path: Path) -> None:
    """Write a Parquet file whole, or not at all.

    Raises CorpusError if there is no room.
    """
    fresh = path.with_suffix(".new")
    with told(path):
        try:
            pq.write_table(table, fresh, compression="zstd")
            with fresh.open("rb") as written:
                os.fsync(written.fileno())
            os.replace(fresh, path)
        except BaseException:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise


def write_json(content: Mapping[str, Any], path: Path) -> None:
    """Write a small file whole, or not at all. Raises CorpusError if there is no room."""
    fresh = path.with_suffix(".new")
    with told(path):
        fresh.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        os.replace(fresh, path)


def corpora_folder() -> Path:
    """Return the folder that holds a folder for each corpus."""
    return storage() / "corpora"


def new_folder() -> Path:
    """Make up the folder of a new corpus; it is not made yet."""
    return corpora_folder() / secrets.token_hex(6)


def keep(corpus: Corpus, owner: str) -> None:
    """Write a corpus's manifest and owner."""
    content = {key: value for key, value in asdict(corpus).items() if key not in ("folder", "shared")}
    (corpus.folder / OWNER).write_text(owner)
    write_json({"version": 1, **content}, corpus.folder / MANIFEST)


def open_corpus(folder: Path, shared: bool = False) -> Corpus:
    """Open the corpus in a folder.

    Raises CorpusError if there is none.
    """
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = tuple(BroughtFile(**{**one, "notes": tuple(one["notes"])}) for one in said["files"])
        name, columns = str(said["name"]), tuple(map(str, said["columns"]))
        return Corpus(folder, name, int(said["sentences"]), columns, files, str(said["made"]), shared)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusError("This corpus is not on this machine (any more). Bring it again, or pick another.") from error


def corpora(owner: str, shared: Path | None = None) -> list[Corpus]:
    """List an owner's corpora, the latest first, then the shared ones."""
    own = [path.parent for path in corpora_folder().glob(f"*/{MANIFEST}") if re.fullmatch(ID, path.parent.name)]
    found = [open_corpus(path) for path in own if owner and owner_of(path) == owner]
    for path in sorted(shared.glob(f"*/{MANIFEST}")) if shared else ():
        with suppress(CorpusError):
            found.append(open_corpus(path.parent, shared=True))
    return sorted(found, key=lambda one: (not one.shared, one.made), reverse=True)


def owner_of(folder: Path) -> str:
    """Return the name of the visitor who brought a corpus."""
    try:
        return (folder / OWNER).read_text()
    except OSError:
        return ""


def delete(corpus: Corpus) -> None:
    """Remove all that is kept of a corpus; a shared one stays."""
    if not corpus.shared:
        shutil.rmtree(corpus.folder, ignore_errors=True)


def now() -> str:
    """Write the time as a manifest holds it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
