"""What visitors share of a word's map: its points, how good they are, groups, curves, the words that moved it.

`key` names occurrences: model, sentences, spans.
"""

from concurrent.futures import Future
from typing import Any

import numpy as np
import streamlit as st

from components.engine.errors import LaneError
from components.engine.geometry.map_quality import MapQuality, map_quality, noise_like
from components.engine.records import LayerCurves, Occurrence, SenseClusters, WordEffects
from components.ui.shared import built_in, readings
from components.ui.shared.store import results, small_results


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


def quality(key: tuple, noise: bool, made: Any, layer: int, labels: tuple[str, ...]) -> MapQuality:
    """Compare one layer of the map `made` of the occurrences `key` with the full space."""
    found = small_results().get(
        ("quality", key, noise, made.method, made.points.shape[2], layer, labels),
        lambda: map_quality(made.reference[layer], made.points[layer], labels),
    )
    readings.settle("scikit-learn")
    return found


def senses(key: tuple, layer: int, count: int | None = None) -> SenseClusters:
    """Group the occurrences `key` without labels."""

    def compute() -> SenseClusters:
        from components.engine.senses.discover import discover_senses

        return discover_senses(readings.occurrences(*key), layer, count)

    return small_results().get(("senses", key, layer, count), compute)


def agreement(groups: np.ndarray, labels: tuple[str, ...]) -> float:
    """Compare groups with labels: the adjusted Rand index (Hubert & Arabie 1985), 1 the same, 0 chance."""
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(labels, groups))


def matched_groups(groups: np.ndarray, senses: np.ndarray) -> list[int]:
    """Give each group the number of the sense it comes closest to."""
    from components.engine.senses.discover import match_groups

    return match_groups(groups, senses).tolist()


def separation(key: tuple, labels: tuple[str, ...], adjusted: bool = False) -> LayerCurves:
    """Measure how the senses `labels` of the occurrences `key` part; `adjusted` by random words costs seconds once."""

    def compute() -> LayerCurves:
        from components.engine.senses.separation import separation_by_layer

        return separation_by_layer(readings.occurrences(*key), labels, baseline=baseline)

    baseline = built_in.bench_vectors(key[0]).baseline.anisotropy if adjusted else None

    return small_results().get(("separation", key, labels, adjusted), compute)


def effects(
    name: str, sentence: str, span: Occurrence, key: tuple, layer_centroids: np.ndarray, method: str
) -> WordEffects:
    """Measure what each other word of a sentence does to the word at `span`; `key` names the centroids."""

    def compute() -> WordEffects:
        from components.engine.senses.word_effects import word_effects

        return word_effects(loaded, sentence, span, layer_centroids, method)

    loaded = readings.encoder(name)
    return small_results().get(("effects", name, sentence, span, key, method), compute)
