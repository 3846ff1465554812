"""How a visitor waits for long work: progress, a button to cancel it, another to begin again."""

from collections.abc import Callable
from concurrent.futures import wait
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.ui.shared.jobs import JOBS, Job, Work, visitor
from components.ui.shared.store import STORE, Store, name_of


class Left(Exception):
    """The visitor waits no longer for what the rest of a view is made of; `frame.errors_shown` takes it."""


def wait_for(job: Job, bar: DeltaGenerator, what: str, look: Callable[[], None] = lambda: None) -> None:
    """Move a progress bar until the work is done; while it stands in the line, say how many are before it.

    Meanwhile `look` draws what is known so far.
    """
    while not wait([job.future], 0.1).done:
        before = f" {job.ahead + 1} before you in the line."
        bar.progress(job.share, what if job.started else what + before)
        look()


def leave(job: Job, key: tuple) -> None:
    """Let this visitor wait no longer, until they start again."""
    st.session_state.setdefault("left_jobs", {})[name_of(key)] = JOBS.leave(job, visitor())


def attend(key: tuple, begin: Callable[[], Job], keep_in: Store = STORE) -> Job | None:
    """Return the job of this key, begun if need be; or None if this visitor cancelled it, with a button to go on."""
    left, name = st.session_state.setdefault("left_jobs", {}), name_of(key)
    if name not in left:
        return JOBS.start(key, begin, visitor(), keep_in)
    what = "Cancelled; nothing was kept." if left[name] else "You wait no longer; somebody else still does."
    st.info(what, icon=":material/cancel:")
    st.button("Start again", icon=":material/refresh:", on_click=left.pop, args=(name, None))
    return None


def offer_cancel(job: Job, key: tuple, place: DeltaGenerator) -> None:
    """Draw the button with which this visitor waits no longer."""
    place.button("Cancel", key=f"cancel {name_of(key)}", on_click=leave, args=(job, key), icon=":material/cancel:")


def so_far(key: tuple) -> tuple:
    """Return the key under which the work of `key` keeps what it knows so far."""
    return "so far", *key


def finish(key: tuple, what: str, work: Work, draw: Callable[[Any], None] | None = None, keep_in: Store = STORE) -> Any:
    """Return the work's result, kept or computed; meanwhile show its progress, with a button to cancel it.

    What the work keeps under `so_far(key)` on the way is drawn by `draw`, if that is given.
    Raises Left if the visitor cancelled; that is said, with a button to begin again.
    """
    if (kept := keep_in.kept(key)) is not None:
        return kept
    job = attend(key, lambda: Job(work), keep_in)
    if job is None:
        raise Left
    if not job.future.done():
        slot = st.container()
        bar = slot.progress(0.0, what)
        button = slot.empty()
        offer_cancel(job, key, button)
        place, drawn = slot.empty(), None

        def look() -> None:
            nonlocal drawn
            found = STORE.kept(so_far(key))
            if draw is not None and found is not drawn:
                drawn = found
                with place.container():
                    draw(found)

        wait_for(job, bar, what, look)
        for part in (bar, button, place):
            part.empty()
    return job.future.result()


def spell(seconds: float) -> str:
    """Write a time: "40 s", "3 min"."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
