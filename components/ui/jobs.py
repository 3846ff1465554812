"""Long work on a thread of its own: it survives leaving the page, shows how far it is, and can be cancelled."""

import atexit
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, wait
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.engine.errors import ExplorerError

JOBS = 24
Work = Callable[[Callable[[float], None], Callable[[], bool]], Any]  # is told where to report and when to stop


class Job:
    """One piece of work; its future holds the result, or None if it was cancelled.

    Until somebody waits for it (`urgent`) it pauses at each note as long as `gives_way` says so. A thread that is
    inside torch while Python exits aborts the process, so the exit cancels the work and waits until it has stopped.
    """

    def __init__(self, work: Work, gives_way: Callable[[], bool] = lambda: False) -> None:
        self.share = 0.0
        self.gives_way = gives_way
        self.cancelled, self.urgent = threading.Event(), threading.Event()
        self.future: Future = Future()
        self.thread = threading.Thread(target=self.run, args=(work,), daemon=True)
        atexit.register(self.end)
        self.thread.start()

    def run(self, work: Work) -> None:
        """Compute."""
        try:
            self.future.set_result(work(self.note, self.cancelled.is_set))
        except Exception as error:  # whoever asks for the result gets it
            self.future.set_exception(error)
        finally:
            atexit.unregister(self.end)

    def note(self, share: float) -> None:
        """Note the share that is done, and give way."""
        self.share = min(share, 1.0)
        while self.gives_way() and not self.urgent.wait(0.1):
            pass

    def end(self) -> None:
        """Stop computing, and wait until it has stopped."""
        self.cancelled.set()
        self.urgent.set()
        self.thread.join()


def note_or_stop(note: Callable[[float], None], stop: Callable[[], bool]) -> Callable[[float], None]:
    """Return one function that notes a share and ends the work if it is to stop, for work that never asks."""

    def tell(share: float) -> None:
        note(share)
        if stop():
            raise CancelledError

    return tell


def wait_for(job: Job, bar: DeltaGenerator, what: str) -> None:
    """Move a progress bar until the work is done."""
    while not wait([job.future], 0.1).done:
        bar.progress(job.share, what)


@st.cache_resource(show_spinner=False, max_entries=JOBS)
def start(key: tuple, _work: Work) -> Job:
    """Start some work, once for equal keys and for all visitors."""
    return Job(_work)


def finish(key: tuple, what: str, work: Work) -> Any:
    """Return the work's result; meanwhile show its progress, with a button to cancel it.

    The run of the page ends here if the work was cancelled.
    """
    job = start(key, work)
    if not job.future.done() and not job.cancelled.is_set():
        slot = st.container()
        bar = slot.progress(0.0, what)
        button = slot.empty()
        button.button("Cancel", key=f"cancel {hash(key)}", on_click=job.cancelled.set, icon=":material/cancel:")
        wait_for(job, bar, what)
        bar.empty()
        button.empty()
    if job.cancelled.is_set():
        start.clear(key, work)
        st.info("Cancelled; nothing was kept.", icon=":material/cancel:")
        st.button("Start again", icon=":material/refresh:")
        st.stop()
    try:
        return job.future.result()
    except ExplorerError:
        start.clear(key, work)
        raise
