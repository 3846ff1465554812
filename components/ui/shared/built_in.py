"""What visitors share of the built-in sentences: their vectors, once a model, and what is measured on them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from components.engine.built_in.wordbench import ENGLISH, WordBench, read_bench
from components.ui.shared import jobs, models
from components.ui.shared.jobs import Job, note_or_stop
from components.ui.shared.readings import EncodedText
from components.ui.shared.store import Store, shared
from components.ui.shared.waiting import wait_for

if TYPE_CHECKING:
    import pandas as pd


@shared
def bench(word: str, language: str = ENGLISH) -> WordBench:
    """Read the built-in sentences of a word."""
    return read_bench(word, language)


_vectors = Store(models.MODELS, lambda _: 1)  # about 28 MB each


def key_of_vectors(name: str) -> tuple:
    """Return what the vectors of a model are kept and worked on under."""
    return ("built-in vectors", name)


def read_bench_later(name: str) -> Job | None:
    """Start computing the vectors of the built-in sentences, which takes seconds, once a model; None if they are there.

    Nobody waits for them yet, so visitors come first.
    """

    def compute(note: Callable[[float], None], stop: Callable[[], bool]) -> Any:
        from components.engine.layers.bench_vectors import embed_bench

        return embed_bench(models.encoder(name), note_or_stop(note, stop))

    if _vectors.kept(key_of_vectors(name)) is not None:
        return None
    return jobs.JOBS.start(key_of_vectors(name), lambda: Job(compute, jobs.lane_or_visitor_busy), keep_in=_vectors)


def bench_vectors(name: str) -> Any:
    """Return the vectors of the built-in sentences: an `engine.layers.bench_vectors.BenchVectors`; wait if need be."""
    job = read_bench_later(name)
    if job is None:
        return _vectors.kept(key_of_vectors(name))
    if not job.future.done():
        job.hurry()
        what = "Reading the built-in sentences, once for this model and all visitors …"
        bar = st.progress(0.0, what)
        try:
            wait_for(job, bar, what)
        finally:
            bar.empty()
    return job.future.result()


def contextuality(encoded: EncodedText) -> Any:
    """Measure a typed text: an `engine.layers.contextuality.Contextuality`."""
    from components.engine.layers.contextuality import measure_text

    vectors = bench_vectors(encoded.facts.name)
    return measure_text(encoded.encoding, encoded.text, encoded.pair, vectors.baseline)


@shared
def bench_contextuality(name: str) -> Any:
    """Measure the built-in sentences, once a model."""
    from components.engine.layers.bench_vectors import measure_bench

    return measure_bench(bench_vectors(name))


@shared
def dominating_dimensions(name: str) -> "pd.DataFrame":
    """Name, for every layer, the dimensions that add most to the mean cosine of random words."""
    import pandas as pd

    from components.engine.layers.lenses import largest_dimensions

    vectors = bench_vectors(name)
    rows = []
    for layer, drawn in enumerate(vectors.drawn()):
        row = {"layer": layer, "mean cosine": vectors.baseline.anisotropy[layer]}
        for rank, (number, share) in enumerate(largest_dimensions(drawn), start=1):
            row |= {f"dimension {rank}": number, f"share {rank}": share}
        rows.append(row)
    return pd.DataFrame(rows)
