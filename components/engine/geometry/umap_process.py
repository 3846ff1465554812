"""The lane: one worker process in which UMAP runs, one job after the other.

UMAP takes 5 s to import and 10–15 s to compile at its first fit, and two fits at once can abort a process
(umap issue 665). In a process of its own it stalls no page and brings down no server; jobs wait in line.
loky's executor is used because it does not import `__main__`, which under Streamlit is the running page. Not its
`get_reusable_executor`: that keeps one executor a thread and ends it with the thread, and every run of a page is one.
"""

import os
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np
from loky import ProcessPoolExecutor

from components.engine.geometry.project import umap_points

GIVES_WAY = 5  # a page that is being drawn comes first, but a busy machine does not starve the maps

_lock = threading.Lock()
_executor: ProcessPoolExecutor | None = None  # made at the first job
_last: Future | None = None  # the job that was queued last


def start() -> Future:
    """Start the worker and let it compile; the future is done when the lane is warm."""
    return submit(int)


def submit_umap(states: np.ndarray, dimensions: int = 2) -> Future:
    """Queue `project.umap_points`; the future holds its result."""
    return submit(umap_points, states, dimensions)


def submit(work: Callable[..., Any], *arguments: Any) -> Future:
    """Queue a job. If the worker dies, the jobs in line fail with BrokenExecutor; the next one gets a new worker."""
    global _executor, _last
    with _lock:
        if _executor is not None:
            with suppress(BrokenExecutor):
                _last = _executor.submit(work, *arguments)
                return _last
        _executor = new_executor()
        _last = _executor.submit(work, *arguments)
        return _last


def busy() -> bool:
    """Tell whether a job is running or waiting; jobs run in the order in which they were queued."""
    return _last is not None and not _last.done()


def new_executor() -> ProcessPoolExecutor:
    """Make an executor whose worker compiles before its first job; loky replaces one that grows 300 MB in a job."""
    return ProcessPoolExecutor(
        max_workers=1, timeout=None, initializer=warm, initargs=(os.getpid(),), env={"OMP_NUM_THREADS": "1"}
    )


def warm(server: int) -> None:
    """Compile what a map needs; runs in the worker of the process `server`."""
    settle(server)
    compile_umap()


def compile_umap() -> None:
    """Compile what a map needs, by drawing two small ones."""
    states = np.random.default_rng(0).normal(size=(2, 40, 60)).astype(np.float32)
    umap_points(states)


def settle(server: int) -> None:
    """Let a worker give way, end with the process `server` and keep what it compiles."""
    if os.name == "posix":  # elsewhere a process never gets another parent
        os.nice(GIVES_WAY)
        threading.Thread(target=leave_with, args=(server,), daemon=True).start()
    keep_compiled()


def keep_compiled() -> None:
    """Let numba keep on the disk what it compiles for UMAP, beside the libraries' files or else in its user's cache.

    The libraries ask for that of a few functions alone. The first start of an installation compiles; every other one is
    warm in two seconds instead of twelve.
    """
    import numba  # the server never needs it

    with suppress(RuntimeError):  # there is no place to write: all is compiled at each start
        numba.njit(leave_with, cache=True)  # only looks for the place; nothing is compiled before its first call
        setattr(numba, "njit", partial(numba.njit, cache=True))  # noqa: B010, a type checker refuses the assignment
        warnings.simplefilter("ignore", numba.NumbaWarning)  # functions that cannot be kept say so


def leave_with(parent: int) -> None:
    """End the worker when the server is gone, however it went; it would stay in memory for ever."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)
