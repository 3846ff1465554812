"""What visitors share of static vectors: GloVe, what is learned at the first visit, files, the ways to combine."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from components.engine.built_in.sense_task import bench_task
from components.engine.errors import ExplorerError, FileError, ModelError
from components.engine.files.sentence_files import read_texts
from components.engine.geometry.intervals import mean_interval
from components.ui.parts import files
from components.ui.shared.jobs import Job, lane_or_visitor_busy, note_or_stop, visitor, while_here
from components.ui.shared.models import encoder, said
from components.ui.shared.store import Store, shared

BOTH, BUILT_IN, NEWS, YOURS = "the built-in sentences and the news", "the built-in sentences", "the news", "your text"
KINDS = ("Word2Vec", "FastText")
FIRST = {"width": 100, "window": 5, "epochs": 10}  # how the vectors of the first visit are learned
GLOVE = "GloVe"
_static = Store(6, lambda _: 1)  # of all kinds, for all visitors together; a file’s vectors have up to 120 MB


def kept_or_made(key: str, what: str, make: Callable[[], Any]) -> Any:
    """Return vectors that are kept, or make them and say `what` that is to the visitor who waits."""
    if (ready := _static.kept(key)) is not None:
        return ready
    with said(what):
        return _static.get(key, make)


def load_glove() -> Any:
    """Map GloVe, which takes no memory: an `engine.static.vectors.StaticModel`; raises ModelError."""
    from components.engine.static import vectors

    return kept_or_made(GLOVE, "Mapping GloVe’s 400,000 words, once for all visitors …", vectors.load_glove)


def table(name: str) -> Any:
    """Take the vectors that a model starts from as static ones: an `engine.static.vectors.StaticModel`."""
    from components.engine.static.vectors import input_vectors

    return _static.get(("table", name), lambda: input_vectors(encoder(name)))


@st.cache_resource(show_spinner=False)
def first_run(kind: str) -> Any:
    """Learn what every visitor finds, once a server: an `engine.static.learn.StaticTraining`."""
    return begin(kind, BOTH, None, **FIRST, wanted=lambda: True)


def begin(kind: str, source: str, file: Any, width: int, window: int, epochs: int, wanted: Callable[[], bool]) -> Any:
    """Start learning vectors from a source, or from an uploaded `file`: an `engine.static.learn.StaticTraining`."""
    from components.engine.static import learn as engine

    texts = {
        BOTH: lambda: [*engine.built_in_texts(), *engine.news_texts()],
        BUILT_IN: engine.built_in_texts,
        NEWS: engine.news_texts,
        YOURS: lambda: list(read_texts(file, file.name)),
    }[source]
    return engine.StaticTraining(kind, texts, source, width, window, epochs, wanted=wanted).start()


def run(kind: str) -> Any:
    """Return this visitor's run of a kind, or everybody's."""
    return st.session_state.get("learned", {}).get(kind) or first_run(kind)


def learn_anew(kind: str, source: str) -> None:
    """Begin a run of this visitor's as they set it; their vectors of before are kept until it has given some."""
    width, window, epochs = (st.session_state[f"static_{name}"] for name in FIRST)
    learned, before = (st.session_state.setdefault(name, {}) for name in ("learned", "learned_before"))
    present = learned.get(kind)
    if present is not None:
        present.cancel()
        if gave_vectors(present):
            before[kind] = present
    file, wanted = files.kept("corpus_file"), while_here({visitor()})
    begun = learned[kind] = begin(kind, source, file, width, window, epochs, wanted)
    begun.future.add_done_callback(lambda _: before.pop(kind, None) if gave_vectors(begun) else None)


def gave_vectors(one: Any) -> bool:
    """Tell whether a run is done and neither failed nor was cancelled."""
    done = one.future.done() and one.future.exception() is None
    return done and one.future.result() is not None


def take_back(kind: str) -> None:
    """Return to the visitor’s vectors of before, or to everybody’s."""
    learned = st.session_state.setdefault("learned", {})
    before = st.session_state.get("learned_before", {}).pop(kind, None)
    learned.pop(kind, None)
    if before is not None:
        learned[kind] = before


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


def read_file(file: Any) -> Any:
    """Read an uploaded file of vectors: an `engine.static.vectors.StaticModel`; raises FileError."""
    from components.engine.static.vector_files import read_vectors

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors"
        path.write_bytes(file.getbuffer())
        return read_vectors(path, file.name)


def own_file() -> Any:
    """Return the vectors of this visitor's file, read once, or None. Raises FileError once if it cannot be read."""
    brought = files.kept("vectors")
    if brought is None:
        return None
    try:
        return kept_or_made(brought.file_id, "Reading your vectors …", lambda: read_file(brought))
    except FileError as error:
        files.drop("vectors", str(error))
        raise


@dataclass
class Ways:
    """The ways to combine one model with static vectors, as far as they are measured."""

    ways: list[Any] = field(default_factory=list)  # `engine.static.combine.Way`
    refusal: ExplorerError | None = None  # why there are no more
    done: bool = False


class CombineJob(Job):
    """Measures the ways one after the other, one model's at a time, and gives way to visitors."""

    def __init__(self, name: str, static: Any) -> None:
        self.found = Ways()
        super().__init__(lambda note, stop: self.measure(name, static, note, stop), lane_or_visitor_busy)

    def measure(self, name: str, static: Any, note: Callable[[float], None], stop: Callable[[], bool]) -> Ways:
        """Measure."""
        from components.engine.static import combine

        tell = note_or_stop(note, stop)
        try:
            for way in combine.measure_ways(encoder(name), static, task(), combine.study_sentences(), tell):
                self.found.ways.append(way)
        except ExplorerError as error:
            self.found.refusal = error
        self.found.done = True
        return self.found


@shared
def task() -> Any:
    """Return what the ways are measured on: an `engine.built_in.sense_task.SenseTask`."""
    return bench_task()


def lead(ours: Any, theirs: Any) -> tuple[float, float]:
    """Return the 95 % interval of how much more of that task one way has right, from both ways' hits (n,)."""
    low, high = mean_interval(ours - theirs, groups=task().words)
    return float(low), float(high)
