"""Maps of occurrences on one basis: PCA at once, UMAP when its own process has it."""

from concurrent.futures import Future
from typing import Any

import numpy as np
import streamlit as st

from components.engine.errors import LaneError
from components.engine.geometry.map_quality import noise_like
from components.ui.shared import readings
from components.ui.shared.store import results


@st.cache_resource(show_spinner=False, max_entries=32)
def umap_future(key: tuple, dimensions: int, noise: bool) -> Future:
    """Queue the UMAP layout of the occurrences `key` (model, sentences, spans) in the lane, once for all visitors."""
    from components.engine.geometry import umap_process

    states = readings.occurrences(*key).states
    return umap_process.submit_umap(noise_like(states) if noise else states, dimensions)


def umap_layout(key: tuple, dimensions: int, noise: bool) -> np.ndarray | None:
    """Return UMAP's points (layers + 1, n, dimensions), or None while the lane is at work.

    Raises LaneError if the lane failed; the next call starts it again.
    """
    future = umap_future(key, dimensions, noise)
    if not future.done():
        return None
    if (reason := future.exception()) is not None:
        umap_future.clear(key, dimensions, noise)
        raise LaneError(f"UMAP’s process failed ({type(reason).__name__}), so this is PCA. Pick UMAP again to retry.")
    return future.result()


def pca(key: tuple, dimensions: int, noise: bool) -> Any:
    """Draw the occurrences `key`, or as much noise, on one basis: an `engine.geometry.project.Projection`."""

    def compute() -> Any:
        from components.engine.geometry.project import fit_pca

        states = readings.occurrences(*key).states
        return fit_pca(noise_like(states) if noise else states, dimensions)

    return results().get(("pca", key, dimensions, noise), compute)
