"""A reload of the page begins a new visit; what was set in the visit before it, on all pages, is brought over."""

import secrets
import threading
from pathlib import Path

import streamlit as st
from cachetools import LRUCache

from components.ui.shell import saved_work, visit
from components.ui.shell.visit import Visit

SCRIPT = Path(__file__).parents[2] / "frontend" / "reload" / "reload.js"
_tab = st.components.v2.component("sensescope_reload", js=SCRIPT.read_text(encoding="utf-8"))
MOST_VISITS = 100  # that a reload may bring back
VISITS: LRUCache[str, Visit] = LRUCache(MOST_VISITS)  # by names that only their own tabs know
LOCK = threading.Lock()


def keep_visit() -> None:
    """Let the visitor’s tab know this visit’s name, and tell the one that it had before a reload."""
    name = st.session_state.setdefault("visit_name", secrets.token_urlsafe(16))
    with LOCK:
        VISITS[name] = visit.ours()
    _tab(key="reload", data=name, on_before_change=lambda: None)


def take_over() -> None:
    """Set what was set in the visit before a reload, once; for the start of a run, before anything is drawn.

    A run that another click cuts off leaves it to the next one.
    """
    name, ours = getattr(st.session_state.get("reload"), "before", None), visit.ours()
    if not name or name == ours.taken_over:
        return
    with LOCK:
        before = VISITS.get(name)
    if before is not None:
        saved_work.put_back(saved_work.values_set(before), before.views)
        untouched = visit.slot(visit.VIEW) not in ours.touched and visit.VIEW not in st.query_params
        if untouched and ours.page in before.views:  # the visitor was faster than their tab
            st.session_state[visit.VIEW] = before.views[ours.page]
    ours.taken_over = name
