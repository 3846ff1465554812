"""The built-in sentences as a model with few positions reads them."""

from dataclasses import replace

from components.engine.built_in.sense_task import SenseTask
from components.engine.encoding.occurrences import fit_to_model
from components.engine.loading.load import Encoder
from components.engine.records import Span


def fit_task(task: SenseTask, *encoders: Encoder) -> SenseTask:
    """Put windows around the words in the place of sentences that are too long for one of the models."""
    for encoder in encoders:
        places, texts, _, _ = fit_to_model(encoder, task.sentences, task.spans)
        numbers = {number: place for place, number in enumerate(texts)}
        spans = tuple(Span(numbers[one.sentence], one.start, one.end) for one in places)
        task = replace(task, sentences=tuple(texts.values()), spans=spans)
    return task
