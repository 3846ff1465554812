"""The visitor’s notebook: kept views in their browser’s own storage, and as much of it as this visit has read.

The browser holds them; the server knows those that were kept in this visit and, once the notebook’s page was opened,
all. What was changed waits here until the browser says that it is stored.
"""

import json
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from components.engine.errors import NotebookError
from components.engine.notebook.kept import KeptView, read_view, write_view
from components.ui.shell.markdown import prose

SCRIPT = Path(__file__).parents[2] / "frontend" / "shelf" / "shelf.js"
_storage = st.components.v2.component("sensescope_shelf", js=SCRIPT.read_text(encoding="utf-8"))
QUOTA = "QuotaExceededError"  # as browsers call it
FULL = (
    "The browser’s storage is full, so what you kept or wrote last is not stored yet. Nothing is lost while this page "
    "is open: save the notebook as a file, take views out of it, and try again."
)
MOST_AT_ONCE = 3_000_000  # characters in one message to the browser


@dataclass(frozen=True)
class Stored:
    """A kept view, its place in the order, and a name that differs whenever anything of it does."""

    view: KeptView
    place: float
    changed: str


@dataclass
class Shelf:
    """What this visit knows of the notebook."""

    known: dict[str, Stored] = field(default_factory=dict)  # by id
    to_put: dict[str, str] = field(default_factory=dict)  # `changed` by id: until the browser says that it is stored
    to_drop: set[str] = field(default_factory=set)  # ids
    refused: dict[str, str] = field(default_factory=dict)  # `changed` by id: not of this app's version, or damaged
    read: bool = False  # the browser has said what it holds
    failed: str = ""  # the browser's name for why it did not store or give


def ours() -> Shelf:
    """Return this visit’s shelf."""
    return st.session_state.setdefault("kept_views", Shelf())


def views() -> list[KeptView]:
    """Return the kept views that are known, in their order."""
    return [stored.view for stored in sorted(ours().known.values(), key=lambda stored: stored.place)]


def put(view: KeptView, place: float | None = None) -> None:
    """Add a view at the end, or change one where it is; or put it at `place`."""
    shelf = ours()
    if place is None:
        place = shelf.known[view.id].place if view.id in shelf.known else time.time()
    shelf.known[view.id] = Stored(view, place, secrets.token_hex(8))
    shelf.to_put[view.id] = shelf.known[view.id].changed
    shelf.to_drop.discard(view.id)


def drop(one: str) -> None:
    """Take a view out of the notebook, by its id."""
    ours().known.pop(one, None)
    ours().to_put.pop(one, None)
    ours().to_drop.add(one)


def swap(one: str, other: str) -> None:
    """Let two views change places, by their ids."""
    first, second = ours().known[one], ours().known[other]
    put(first.view, second.place)
    put(second.view, first.place)


def keep_in_step(reads: bool) -> None:
    """Let the browser store what was changed here; if this page `reads`, learn what the browser holds."""

    @st.fragment
    def step() -> None:
        shelf = ours()
        told = st.session_state.pop("shelf_told", False)
        if told and (reads or shelf.failed):
            st.rerun()
        writes = not shelf.failed  # else the same would fail again and again; the visitor is asked first
        data = {
            "put": next_records(shelf) if writes else [],
            "drop": sorted(shelf.to_drop) if writes else [],
            "reads": reads and writes,
            "read": shelf.read,
            "have": {one: stored.changed for one, stored in shelf.known.items()} | shelf.refused,
        }
        _storage(key="shelf", data=data, on_said_change=take)
        if shelf.failed:
            st.error(FULL if shelf.failed == QUOTA else f"This browser keeps no notebook ({prose(shelf.failed)}).")
            st.button("Try again", on_click=setattr, args=(shelf, "failed", ""))

    step()


def next_records(shelf: Shelf) -> list[dict[str, Any]]:
    """Write what the browser is to store of the views that wait for it, as much as goes in one message."""
    records: list[dict[str, Any]] = []
    room = MOST_AT_ONCE
    for stored in (shelf.known[one] for one in shelf.to_put):
        written = write_view(stored.view)
        room -= len(json.dumps(written))
        if records and room < 0:
            break
        records.append({"id": stored.view.id, "view": written, "place": stored.place, "changed": stored.changed})
    return records


def take() -> None:
    """Take what the browser says: what is stored, what it holds, or why it could not; it is checked."""
    said = getattr(st.session_state.get("shelf"), "said", None)
    if not isinstance(said, dict):
        return
    st.session_state["shelf_told"] = True
    shelf = ours()
    if "failed" in said:
        shelf.failed = str(said["failed"])[:40]
    elif "put" in said:
        for one, changed in said["put"]:
            if shelf.to_put.get(one) == changed:
                del shelf.to_put[one]
                if not shelf.read:  # then only the browser holds it, until the notebook's page reads all
                    del shelf.known[one]
        shelf.to_drop -= set(said["drop"])
    else:
        hold(shelf, said["ids"], said["found"])


def hold(shelf: Shelf, ids: list[str], found: list[dict[str, Any]]) -> None:
    """Know what the browser holds, but for what waits here to be stored or dropped."""
    shelf.read = True
    for record in found:
        one, changed = str(record["id"]), str(record["changed"])
        if one in shelf.to_put or one in shelf.to_drop:
            continue
        try:
            shelf.known[one] = Stored(read_view(record["view"]), float(record["place"]), changed)
        except NotebookError:
            shelf.refused[one] = changed
    for one in set(shelf.known) - set(ids) - set(shelf.to_put):
        del shelf.known[one]  # another tab has dropped it
