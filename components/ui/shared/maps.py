"""Maps of occurrences on one basis: PCA at once, UMAP when its own process has it."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any

import numpy as np

from components.engine.errors import LaneError
from components.engine.geometry.map_quality import noise_like
from components.ui.shared import readings
from components.ui.shared.jobs import is_here, visitor
from components.ui.shared.store import STORE, name_of, shared

_lock = threading.Lock()
_drawing: dict[str, tuple[Future, set[str]]] = {}  # layouts that UMAP's process has not done, and who waits for each


@shared
def pca(key: tuple, dimensions: int, noise: bool) -> Any:
    """Draw the occurrences `key`, or as much noise, on one basis: an `engine.geometry.project.Projection`."""
    from components.engine.geometry.project import fit_pca

    return fit_pca(states_of(key, noise), dimensions)


def states_of(key: tuple, noise: bool) -> np.ndarray:
    """Return the vectors of the occurrences `key` (model, sentences, spans), or as much noise."""
    states = readings.occurrences(*key).states
    return noise_like(states) if noise else states


def umap(key: tuple, states: Callable[[], np.ndarray], dimensions: int = 2) -> np.ndarray | None:
    """Return UMAP's points (layers + 1, n, dimensions) of some states, or None while its process is at work.

    A visitor waits for one map: another one that nobody else wants leaves the line.

    Raises LaneError if the process failed; the next call starts it again.
    """
    name = name_of(("umap", key))
    if (points := STORE.kept_named(name)) is not None:
        return points
    future = queued(name, states, dimensions)
    if not future.done():
        return None
    with _lock:
        _drawing.pop(name, None)
    try:
        points = future.result()
    except (Exception, CancelledError) as error:
        raise LaneError(
            f"UMAP’s process failed ({type(error).__name__}), so this is PCA. Pick UMAP again to retry."
        ) from error
    STORE.keep_named(name, points)
    return points


def queued(name: str, states: Callable[[], np.ndarray], dimensions: int) -> Future:
    """Return the layout of this name that is at work, or queue it; this visitor waits for no other one."""
    from components.engine.geometry import umap_process

    visit = visitor()
    leave_others(name, visit)
    made = None if name in _drawing else states()  # outside the lock: it may take a while
    with _lock:
        if name not in _drawing:  # or somebody has taken the layout meanwhile, who then keeps it
            _drawing[name] = (umap_process.submit_umap(states() if made is None else made, dimensions), set())
        future, waiting = _drawing[name]
        waiting.add(visit)
    return future


def leave_others(name: str, visit: str) -> None:
    """Take this visitor out of other layouts' lines, and those out of the line that nobody waits for."""
    with _lock:
        for other, (future, waiting) in list(_drawing.items()):
            if other != name:
                waiting -= {one for one in waiting if one == visit or not is_here(one)}
                if not waiting and (future.cancel() or future.done()):
                    del _drawing[other]


def is_drawn(key: tuple) -> bool:
    """Tell whether UMAP's layout is there, or failed, so that a page that waits for it is drawn again."""
    entry = _drawing.get(name_of(("umap", key)))
    return entry is None or entry[0].done()
