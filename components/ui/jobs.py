"""Long work on a thread of its own: it survives leaving the page, shows how far it is, and can be cancelled."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any

import streamlit as st

from components.engine.errors import ExplorerError

JOBS = 24
Work = Callable[[Callable[[float], None], Callable[[], bool]], Any]  # is told where to report and when to stop


class Job:
    """One piece of work; its future holds the result, or None if it was cancelled."""

    def __init__(self, work: Work) -> None:
        self.share = 0.0
        self.cancelled = threading.Event()
        self.future: Future = Future()
        threading.Thread(target=self.run, args=(work,), daemon=True).start()

    def run(self, work: Work) -> None:
        """Compute."""
        try:
            self.future.set_result(work(self.note, self.cancelled.is_set))
        except Exception as error:  # whoever asks for the result gets it
            self.future.set_exception(error)

    def note(self, share: float) -> None:
        """Note the share that is done."""
        self.share = min(share, 1.0)


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
        while not wait([job.future], 0.1).done:
            bar.progress(job.share, what)
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
