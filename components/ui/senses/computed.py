"""What visitors share of a word's map: its points, how good they are, groups, curves, the words that moved it.

`key` names occurrences: model, sentences, spans.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from components.engine.files.sentence_files import UNNAMED
from components.engine.geometry.map_quality import MapQuality, map_quality
from components.engine.geometry.project import Projection
from components.engine.records import LayerCurves, Span, WordEffects
from components.engine.senses.separation import separation_by_layer
from components.ui.shared import built_in, models, readings
from components.ui.shared.jobs import note_or_stop
from components.ui.shared.store import STORE, shared
from components.ui.shared.waiting import finish

MOST_CHARACTERS = 250  # before and after the word
MOST_COMPARED = 1000  # occurrences of which all pairs are looked at


def compared(labels: tuple[str, ...]) -> np.ndarray:
    """Return the numbers of the occurrences whose senses are compared, pair by pair: an even sample of very many.

    Those without a sense are left out, where others have one.
    """
    known = np.flatnonzero([label != UNNAMED for label in labels])
    known = known if len(known) else np.arange(len(labels))
    return known[np.linspace(0, len(known) - 1, min(len(known), MOST_COMPARED)).astype(int)]


def thinned(made: Projection) -> Projection:
    """Keep of a map with very many points an even sample, for figures that look at every pair."""
    count = made.points.shape[1]
    few = np.linspace(0, count - 1, min(count, MOST_COMPARED)).astype(int)
    return made if count == len(few) else replace(made, points=made.points[:, few], reference=made.reference[:, few])


def quality(key: tuple, noise: bool, made: Projection, layer: int, labels: tuple[str, ...]) -> MapQuality:
    """Compare one layer of the map `made` of the occurrences `key` with the full space."""
    few = np.linspace(0, len(labels) - 1, min(len(labels), MOST_COMPARED)).astype(int)

    def compute() -> MapQuality:
        texts = readings.occurrences(*key).texts[few]
        told = [None if labels[number] == UNNAMED else labels[number] for number in few]
        return map_quality(made.reference[layer, few], made.points[layer, few], told, texts)

    found = STORE.get(("quality", key, noise, made.method, made.points.shape[2], layer, labels), compute)
    models.settle("scikit-learn")
    return found


@shared
def separation(key: tuple, labels: tuple[str, ...], adjusted: bool = False) -> LayerCurves:
    """Measure how the senses `labels` of the occurrences `key` part; `adjusted` by random words costs seconds once."""
    baseline = built_in.bench_vectors(key[0]).baseline.anisotropy if adjusted else None
    few = compared(labels)
    return separation_by_layer(
        readings.occurrences(*key).some(few), [labels[number] for number in few], baseline=baseline
    )


def group_effects(key: tuple, inside: np.ndarray, layer: int, method: str) -> Any:
    """Average what context words do for a group, in the background: a `group_effects.GroupEffects`."""

    def work(note: Callable[[float], None], stop: Callable[[], bool]) -> Any:
        from components.engine.senses import group_effects as engine

        found = readings.occurrences(*key)
        near = [around(found.sentences[span.sentence], span) for span in found.spans]
        return engine.group_effects(
            models.encoder(key[0]), found, inside, near, layer, method, note_or_stop(note, stop)
        )

    return finish(("group effects", key, inside, layer, method), "Taking words away, sentence by sentence …", work)


def around(sentence: str, span: Span) -> tuple[str, Span]:
    """Cut a long sentence to whole words around the occurrence: every word costs a run of the model."""
    first, last = 0, len(sentence)
    if span.start > MOST_CHARACTERS:
        first = sentence.find(" ", span.start - MOST_CHARACTERS, span.start) + 1 or span.start - MOST_CHARACTERS
    if last - span.end > MOST_CHARACTERS:
        last = sentence.rfind(" ", span.end, span.end + MOST_CHARACTERS)
        last = last if last > 0 else span.end + MOST_CHARACTERS
    return sentence[first:last], Span(span.sentence, span.start - first, span.end - first)


@shared
def effects(name: str, sentence: str, span: Span, layer_centroids: np.ndarray, method: str) -> WordEffects:
    """Measure what each other word of a sentence does to the word at `span`."""
    from components.engine.senses.word_effects import word_effects

    return word_effects(models.encoder(name), sentence, span, layer_centroids, method)
