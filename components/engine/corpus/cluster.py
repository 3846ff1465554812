"""Embed a corpus on several machines: the step of `embedding.embed`, a block at a time, as a Ray Data pipeline.

The corpus lies where all machines reach it: a shared folder, or object storage by its address (fsspec, as
"s3://bucket/corpus"). Each worker reads the sentences of its block there and writes the block's part there: the same
parts as on one machine, and in float32 the same bits. A worker that fails costs its block alone, which another one
reads; the same call goes on with what was ended. Ray is an extra package, imported here alone.
"""

import io
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from components.engine.corpus.embedding import A_BLOCK, FACTS, Embedding, as_table
from components.engine.corpus.recipe import Recipe
from components.engine.corpus.store import A_PART, MANIFEST, SENTENCES
from components.engine.encoding.blocks import embed_block
from components.engine.errors import CorpusError
from components.engine.loading.load import Encoder, load_encoder
from components.engine.progress import OnProgress, ShouldStop, never, unheard

LOCAL = "local"  # the address of a cluster that is begun on this machine, for the time of the work


class Storage:
    """A folder anywhere that fsspec reaches."""

    def __init__(self, address: str) -> None:
        self.files, self.root = fsspec.core.url_to_fs(address)

    def path(self, name: str) -> str:
        """Return the path of a file below the folder."""
        return f"{self.root.rstrip('/')}/{name}"

    def read(self, name: str) -> bytes:
        """Return what is in a file."""
        return self.files.cat_file(self.path(name))

    def write(self, name: str, content: bytes) -> None:
        """Write a file, which is whole or not there: object storage does so by itself, a folder by renaming."""
        path = self.path(name)
        self.files.makedirs(path.rpartition("/")[0], exist_ok=True)
        if "file" not in np.atleast_1d(self.files.protocol):
            self.files.pipe_file(path, content)
            return
        fresh = f"{path}.{os.getpid()}.new"
        self.files.pipe_file(fresh, content)
        os.replace(fresh, path)

    def names(self, folder: str) -> set[str]:
        """List the files of a folder below this one; none if there is no such folder."""
        self.files.invalidate_cache()
        try:
            return {str(path).rpartition("/")[2] for path in self.files.ls(self.path(folder), detail=False)}
        except FileNotFoundError:
            return set()


class EmbedBlocks:
    """A worker: it loads the model once, and reads one block after the other."""

    def __init__(self, address: str, recipe: Recipe, sentences: int, width: int) -> None:
        self.storage, self.recipe = Storage(address), recipe
        self.sentences, self.width = sentences, width
        self.encoder: Encoder = load_encoder(recipe.model)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """Embed the block that a row names, and write its part."""
        block = int(row["block"])
        recipe = self.recipe
        read = embed_block(self.encoder, self.texts(block), recipe.layer, recipe.find, recipe.dtype)
        assert read is not None  # nothing stops it
        buffer = io.BytesIO()
        pq.write_table(as_table(recipe, self.width, block, read), buffer, compression="zstd")
        self.storage.write(f"vectors/{recipe.key}/{block:05}.parquet", buffer.getvalue())
        return {"block": block}

    def texts(self, block: int) -> list[str]:
        """Read the sentences of a block, which may lie in two parts."""
        first, past = block * A_BLOCK, min((block + 1) * A_BLOCK, self.sentences)
        parts = range(first // A_PART, (past - 1) // A_PART + 1)
        contents = (self.storage.read(f"{SENTENCES}/{part:05}.parquet") for part in parts)
        tables = [pq.read_table(pa.BufferReader(content), columns=["sentence"]) for content in contents]
        start = first - parts[0] * A_PART
        return pa.concat_tables(tables)["sentence"][start : start + past - first].to_pylist()


def embed_on_cluster(
    made: Embedding,
    address: str = LOCAL,
    workers: int = 2,
    storage: str = "",
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> bool:
    """Embed what is missing on the cluster at `address`; tell whether all is there.

    `storage` is where the machines meet; without it, that is the corpus's own folder. What lies elsewhere is brought
    there before, and the parts are brought back at the end. Raises CorpusError if there is no Ray, or no cluster.
    """
    meeting = storage or made.corpus.folder.absolute().as_uri()
    there, folder = Storage(meeting), f"vectors/{made.recipe.key}"
    if storage:
        send(made, there)
    known = there.names(folder)
    missing = [block for block in range(made.blocks) if f"{block:05}.parquet" not in known]
    for done, _ in enumerate(finished(made, missing, meeting, address, workers), start=1):
        on_progress(1 - (len(missing) - done) / made.blocks)
        if should_stop():
            return False
    if storage:
        fetch(made, there)
    return not made.missing()


def finished(made: Embedding, missing: list[int], meeting: str, address: str, workers: int) -> Iterator[int]:
    """Yield the blocks as they are done."""
    if not missing:
        return
    ray = connect(address, workers)
    try:
        given = {"address": meeting, "recipe": made.recipe, "sentences": made.corpus.sentences, "width": made.width}
        blocks = ray.data.from_items([{"block": block} for block in missing], override_num_blocks=len(missing))
        pool = ray.data.ActorPoolStrategy(size=min(workers, len(missing)), max_tasks_in_flight_per_actor=2)
        done = blocks.map(EmbedBlocks, fn_constructor_kwargs=given, compute=pool, num_cpus=1)
        for row in done.iter_rows():
            yield int(row["block"])
    finally:
        ray.shutdown()


def connect(address: str, workers: int) -> Any:
    """Return the module ray, connected: to a cluster, or to one of this machine that listens to itself alone.

    Raises CorpusError if Ray is not installed, or nobody is at the address.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if address == LOCAL:
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # whatever the system: every socket is a loopback one
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise CorpusError(
            "Work on a cluster needs the package Ray: `pip install 'ray[data]'`. Without --ray this machine does it."
        ) from error
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "error"}
    try:
        if address == LOCAL:
            alone: dict[str, Any] = {"include_dashboard": False, "num_cpus": workers}
            ray.init("local", runtime_env={"env_vars": env()}, **alone, **quiet)
        else:
            ray.init(address, runtime_env={"env_vars": env()}, **quiet)
    except (ConnectionError, RuntimeError, ValueError, TimeoutError) as error:
        raise CorpusError(
            f"No cluster of Ray answers at “{address}” ({error}). Begin one, or leave --ray away."
        ) from error
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return ray


def env() -> dict[str, str]:
    """Return what a worker's environment needs: one thread, our code, no usage report."""
    root = str(Path(__file__).parents[3])
    return {"OMP_NUM_THREADS": "1", "RAY_USAGE_STATS_ENABLED": "0", "PYTHONPATH": root}


def send(made: Embedding, there: Storage) -> None:
    """Bring a corpus's sentences, manifest and what is embedded already to where the machines meet."""
    known = there.names(SENTENCES)
    for path in sorted((made.corpus.folder / SENTENCES).glob("*.parquet")):
        if path.name not in known:
            there.write(f"{SENTENCES}/{path.name}", path.read_bytes())
    there.write(MANIFEST, (made.corpus.folder / MANIFEST).read_bytes())
    there.write(f"vectors/{made.recipe.key}/{FACTS}", (made.folder / FACTS).read_bytes())


def fetch(made: Embedding, there: Storage) -> None:
    """Bring the parts that are not here from where the machines meet."""
    here, known = Storage(made.folder.absolute().as_uri()), there.names(f"vectors/{made.recipe.key}")
    for block in made.missing():
        if (name := made.part(block).name) in known:
            here.write(name, there.read(f"vectors/{made.recipe.key}/{name}"))
