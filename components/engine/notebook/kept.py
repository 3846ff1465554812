"""Kept views and notebooks, and the file that holds them.

A kept view is a page with its settings, what its visitor wrote about it, and the pictures that were on screen with
their data, so that it can be shown without the model. A notebook is kept views in order. Both are written as plain
JSON, an object a record with its fields' names, so that other programs can read them:

    {"sensescope_notebook": 1, "title": "…", "views": [{"id": "…", "page": "senses", "settings": {…}, …,
      "pictures": [{"kind": "chart", …}, {"kind": "attention", …}, {"kind": "table", …}]}]}

A file may be anybody's: every part is checked before it is taken, and one that is not as it should be refuses the
whole file. Whether a page or a setting exists is not known here.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from components.engine.errors import NotebookError
from components.engine.notebook.checks import (
    LINE,
    TEXT,
    check_fields,
    check_id,
    check_list,
    check_page,
    check_settings,
    check_text,
    clean,
    refuse,
)
from components.engine.notebook.pictures import Picture, picture_of

VERSION = 1
FILE_BYTES = 50_000_000  # as much as the app takes as one file
MOST_VIEWS, MOST_PICTURES = 300, 20
MADE = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class KeptView:
    """One page as it was on screen, and what its visitor wrote about it."""

    id: str  # 32 hexadecimal digits
    page: str
    settings: dict[str, bool | int | str | list[str] | list[float]]
    title: str
    note: str  # Markdown
    expected: str
    saw: str
    otherwise: str  # what else could explain it
    made: str  # UTC
    model: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Notebook:
    """Kept views in order."""

    title: str
    views: tuple[KeptView, ...]


def read_notebook(content: bytes) -> Notebook:
    """Read a notebook's file.

    Raises NotebookError if it is not one of ours, or any part of it is not as it should be.
    """
    if len(content) > FILE_BYTES:
        raise NotebookError(
            f"The file has {len(content) / 1e6:.1f} MB; a notebook has at most {FILE_BYTES / 1e6:.0f} MB."
        )
    try:
        loaded = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # neither UTF-8 nor JSON, or a number of a million digits
        raise NotebookError(
            "This file is no notebook: it is no JSON. Pick a file that the Notebook page wrote."
        ) from error
    given = clean(loaded)
    version = given.get("sensescope_notebook") if isinstance(given, dict) else None
    if type(version) is not int or version < 1:
        raise NotebookError("This file is JSON, but no notebook of this app. Pick a file that the Notebook page wrote.")
    if version > VERSION:
        raise NotebookError(
            f"This notebook is of version {version}, and this app reads version {VERSION}. Open it with a newer app."
        )
    check_fields(given, {"sensescope_notebook", "title", "views"}, "the notebook")
    check_text(given["title"], LINE, "the notebook’s title")
    views = check_list(given["views"], MOST_VIEWS, "the notebook", "views")
    read = tuple(view_of(view, f"view {number}") for number, view in enumerate(views, start=1))
    if len({view.id for view in read}) < len(read):
        raise NotebookError(f"{len(read)} views of the notebook have {len({view.id for view in read})} different ids.")
    return Notebook(given["title"], read)


def write_notebook(notebook: Notebook) -> bytes:
    """Write a notebook's file.

    Raises NotebookError if it would be larger than what `read_notebook` takes.
    """
    written = {"sensescope_notebook": VERSION, **asdict(notebook)}
    content = json.dumps(written, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    if len(content) > FILE_BYTES:
        raise NotebookError(
            f"The notebook has {len(content) / 1e6:.1f} MB, and a file of it at most {FILE_BYTES / 1e6:.0f} MB. "
            "Take views with large pictures out of it."
        )
    return content


def merge(one: Notebook, other: Notebook) -> Notebook:
    """Add to `one` the views of `other` that it does not have, in order.

    A view of `other` that has the id of another view but other content gets a new id, made of its content, so that the
    same file merged twice adds nothing. Raises NotebookError if there would be too many.
    """
    views = {view.id: view for view in one.views}
    for view in other.views:
        if views.get(view.id, view) != view:
            written = json.dumps(asdict(view), sort_keys=True).encode()
            view = replace(view, id=hashlib.sha256(written).hexdigest()[:32])
        views.setdefault(view.id, view)
    if len(views) > MOST_VIEWS:
        raise NotebookError(f"Together they have {len(views)} views; a notebook has at most {MOST_VIEWS}.")
    return Notebook(one.title or other.title, tuple(views.values()))


def read_view(given: object) -> KeptView:
    """Read one kept view from its JSON object.

    Raises NotebookError if any part of it is not as it should be.
    """
    return view_of(clean(given), "the view")


def write_view(view: KeptView) -> dict[str, Any]:
    """Write one kept view as its JSON object."""
    return json.loads(json.dumps(asdict(view)))


def view_of(given: Any, where: str) -> KeptView:
    """Check every part of a kept view; `where` names it in a refusal."""
    check_fields(given, set(KeptView.__dataclass_fields__), where)
    check_id(given["id"], where)
    check_page(given["page"], where)
    check_settings(given["settings"], where)
    for name in ("title", "model"):
        check_text(given[name], LINE, f"{name} of {where}")
    for name in ("note", "expected", "saw", "otherwise"):
        check_text(given[name], TEXT, f"{name} of {where}")
    check_made(given["made"], where)
    pictures = check_list(given["pictures"], MOST_PICTURES, where, "pictures")
    checked = [picture_of(picture, f"picture {number} of {where}") for number, picture in enumerate(pictures, start=1)]
    return KeptView(**{**given, "pictures": tuple(checked)})


def check_made(made: object, where: str) -> None:
    """Refuse what is no time as we write it."""
    try:
        right = isinstance(made, str) and datetime.strptime(made, MADE).strftime(MADE) == made
    except ValueError:
        right = False
    if not right:
        refuse(f"{where} was made at no time: it must be like 2026-11-28T20:00:00Z, in UTC.")
