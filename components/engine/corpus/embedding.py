"""Embed a corpus, block after block: each block is a Parquet part, so that a work that was ended goes on where it was.

vectors/KEY/embedding.json  the recipe, sentences, width
vectors/KEY/00000.parquet   of 1,024 sentences: sentence, start, end (characters), vector; in the part's own metadata
                            how many sentences were read by windows, and of how many the model reads nothing
vectors/KEY/all.npy         when all is done: the parts' vectors one after the other, for searching; made anew if lost
vectors/KEY/places.npy      (n, 3) int64: sentence, start, end of each
"""

import json
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from components.engine.corpus.recipe import Recipe
from components.engine.corpus.store import Corpus, told, write_json, write_part
from components.engine.encoding.blocks import Block, embed_blocks
from components.engine.errors import CorpusError
from components.engine.loading.load import Encoder
from components.engine.progress import OnProgress, ShouldStop, never, unheard
from components.engine.records import record

A_BLOCK = 1024  # sentences
FACTS, ERROR, ALL, PLACES = "embedding.json", "error.txt", "all.npy", "places.npy"
ROOM = 100e6  # bytes of the disk that are left to others


@dataclass(frozen=True)
class Embedding:
    """An embedding of a corpus, whole or on its way."""

    corpus: Corpus
    recipe: Recipe
    width: int

    @property
    def folder(self) -> Path:
        """Return where it is."""
        return self.corpus.folder / "vectors" / self.recipe.key

    @property
    def blocks(self) -> int:
        """Count the blocks of the corpus."""
        return -(-self.corpus.sentences // A_BLOCK)

    def part(self, block: int) -> Path:
        """Return the path of a block's part."""
        return self.folder / f"{block:05}.parquet"

    def missing(self) -> list[int]:
        """List the blocks that are not there yet."""
        there = {path.stem for path in self.folder.glob("*.parquet")}
        return [block for block in range(self.blocks) if f"{block:05}" not in there]

    @property
    def error(self) -> str:
        """Say why it stopped; nothing if it did not."""
        with suppress(OSError):
            return (self.folder / ERROR).read_text(encoding="utf-8")
        return ""


@record
class Vectors:
    """What is embedded of a corpus."""

    vectors: np.ndarray  # (n, width), a view of the file
    sentence: np.ndarray  # (n,) the number of its sentence
    start: np.ndarray  # (n,) first character
    end: np.ndarray  # (n,) one past the last


def prepare(corpus: Corpus, recipe: Recipe, width: int) -> Embedding:
    """Make the folder of an embedding, or find what is there of it.

    Raises CorpusError if there is no such choice, or no room.
    """
    recipe.check()
    made = Embedding(corpus, recipe, width)
    with told(made.folder):
        made.folder.mkdir(parents=True, exist_ok=True)
    if not (made.folder / FACTS).is_file():
        write_json({"recipe": asdict(recipe), "sentences": corpus.sentences, "width": width}, made.folder / FACTS)
    return made


def find_embedding(corpus: Corpus, key: str) -> Embedding:
    """Find an embedding, whole or not. Raises CorpusError if there is none."""
    try:
        said = json.loads((corpus.folder / "vectors" / key / FACTS).read_text(encoding="utf-8"))
        recipe = Recipe(**{**said["recipe"], "words": tuple(said["recipe"]["words"])})
        return Embedding(corpus, recipe, int(said["width"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusError("This embedding is not there (any more). Embed the corpus anew.") from error


def embeddings(corpus: Corpus) -> list[Embedding]:
    """List what was embedded of a corpus, the latest first."""
    paths = sorted(corpus.folder.glob(f"vectors/*/{FACTS}"), key=lambda path: -path.stat().st_mtime)
    return [find_embedding(corpus, path.parent.name) for path in paths]


def embed(
    encoder: Encoder, made: Embedding, on_progress: OnProgress = unheard, should_stop: ShouldStop = never
) -> bool:
    """Write the parts that are missing; tell whether all are there.

    Raises CorpusError if there is no room: what was written stays, and the next call goes on.
    """
    missing, done = made.missing(), 0
    (made.folder / ERROR).unlink(missing_ok=True)

    def tell(share: float) -> None:
        on_progress(1 - (len(missing) - done - share) / made.blocks)

    recipe, texts = made.recipe, (made.corpus.block(block, A_BLOCK) for block in missing)
    for read in embed_blocks(encoder, texts, recipe.layer, recipe.find, recipe.dtype, tell, should_stop):
        keep_block(made, missing[done], read)
        done += 1
    if done < len(missing):
        return False
    on_progress(1.0)
    return True


def keep_block(made: Embedding, block: int, read: Block) -> None:
    """Write a block's part. Raises CorpusError if there is no room."""
    free = shutil.disk_usage(made.folder).free
    if free < ROOM:
        raise CorpusError(
            f"{free / 1e6:,.0f} MB of the disk are free, too little to go on. Make room, then resume: nothing is lost."
        )
    write_part(as_table(made.recipe, made.width, block, read), made.part(block))


def as_table(recipe: Recipe, width: int, block: int, read: Block) -> pa.Table:
    """Put what was read of a block into a table."""
    kept = np.ascontiguousarray(read.vectors, dtype=recipe.kept)
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(kept.reshape(-1)), width)
    columns = {"sentence": read.sentence.astype(np.int64) + block * A_BLOCK, "start": read.start, "end": read.end}
    counted = {"windowed": str(read.windowed), "unread": str(read.unread)}
    return pa.table({**columns, "vector": vectors}).replace_schema_metadata(counted)


def load(made: Embedding) -> Vectors:
    """Open an embedding that is whole.

    Raises CorpusError if parts are missing or damaged.
    """
    if missing := made.missing():
        raise CorpusError(f"{len(missing):,} of {made.blocks:,} blocks are not embedded yet. Resume, or wait.")
    with told(made.folder / ALL):
        if not (made.folder / ALL).is_file() or not (made.folder / PLACES).is_file():
            join_parts(made)
        vectors = np.load(made.folder / ALL, mmap_mode="r")
        sentence, start, end = np.load(made.folder / PLACES, mmap_mode="r").T
    if not len(vectors):
        raise CorpusError(
            f"No sentence has {made.recipe.unit} that the model can read. Choose something else to embed."
        )
    return Vectors(vectors, sentence, start, end)


def count_odd(made: Embedding) -> tuple[int, int]:
    """Count the sentences that were read by windows, and those of which the model reads nothing."""
    counts = [pq.read_schema(made.part(block)).metadata for block in range(made.blocks)]
    windowed, unread = (sum(int(one[name]) for one in counts) for name in (b"windowed", b"unread"))
    return windowed, unread


def join_parts(made: Embedding) -> None:
    """Write all parts' vectors one after the other, a part at a time, whole or not at all."""
    paths = [made.part(block) for block in range(made.blocks)]
    count = sum(pq.read_metadata(path).num_rows for path in paths)
    fresh = made.folder / "all.new.npy"
    vectors: np.ndarray = np.empty((0, made.width), made.recipe.kept)
    if count:  # nothing cannot be mapped
        vectors = np.lib.format.open_memmap(fresh, "w+", np.dtype(made.recipe.kept), (count, made.width))
    else:
        np.save(fresh, vectors)
    places, first = np.empty((count, 3), dtype=np.int64), 0
    for path in paths:
        table = pq.read_table(path)
        past = first + len(table)
        places[first:past] = np.column_stack([table[name].to_numpy() for name in ("sentence", "start", "end")])
        flat = table["vector"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
        vectors[first:past] = flat.reshape(-1, made.width)
        first = past
    del vectors  # which writes what is mapped
    np.save(made.folder / PLACES, places)
    fresh.replace(made.folder / ALL)


def delete(made: Embedding) -> None:
    """Remove an embedding; one of a shared corpus stays."""
    if not made.corpus.shared:
        shutil.rmtree(made.folder, ignore_errors=True)
