"""What visitors share of the built-in sentences: their vectors, once a model, and what is measured on them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from components.engine.built_in.wordbench import ENGLISH, WordBench, read_bench
from components.ui.shared import jobs, models, readings
from components.ui.shared.jobs import Job, note_or_stop, wait_for

if TYPE_CHECKING:
    import pandas as pd


@st.cache_resource(show_spinner=False, max_entries=64)
def bench(word: str, language: str = ENGLISH) -> WordBench:
    """Read the built-in sentences of a word."""
    return read_bench(word, language)


@st.cache_resource(show_spinner=False, max_entries=models.MODELS)  # about 28 MB each
def bench_job(name: str) -> Job:
    """Start computing the vectors of the built-in sentences, which takes seconds, once a model."""

    def compute(note: Callable[[float], None], stop: Callable[[], bool]) -> Any:
        from components.engine.layers.bench_vectors import embed_bench

        return embed_bench(loaded, note_or_stop(note, stop))

    loaded = models.encoder(name)
    return Job(compute, jobs.lane_or_visitor_busy)


def bench_vectors(name: str) -> Any:
    """Return the vectors of the built-in sentences: an `engine.layers.bench_vectors.BenchVectors`; wait if need be."""
    job = bench_job(name)
    if not job.future.done():
        job.urgent.set()
        what = "Reading the built-in sentences, once for this model and all visitors …"
        bar = st.progress(0.0, what)
        try:
            wait_for(job, bar, what)
        finally:
            bar.empty()
    if job.future.exception() is not None:
        bench_job.clear(name)
    return job.future.result()


def contextuality(name: str, text: str | None = None, pair: str = "") -> Any:
    """Measure the built-in sentences, or a typed text: an `engine.layers.contextuality.Contextuality`."""
    from components.engine.layers import contextuality as figures

    vectors = bench_vectors(name)
    if text is None:
        return bench_contextuality(name)
    return figures.measure_text(readings.encoding(name, text, pair), text, pair, vectors.baseline)


@st.cache_resource(show_spinner=False, max_entries=8)
def bench_contextuality(name: str) -> Any:
    """Measure the built-in sentences, once a model."""
    from components.engine.layers.contextuality import measure_bench

    return measure_bench(bench_vectors(name))


@st.cache_resource(show_spinner=False, max_entries=8)
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
