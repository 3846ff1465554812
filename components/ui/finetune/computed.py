"""What visitors share of fine-tuned models: the head, and what is measured before and after."""

from typing import Any

import numpy as np

from components.engine.finetune.classifier import Classifier, load_classifier
from components.engine.finetune.job import Job
from components.ui.shared import models, text_vectors, waiting
from components.ui.shared.store import STORE, Store, digest
from components.ui.shell.markdown import prose

_classifiers = Store(1, lambda _: 1)


def classifier(name: str) -> Classifier:
    """Load a tuned model with its head; one is kept."""
    return _classifiers.get(name, lambda: load_classifier(name))


def frozen_trial(job: Job) -> Any:
    """Classify the held-out texts by logistic regression on frozen vectors: an `engine.classify.scores.Trial`."""
    from components.engine.classify import probes

    def compute() -> Any:
        numbers = np.unique(np.array(job.labels), return_inverse=True)[1]
        last = len(vectors.pooled["mean"]) - 1
        split = np.array(job.train), np.array(job.test)
        return probes.try_out(probes.regression, vectors.at("mean", last), numbers, [split])

    vectors = text_vectors.table_vectors(job.base, job.texts)
    return STORE.get(("frozen", job.base, text_vectors.content(job), job.test), compute)


def moved(before: str, after: str, texts: tuple[str, ...], seed: int) -> Any:
    """Compare the layers on the same texts: an `engine.finetune.before_after.Moved`."""
    from components.engine.finetune.before_after import measure_moved

    first, second = (text_vectors.table_vectors(name, texts).pooled["mean"] for name in (before, after))
    key = ("moved", before, after, digest(texts), seed)
    return STORE.get(key, lambda: measure_moved(first, second, seed))


def sense_hits(name: str) -> np.ndarray:
    """Tell which built-in sentences' words lie nearest to their own sense: (layers + 1, n), 0 … 1."""
    from components.engine.finetune.before_after import nearest_sense_hits

    return waiting.finish(
        ("sense hits", name),
        f"Reading the built-in sentences with {prose(name.rpartition('/')[2])} …",
        lambda note, stop: nearest_sense_hits(models.encoder(name), note, stop),
    )
