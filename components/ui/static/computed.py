"""What visitors share of static vectors: GloVe, what is learned at the first visit, files, the ways to combine."""

import threading
from collections.abc import Callable
from typing import Any

import streamlit as st

from components.engine.errors import ExplorerError, FileError, ModelError
from components.ui.shared.jobs import Job, lane_or_visitor_busy, note_or_stop, visitor, while_here
from components.ui.shared.models import encoder

BOTH, BUILT_IN, NEWS, YOURS = "the built-in sentences and the news", "the built-in sentences", "the news", "your text"
KINDS = ("Word2Vec", "FastText")
FIRST = {"width": 100, "window": 5, "epochs": 10}  # how the vectors of the first visit are learned
FILES = 2  # files of vectors kept, for all visitors together; each has up to 120 MB
GLOVE = "GloVe"
MEASURING = threading.Lock()  # one model’s ways at a time


@st.cache_resource(show_spinner="Mapping GloVe’s 400,000 words, once for all visitors …")
def load_glove() -> Any:
    """Map GloVe: an `engine.static.vectors.StaticModel`; raises ModelError."""
    from components.engine.static.vectors import load_glove as load

    return load()


@st.cache_resource(show_spinner=False, max_entries=2)
def table(name: str) -> Any:
    """Take the vectors that a model starts from as static ones: an `engine.static.vectors.StaticModel`."""
    from components.engine.static.vectors import read_table

    return read_table(encoder(name))


@st.cache_resource(show_spinner=False)
def first_run(kind: str) -> Any:
    """Learn what every visitor finds, once a server: an `engine.static.learn.StaticTraining`."""
    return begin(kind, BOTH, None, **FIRST, wanted=lambda: True)


def begin(
    kind: str,
    source: str,
    file: Any,
    width: int,
    window: int,
    epochs: int,
    wanted: Callable[[], bool] | None = None,
) -> Any:
    """Start learning vectors from a source, or from an uploaded `file`: an `engine.static.learn.StaticTraining`.

    Unless `wanted` tells otherwise it stops when the visitor has gone.
    """
    from components.engine.files.sentence_files import detect_encoding
    from components.engine.static import learn as engine

    texts = {
        BOTH: lambda: [*engine.built_in_texts(), *engine.news_texts()],
        BUILT_IN: engine.built_in_texts,
        NEWS: engine.news_texts,
        YOURS: lambda: file.getvalue().decode(detect_encoding(file, file.name), "replace").splitlines(),
    }[source]
    wanted = wanted or while_here(visitor())
    return engine.StaticTraining(kind, texts, source, width, window, epochs, wanted=wanted).start()


def run(kind: str) -> Any:
    """Return this visitor's run of a kind, or everybody's."""
    return st.session_state.get("learned", {}).get(kind) or first_run(kind)


def models() -> tuple[dict[str, Any], list[str]]:
    """Return the static models that are ready, by name, and a sentence for each that is not."""
    found, notes = {}, []
    try:
        found[GLOVE] = load_glove()
    except ModelError as error:
        notes.append(str(error))
    for kind in KINDS:
        one = run(kind)
        if one.future.done():
            try:
                model = one.future.result()
            except ExplorerError as error:
                notes.append(f"{kind} learned nothing: {error}")
                continue
            if model is not None:
                found[kind] = model
            else:
                notes.append(f"{kind} was cancelled, so it has no vectors. The view “Train” learns some.")
    if (own := own_file()) is not None:
        found[own.name] = own
    return found, notes


@st.cache_resource(show_spinner="Reading your vectors …", max_entries=FILES)
def file_vectors(file_id: str, name: str, _content: Any) -> Any:
    """Read a file of vectors, uploaded as `_content`: an `engine.static.vectors.StaticModel`; raises FileError."""
    import tempfile
    from pathlib import Path

    from components.engine.static.vector_files import read_vectors

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors"
        path.write_bytes(_content)
        return read_vectors(path, name)


def own_file() -> Any:
    """Return the vectors of this visitor's file, or None. Raises FileError once if it cannot be read."""
    kept = st.session_state.get("vectors_brought")
    if kept is None:
        return None
    try:
        return file_vectors(kept.file_id, kept.name, kept.getbuffer())
    except FileError:
        st.session_state["vectors_brought"] = None
        raise


class CombineJob(Job):
    """The ways to combine one model with static vectors, measured one after the other; it gives way to visitors."""

    def __init__(self, name: str, static: Any) -> None:
        self.static: Any = static
        self.ways: list[Any] = []  # `engine.static.combine.Way`, those that are measured
        self.refusal: ExplorerError | None = None  # why there are no more
        loaded = encoder(name)
        super().__init__(lambda note, stop: self.measure(loaded, note, stop), lane_or_visitor_busy)

    @property
    def done(self) -> bool:
        """Tell whether there is nothing more to come."""
        return self.future.done()

    def measure(self, loaded: Any, note: Callable[[float], None], stop: Callable[[], bool]) -> None:
        """Measure, when no other model's ways are being measured."""
        from components.engine.static import combine

        while not MEASURING.acquire(timeout=0.1):
            if stop():
                return
        try:
            tell = note_or_stop(note, stop)
            for way in combine.measure_ways(loaded, self.static, task(), combine.study_sentences(), tell):
                self.ways.append(way)
        except ExplorerError as error:
            self.refusal = error
        finally:
            self.static = None  # its ways are kept longer than it
            MEASURING.release()


@st.cache_resource(show_spinner=False)
def task() -> Any:
    """Return what the ways are measured on: an `engine.senses.sense_task.SenseTask`."""
    from components.engine.built_in.sense_task import bench_task

    return bench_task()


def chance() -> float:
    """Return the accuracy of a blind guess on that task."""
    return task().chance


def lead(ours: Any, theirs: Any) -> tuple[float, float]:
    """Return the 95 % interval of how much more of that task one way has right, from both ways' hits (n,)."""
    from components.engine.built_in.sense_task import word_interval

    return word_interval(task(), ours - theirs)


def task_words() -> int:
    """Count the words of that task."""
    return len(set(task().words))
