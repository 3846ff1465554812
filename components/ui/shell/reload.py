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
    """Let the visitor’s tab know this visit’s name, and take over the one that the tab had before a reload."""
    name = st.session_state.setdefault("visit_name", secrets.token_urlsafe(16))
    with LOCK:
        VISITS[name] = visit.ours()
    _tab(key="reload", data=name, on_before_change=take_over)


def take_over() -> None:
    """Set what was set in the visit before; runs before the widgets are drawn."""
    with LOCK:
        before = VISITS.get(getattr(st.session_state["reload"], "before", None) or "")
    if before is not None:
        saved_work.put_back(saved_work.values_set(before), before.views)
