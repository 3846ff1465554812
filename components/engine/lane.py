"""The lane: one worker process in which UMAP runs, one job after the other.

UMAP takes 5 s to import and 10–15 s to compile at its first fit, and two fits at once can abort a process
(umap issue 665). In a process of its own it stalls no page and brings down no server; jobs wait in line.
loky's executor is used because it does not import `__main__`, which under Streamlit is the running page, and
because it replaces a worker that died.
"""

import os
import threading
import time
from concurrent.futures import Future

import numpy as np
from loky import get_reusable_executor

from components.engine.project import umap_points


def start() -> Future:
    """Start the worker and let it compile; the future is done when the lane is warm."""
    return executor().submit(int)


def submit_umap(states: np.ndarray, dimensions: int = 2, seed: int = 0) -> Future:
    """Queue `project.umap_points`; the future holds its result."""
    return executor().submit(umap_points, states, dimensions, seed)


def executor():  # noqa: ANN201  (loky's reusable executor has no public type)
    """Return the one executor, or a new one if its worker died.

    The worker compiles before its first job, not in it: loky replaces a worker whose jobs make it grow by 300 MB.
    """
    return get_reusable_executor(
        max_workers=1, timeout=None, initializer=warm, initargs=(os.getpid(),), env={"OMP_NUM_THREADS": "1"}
    )


def warm(server: int) -> None:
    """Compile what a map needs, by drawing two small ones; runs in the worker of the process `server`."""
    if os.name == "posix":  # elsewhere a process never gets another parent
        threading.Thread(target=leave_with, args=(server,), daemon=True).start()
    states = np.random.default_rng(0).normal(size=(2, 40, 60)).astype(np.float32)
    umap_points(states)


def leave_with(parent: int) -> None:
    """End the worker when the server is gone, however it went; it would stay in memory for ever."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)
