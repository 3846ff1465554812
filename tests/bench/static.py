"""Static vectors: how well they combine with BERT to tell senses, and how soon learning them can be stopped."""

import time
from collections.abc import Iterator
from pathlib import Path

from components.engine.built_in.sense_task import bench_task
from components.engine.catalog import DEFAULT_MODEL
from components.engine.static.combine import measure_ways, study_sentences
from components.engine.static.learn import StaticTraining, news_texts
from components.engine.static.vectors import load_glove
from components.ui.shared import models
from tests.bench.parts.figure import Figure, seconds

TIMES = 17  # the news in a row: a million words


def measure(data: Path | None) -> Iterator[Figure]:
    """Yield the rows; no data set is needed."""
    for kind in ("Word2Vec", "FastText"):
        run = StaticTraining(kind, lambda: news_texts() * TIMES, "news").start()
        while run.share < 0.06 and not run.future.done():  # past the vocabulary, well within the first pass
            time.sleep(0.05)
        stopping = seconds(lambda run=run: (run.cancel(), run.future.result(timeout=60)))
        yield Figure(f"{kind} on {run.tokens:,} words: cancel", stopping, "s", most=1)
    task = bench_task()
    yield Figure("sense accuracy by GloVe and BERT: chance", task.chance, "")
    for way in measure_ways(models.encoder(DEFAULT_MODEL), load_glove(), task, study_sentences()):
        score = way.score
        yield Figure(f"  {way.name} [{score.low:.3f} {score.high:.3f}]", score.accuracy, "")
        if score.over:
            yield Figure(f"    over BERT [{score.over_low:+.3f} {score.over_high:+.3f}]", score.over, "")
