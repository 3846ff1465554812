"""Long work in one bounded pool: it survives leaving the page, shows how far it is, and ends when nobody waits for it.

What a visitor waits for is done by as many threads as the machine has cores; who comes later stands in a line and sees
their place. What nobody waits for yet has a thread of its own and gives way. Results go into the one store.
"""

import atexit
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Set
from concurrent.futures import CancelledError, Future, wait
from typing import Any

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.ui.shared.store import STORE, Store, name_of

AWAY = 120  # seconds after which a visit is over: a lost connection often comes back
LOOK = 1  # seconds between looks for who still waits
Work = Callable[[Callable[[float], None], Callable[[], bool]], Any]  # is told where to report and when to stop


class Line:
    """A bounded number of threads, and the jobs that wait for one; a thread ends when the line is empty."""

    def __init__(self, threads: int) -> None:
        self._threads, self._working = threads, 0
        self._waiting: deque[Job] = deque()
        self._lock = threading.Lock()

    def add(self, job: "Job") -> None:
        """Put a job at the end."""
        with self._lock:
            self._waiting.append(job)
            if self._working == self._threads:
                return
            self._working += 1
        threading.Thread(target=self._work, daemon=True).start()

    def take_out(self, job: "Job") -> bool:
        """Take a job out of the line; False if it is no longer in it."""
        with self._lock:
            if job not in self._waiting:
                return False
            self._waiting.remove(job)
            return True

    def ahead(self, job: "Job") -> int:
        """Count the jobs that are before this one in the line."""
        with self._lock:
            return self._waiting.index(job) if job in self._waiting else 0

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._working -= 1
                    return
                job = self._waiting.popleft()
            job.run()


AWAITED, BACKGROUND = Line(max(2, os.cpu_count() or 2)), Line(1)


class Job:
    """One piece of work; its future holds the result, or None if it was cancelled.

    Work with `gives_way` is for later: it pauses at each note as long as that says so, until somebody waits for it. A
    thread that is inside torch while Python exits aborts the process, so the exit cancels the work and waits for it.
    """

    def __init__(self, work: Work, gives_way: Callable[[], bool] | None = None, line: Line | None = None) -> None:
        self.share, self.started = 0.0, False
        self.waiting: set[str] = set()  # visits that look at its progress
        self.cancelled, self.urgent = threading.Event(), threading.Event()
        self.future: Future = Future()
        self._work, self._gives_way = work, gives_way
        self._wanted = while_here(self.waiting)
        self._line = line or (BACKGROUND if gives_way else AWAITED)
        atexit.register(self.end)
        self._line.add(self)

    def run(self) -> None:
        """Compute, unless it was cancelled in the line."""
        self.started = True
        try:
            self.future.set_result(None if self.cancelled.is_set() else self._work(self.note, self.should_stop))
        except Exception as error:  # whoever asks for the result gets it
            self.future.set_exception(error)
        finally:
            atexit.unregister(self.end)

    def note(self, share: float) -> None:
        """Note the share that is done, and give way."""
        self.share = min(share, 1.0)
        while self._gives_way is not None and self._gives_way() and not self.urgent.wait(0.1):
            pass

    def should_stop(self) -> bool:
        """Tell whether it was cancelled, or everybody who waited has been gone for a while."""
        if not self._wanted():
            self.cancelled.set()
        return self.cancelled.is_set()

    def hurry(self) -> None:
        """Somebody waits for it: it gives way no more, nor stands in the line of what is for later."""
        self.urgent.set()
        if self._line is BACKGROUND and BACKGROUND.take_out(self):
            self._line = AWAITED
            AWAITED.add(self)

    @property
    def ahead(self) -> int:
        """Count the jobs before it in the line."""
        return self._line.ahead(self)

    def end(self) -> None:
        """Stop computing, and wait until it has stopped."""
        self.cancelled.set()
        self.urgent.set()
        if self._line.take_out(self):
            self.run()
        wait([self.future])


def note_or_stop(note: Callable[[float], None], stop: Callable[[], bool]) -> Callable[[float], None]:
    """Return one function that notes a share and ends the work if it is to stop, for work that never asks."""

    def tell(share: float) -> None:
        note(share)
        if stop():
            raise CancelledError

    return tell


class Jobs:
    """The work of all visitors that is not done yet: each piece once, whoever asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at_work: dict[str, Job] = {}

    def start(self, key: tuple, begin: Callable[[], Job], visit: str = "", keep_in: Store = STORE) -> Job:
        """Return the job of this key that is at work, or begin it; `visit`, if any, waits for it.

        What ends is kept in a store. Work that no visit waits for goes on by itself.
        """
        name = name_of(key)
        with self._lock:
            known = self._at_work.get(name)
            job = begin() if known is None or known.cancelled.is_set() else known
            self._at_work[name] = job
            job.waiting |= {visit} - {""}
        if job is not known:
            job.future.add_done_callback(lambda _: self._settle(name, job, keep_in))
        return job

    def leave(self, job: Job, visit: str) -> bool:
        """Let a visit wait no longer; the work ends when nobody is left who waits. Tell whether it does."""
        with self._lock:
            job.waiting -= {other for other in job.waiting if other == visit or not is_here(other)}
            if not job.waiting:
                job.cancelled.set()
            return job.cancelled.is_set()

    def _settle(self, name: str, job: Job, keep_in: Store) -> None:
        """Keep what was finished; what failed or was cancelled is done anew when it is asked for again."""
        with self._lock:
            if self._at_work.get(name) is job:
                del self._at_work[name]
        if not job.cancelled.is_set() and job.future.exception() is None:
            keep_in.keep_named(name, job.future.result())


JOBS = Jobs()


def is_here(visit: str) -> bool:
    """Tell whether the page of a visit is still open."""
    return not runtime.exists() or runtime.get_instance().is_active_session(visit)


def while_here(visits: Set[str]) -> Callable[[], bool]:
    """Return what tells whether one of some visits is open, or was a short time ago; of none it is always so."""
    seen = time.monotonic()

    def wanted() -> bool:
        nonlocal seen
        now = time.monotonic()
        if now - seen <= LOOK:
            return True
        if not visits or any(map(is_here, tuple(visits))):
            seen = now
        return now - seen <= AWAY

    return wanted


def visitor() -> str:
    """Return the id of the visit that this run of a page belongs to."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def lane_or_visitor_busy() -> bool:
    """Tell whether something is computed that somebody waits for."""
    from components.engine.geometry import umap_process

    return STORE.busy or umap_process.busy()
