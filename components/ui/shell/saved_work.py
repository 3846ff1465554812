"""Saving the visitor’s work as a file, and loading it again."""

import json
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st

import components.ui
from components.engine.catalog import BUNDLED, DEFAULT_MODEL
from components.engine.errors import WorkError
from components.engine.loading.installed import catalogued
from components.ui.shell import visit
from components.ui.shell.markdown import prose
from components.ui.shell.visit import SETTINGS, VIEW, Visit

WORK_BYTES = 5_000_000
LINK = Path(__file__).parents[2] / "frontend" / "link"
_link = st.components.v2.component(
    "sensescope_link",
    html='<button type="button" title="What you set is in the address of the page">Copy link</button>',
    css=(LINK / "link.css").read_text(encoding="utf-8"),
    js=(LINK / "link.js").read_text(encoding="utf-8"),
)
BACK = (
    "your texts, the names you gave, views and settings are back. Files are not in it: a page that misses one says so."
)
VIEWS = "views"  # in the file: the chosen view of each page


def save_work() -> None:
    """Offer the visitor's texts and settings as one file, which the start page loads."""
    st.download_button(
        "Save my work",
        saved_work(),
        "sensescope.json",
        "application/json",
        icon=":material/save:",
        on_click="ignore",
        width="stretch",
        help="Texts, word, own sentences and settings in one file. The start page loads it.",
    )


def copy_link() -> None:
    """Offer the page's address, which opens the same view elsewhere."""
    _link(key="copy_link")


def load_work() -> None:
    """Take a file of saved work, and say what came of it."""
    with st.expander("Load my work", icon=":material/folder_open:"):
        st.file_uploader("A file that “Save my work” wrote", type="json", key="work_file", on_change=take_file)
        outcome = st.session_state.get("work_outcome")
        if isinstance(outcome, WorkError):
            st.error(str(outcome), icon=":material/error:")
        elif outcome:
            st.success(outcome, icon=":material/check:")


def take_file() -> None:
    """Load the uploaded file; runs before the widgets are drawn, so that it may set them."""
    file = st.session_state["work_file"]
    try:
        st.session_state["work_outcome"] = None
        if file is not None:
            read_work(file.getvalue())
            st.session_state["work_outcome"] = f"“{prose(file.name)}” is loaded: {BACK}{about_model()}"
    except WorkError as error:
        st.session_state["work_outcome"] = error


def about_model() -> str:
    """Say how to get the model of loaded work, if it is loaded by a click only."""
    asked = catalogued(st.session_state.get("model", DEFAULT_MODEL))
    return "" if asked in BUNDLED else f" Its model, {prose(asked)}, is loaded by a click in the sidebar."


def saved_work() -> Callable[[], str]:
    """Return what writes the visitor's work as JSON, as it is at the click."""
    ours = visit.ours()  # changed in place; at the click there is no run, and so no session

    def write() -> str:
        values = values_set(ours) | ({VIEWS: ours.views} if ours.views else {})
        return json.dumps({"sensescope": 1, **values}, ensure_ascii=False, indent=1)

    return write


def read_work(content: bytes) -> None:
    """Put a saved file's values back.

    Raises WorkError if the file is not one of ours; then nothing is changed.
    """
    if len(content) > WORK_BYTES:
        raise WorkError(f"The file has {len(content) / 1e6:.1f} MB; saved work has at most {WORK_BYTES / 1e6:.0f} MB.")
    try:
        work = json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise WorkError("This file is not saved work: it is no JSON. Pick a file that “Save my work” wrote.") from error
    if not isinstance(work, dict) or work.get("sensescope") != 1:
        raise WorkError("This file is JSON, but not saved work of this app. Pick a file that “Save my work” wrote.")
    gather_settings()
    kinds = {key: visit.SETTINGS[key].kind for key in saved_keys()}
    wrong = [key for key, kind in kinds.items() if key in work and type(of_kind(work[key], kind)) is not kind]
    views = work.get(VIEWS, {})
    if not isinstance(views, dict) or not all(isinstance(view, str) for view in views.values()):
        wrong.append(VIEWS)
    if wrong:
        raise WorkError(f"The saved value of “{wrong[0]}” is not of the right kind, so nothing was loaded.")
    put_back(work, views)


def put_back(values: dict[str, Any], views: dict[str, str]) -> None:
    """Set all settings as they were, and the view of each page; what was not set then has its default again."""
    set_up(values, saved_keys())
    visit.ours().views = dict(views)


def set_up(values: Mapping[str, Any], back: Iterable[str] = ()) -> None:
    """Set what is a setting of the app and of its type; what is only among `back` has its default again.

    For a callback, or the start of a run. Each page's view is the caller's.
    """
    gather_settings()
    for key in set(back) - values.keys() - {VIEW}:
        set_back(key, key)
    for key in values.keys() & SETTINGS.keys() - {VIEW}:
        value = of_kind(values[key], SETTINGS[key].kind)
        if type(value) is SETTINGS[key].kind:
            visit.put(key, value.encode("utf-8", "replace").decode() if isinstance(value, str) else value)


def of_kind(value: Any, kind: type) -> Any:
    """Return a value as of this kind: a text makes a list of one, for settings that took a single one before."""
    return [value] if kind is list and isinstance(value, str) else value


def set_back(key: str, slot: str) -> None:
    """Let a setting have its default again, though its widget may be on the page and its value in the link."""
    if slot not in visit.ours().defaults:
        visit.forget(key)
        return
    visit.put(key, visit.ours().defaults[slot])
    visit.ours().touched.discard(slot)


def gather_settings() -> None:
    """Import every room, so that all settings are declared; a view that was never opened is not imported yet."""
    for module in pkgutil.walk_packages(components.ui.__path__, "components.ui."):
        import_module(module.name)


def values_set(ours: Visit) -> dict[str, Any]:
    """Return what was set in a visit and goes into saved work; each page's view goes there by itself."""
    return {
        key: ours.values[key]
        for key in saved_keys()
        if key in ours.values and (key in ours.touched or ours.values[key] != ours.defaults.get(key))
    }


def saved_keys() -> list[str]:
    """List the settings that go into a file of saved work; each page's view goes there by itself."""
    return [key for key in SETTINGS if key != VIEW]
