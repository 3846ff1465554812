"""What visitors share of a word's map: its points, how good they are, groups, curves, the words that moved it.

`key` names occurrences: model, sentences, spans.
"""

from typing import Any

import numpy as np

from components.engine.geometry.map_quality import MapQuality, map_quality
from components.engine.records import LayerCurves, SenseClusters, Span, WordEffects
from components.engine.senses.separation import separation_by_layer
from components.ui.shared import built_in, models, readings
from components.ui.shared.store import STORE, shared


def quality(key: tuple, noise: bool, made: Any, layer: int, labels: tuple[str, ...]) -> MapQuality:
    """Compare one layer of the map `made` of the occurrences `key` with the full space."""
    found = STORE.get(
        ("quality", key, noise, made.method, made.points.shape[2], layer, labels),
        lambda: map_quality(made.reference[layer], made.points[layer], labels, readings.occurrences(*key).texts),
    )
    models.settle("scikit-learn")
    return found


@shared
def senses(key: tuple, layer: int, count: int | None = None) -> SenseClusters:
    """Group the occurrences `key` without labels."""
    from components.engine.senses.discover import discover_senses

    return discover_senses(readings.occurrences(*key), layer, count)


@shared
def separation(key: tuple, labels: tuple[str, ...], adjusted: bool = False) -> LayerCurves:
    """Measure how the senses `labels` of the occurrences `key` part; `adjusted` by random words costs seconds once."""
    baseline = built_in.bench_vectors(key[0]).baseline.anisotropy if adjusted else None
    return separation_by_layer(readings.occurrences(*key), labels, baseline=baseline)


@shared
def effects(name: str, sentence: str, span: Span, layer_centroids: np.ndarray, method: str) -> WordEffects:
    """Measure what each other word of a sentence does to the word at `span`."""
    from components.engine.senses.word_effects import word_effects

    return word_effects(models.encoder(name), sentence, span, layer_centroids, method)
