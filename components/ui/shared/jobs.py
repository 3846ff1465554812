"""Long work on a thread of its own: it survives leaving the page, shows how far it is, and can be cancelled."""

import atexit
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, wait
from typing import Any

import streamlit as st
from cachetools import LRUCache
from streamlit import runtime
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.engine.records import bytes_of
from components.ui.shared.store import results

FINISHED_BYTES, LITTLE = 300_000_000, 10_000
AWAY = 120  # seconds after which a visit is over
Work = Callable[[Callable[[float], None], Callable[[], bool]], Any]  # is told where to report and when to stop


class Left(Exception):
    """The visitor waits no longer for what the rest of a view is made of; `frame.errors_shown` takes it."""


class Job:
    """One piece of work; its future holds the result, or None if it was cancelled.

    Until somebody waits for it (`urgent`) it pauses at each note as long as `gives_way` says so. A thread that is
    inside torch while Python exits aborts the process, so the exit cancels the work and waits until it has stopped.
    """

    def __init__(self, work: Work, gives_way: Callable[[], bool] = lambda: False) -> None:
        self.share = 0.0
        self.gives_way = gives_way
        self.waiting: set[str] = set()  # visits that look at its progress
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


class Jobs:
    """The work of all visitors: each piece done once, and the results kept while they are small enough together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at_work: dict[tuple, Job] = {}
        self._done = LRUCache(FINISHED_BYTES, getsizeof=weigh)

    def start(self, key: tuple, begin: Callable[[], Job], visit: str = "") -> Job:
        """Return the job of this key that is at work or done, or begin it; `visit` waits for it."""
        with self._lock:
            job = self._done.get(key) or self._at_work.get(key)
            if job is not None and not job.cancelled.is_set():
                job.waiting.add(visit)
                return job
            job = self._at_work[key] = begin()
            job.waiting.add(visit)
        job.future.add_done_callback(lambda _: self._settle(key, job))
        return job

    def leave(self, job: Job, visit: str) -> bool:
        """Let a visit wait no longer; the work ends when nobody is left who waits. Tell whether it does."""
        with self._lock:
            job.waiting = {other for other in job.waiting - {visit} if is_here(other)}
            if not job.waiting:
                job.cancelled.set()
            return job.cancelled.is_set()

    def _settle(self, key: tuple, job: Job) -> None:
        """Keep what was finished; what failed or was cancelled is done anew when it is asked for again."""
        with self._lock:
            if self._at_work.get(key) is job:
                del self._at_work[key]
                if not job.cancelled.is_set() and job.future.exception() is None:
                    self._done[key] = job


def weigh(job: Job) -> int:
    """Count the bytes of a result; one larger than all room leaves some for what is made of it."""
    return min(bytes_of(job.future.result()) or LITTLE, FINISHED_BYTES * 9 // 10)


@st.cache_resource(show_spinner=False)
def jobs() -> Jobs:
    """Return the one keeper of jobs."""
    return Jobs()


def leave(job: Job, key: tuple) -> None:
    """Let this visitor wait no longer, until they start again."""
    st.session_state.setdefault("left_jobs", {})[key] = jobs().leave(job, visitor())


def is_here(visit: str) -> bool:
    """Tell whether the page of a visit is still open."""
    return not runtime.exists() or runtime.get_instance().is_active_session(visit)


def while_here(visit: str) -> Callable[[], bool]:
    """Return what tells whether a visit is open, or was a short time ago: a lost connection often comes back."""
    seen = time.monotonic()

    def wanted() -> bool:
        nonlocal seen
        if is_here(visit):
            seen = time.monotonic()
        return time.monotonic() - seen < AWAY

    return wanted


def visitor() -> str:
    """Return the id of the visit that this run of a page belongs to."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def attend(key: tuple, begin: Callable[[], Job]) -> Job | None:
    """Return the job of this key, begun if need be; or None if this visitor cancelled it, with a button to go on."""
    left = st.session_state.setdefault("left_jobs", {})
    if key not in left:
        return jobs().start(key, begin, visitor())
    what = "Cancelled; nothing was kept." if left[key] else "You wait no longer; somebody else still does."
    st.info(what, icon=":material/cancel:")
    st.button("Start again", icon=":material/refresh:", on_click=left.pop, args=(key, None))
    return None


def offer_cancel(job: Job, key: tuple, place: DeltaGenerator) -> None:
    """Draw the button with which this visitor waits no longer."""
    place.button("Cancel", key=f"cancel {hash(key)}", on_click=leave, args=(job, key), icon=":material/cancel:")


def finish(key: tuple, what: str, work: Work) -> Any:
    """Return the work's result; meanwhile show its progress, with a button to cancel it.

    Raises Left if the visitor cancelled; that is said, with a button to begin again.
    """
    job = attend(key, lambda: Job(work))
    if job is None:
        raise Left
    if not job.future.done():
        slot = st.container()
        bar = slot.progress(0.0, what)
        button = slot.empty()
        offer_cancel(job, key, button)
        wait_for(job, bar, what)
        bar.empty()
        button.empty()
    return job.future.result()


def lane_or_visitor_busy() -> bool:
    """Tell whether something is computed that somebody waits for."""
    from components.engine.geometry import umap_process

    return results().busy or umap_process.busy()
