"""What visitors share of a labelled table: every layer and pooling tried, curves, the words behind a decision."""

from contextlib import suppress
from typing import Any

import numpy as np

from components.engine.classify import probes
from components.engine.classify.learning_curve import learn_from_few
from components.engine.classify.splits import make_splits
from components.engine.classify.word_weights import reader_of, weigh_words
from components.engine.errors import TextError
from components.ui.shared import waiting
from components.ui.shared.models import encoder, settle
from components.ui.shared.store import STORE
from components.ui.shared.text_vectors import content, table_vectors


def study(name: str, data: Any, way: str, seed: int) -> Any:
    """Try all layers, poolings and baselines: an `engine.classify.probes.Study`."""
    vectors = table_vectors(name, data.texts)
    found = waiting.finish(
        ("study", name, *content(data), way, seed),
        "Learning from every layer by every pooling, and from shuffled labels …",
        lambda note, stop: probes.study(vectors, data.texts, data.numbers, way, seed, note, stop),
    )
    settle("scikit-learn")
    return found


def trial(name: str, data: Any, way: str, seed: int, pooling: str, layer: int) -> Any:
    """Try one layer by one pooling, with probabilities: an `engine.classify.scores.Trial`."""
    vectors = table_vectors(name, data.texts).at(pooling, layer)
    return STORE.get(
        ("trial", name, *content(data), way, seed, pooling, layer),
        lambda: probes.try_out(probes.regression, vectors, data.numbers, make_splits(data.numbers, way, seed)),
    )


def learning_curve(name: str, data: Any, seed: int, pooling: str, layer: int) -> Any:
    """Learn from few and from many texts: an `engine.classify.learning_curve.LearningCurve`."""
    vectors = table_vectors(name, data.texts).at(pooling, layer)
    return waiting.finish(
        ("learning", name, *content(data), seed, pooling, layer),
        "Learning from few texts, and from more …",
        lambda note, stop: learn_from_few(vectors, data.texts, data.numbers, seed, on_progress=note, should_stop=stop),
    )


def reader(name: str, data: Any, pooling: str, layer: int, without: str = "") -> Any:
    """Learn from the whole table but for one text: an `engine.classify.word_weights.LinearReader`."""

    def compute() -> Any:
        kept = np.array([text.casefold() != without.casefold() for text in data.texts])
        if gone := set(data.labels) - {label for label, stays in zip(data.labels, kept, strict=True) if stays}:
            raise TextError(
                f"Every text with the label “{min(gone)}” is this very text, so nothing is left to learn the label "
                "from. Type another text."
            )
        fitted = probes.regression().fit(vectors.at(pooling, layer)[kept], data.numbers[kept])
        return reader_of(fitted, pooling, layer, data.classes)

    vectors = table_vectors(name, data.texts)
    without = without if without in data.texts else ""
    key = ("reader", name, *content(data), pooling, layer, without)
    return STORE.get(key, compute)


def word_weights(name: str, data: Any, text: str, pooling: str, layer: int) -> Any:
    """Weigh the words of a text for the decision about it: an `engine.classify.word_weights.WordWeights`."""
    read = reader(name, data, pooling, layer, text)
    key = ("word weights", name, *content(data), text, pooling, layer)
    return STORE.get(key, lambda: weigh_words(encoder(name), text, read))


def mean_agreement(name: str, data: Any, pooling: str, layer: int, count: int) -> Any:
    """Weigh the words of some texts, and list each one's agreement and whether both ways name the same word first.

    Texts that are too long for it are passed over.
    """
    read = reader(name, data, pooling, layer)
    texts = data.texts[:: max(1, len(data.texts) // count)][:count]

    def work(note: Any, stop: Any) -> list[tuple[float, bool]] | None:
        loaded, found = encoder(name), []
        for number, text in enumerate(texts, start=1):
            if stop():
                return None
            with suppress(TextError):
                weights = weigh_words(loaded, text, read)
                found.append((weights.agreement, weights.same_top))
            note(number / len(texts))
        if not found:
            raise TextError(f"None of {len(texts)} texts of the table is short enough for its words to be weighed.")
        return found

    key = ("mean agreement", name, *content(data), pooling, layer, count)
    return waiting.finish(key, f"Weighing the words of {len(texts)} texts …", work)
