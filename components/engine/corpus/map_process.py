"""A map of very many vectors in a process of its own, which is there for that map alone.

Nobody's word map waits for it, stopping it stops it at once, and its memory is free when it is done. One has its turn
at a time; others wait for theirs.
"""

import os
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from pathlib import Path

import numpy as np
from loky import ProcessPoolExecutor

from components.engine.errors import LaneError
from components.engine.geometry.landmarks import LandmarkMap, landmark_map
from components.engine.geometry.umap_process import settle
from components.engine.progress import OnProgress, ShouldStop, never, unheard

LOOK = 0.2  # seconds between looks at how far it is

_turn = threading.Lock()


def map_apart(
    vectors: Path, on_progress: OnProgress = unheard, should_stop: ShouldStop = never, seed: int = 0
) -> LandmarkMap | None:
    """Map the vectors of a file as `np.save` writes it, (n, width); None if it was to stop.

    Raises CorpusError as `landmark_map` does, and LaneError if the process died.
    """
    while not _turn.acquire(timeout=LOOK):
        if should_stop():
            return None
    try:
        with tempfile.TemporaryDirectory() as folder:
            return in_worker(vectors, Path(folder) / "share.txt", on_progress, should_stop, seed)
    except BrokenExecutor as error:
        raise LaneError(
            "The map’s process ended before it was done; the memory may be too small. Try again."
        ) from error
    finally:
        _turn.release()


def in_worker(
    vectors: Path, told: Path, on_progress: OnProgress, should_stop: ShouldStop, seed: int
) -> LandmarkMap | None:
    """Start a process that maps the vectors of a file and tells in another how far it is; end it whatever comes."""
    executor = ProcessPoolExecutor(max_workers=1, timeout=None, initializer=settle, initargs=(os.getpid(),))
    try:
        future = executor.submit(map_file, vectors, told, seed)
        while not should_stop():
            with suppress(NotYet):
                return future.result(LOOK)
            with suppress(OSError, ValueError):  # nothing is told yet
                on_progress(float(told.read_text()))
        return None
    finally:
        executor.shutdown(kill_workers=True)


def map_file(vectors: Path, told: Path, seed: int) -> LandmarkMap | None:
    """Map the vectors of a file, which stay on the disk, and write the share that is done into another; runs apart."""
    return landmark_map(np.load(vectors, mmap_mode="r"), teller(told), seed=seed)


def teller(path: Path) -> Callable[[float], None]:
    """Return what writes a share into a file, whole."""

    def tell(share: float) -> None:
        fresh = path.with_suffix(".new")
        fresh.write_text(f"{share:.4f}")
        fresh.replace(path)

    return tell
