"""What the visitor has set: in the link where it fits, else in the session; from page to page; in saved work.

Streamlit's own means carry it: `linked` binds a widget to the link and keeps its value for the visit. Ours is the rest:

- A value that nobody set follows its default, which may differ from page to page and from text to text.
- A value from elsewhere (another page, another model, a link) is made to fit.
- A long text rides in the link compressed, as far as it fits.
- A value that no widget holds, such as a layer set inside a picture, is `held` in the link in the same way.

Every setting is declared where its widget stands, once: a key means one thing.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.ui.shell.link import PACKED, fits_link, named_in_link, pack_into_link, unpacked

VIEW = "view"  # each page keeps its own
FORMERLY = {"step": "measure"}  # names in links that were made before a key was renamed


@dataclass(frozen=True)
class Setting:
    """One thing that a visitor can set."""

    room: str  # the module that declares it
    kind: type  # bool, int, str or list


SETTINGS: dict[str, Setting] = {}


def declare(room: str, **kinds: type) -> None:
    """Declare settings by key and type; `room` is the caller's `__name__`.

    Raises ValueError if another module has declared the key, for then it would mean two things.
    """
    for key, kind in kinds.items():
        if SETTINGS.get(key, Setting(room, kind)).room != room:
            raise ValueError(f"“{key}” is declared by {SETTINGS[key].room} already; {room} needs another name.")
        SETTINGS[key] = Setting(room, kind)


declare(__name__, view=str)


@dataclass
class Visit:
    """What is known of a visit's settings beside their values, which are Streamlit's."""

    page: str = ""
    touched: set[str] = field(default_factory=set)  # set by the visitor or their link, not by default
    defaults: dict[str, Any] = field(default_factory=dict)  # by key, as last drawn
    before: dict[str, Any] = field(default_factory=dict)  # the default that a browser may show until a run has ended
    drawn_on: dict[str, str] = field(default_factory=dict)  # the page on which each key was last drawn
    views: dict[str, str] = field(default_factory=dict)  # the chosen view of each page
    values: dict[str, Any] = field(default_factory=dict)  # as last drawn, for who asks outside a run: a download
    about: dict[str, str] = field(default_factory=dict)  # the text that a place in it was picked in
    taken_over: str = ""  # the visit before a reload, whose settings are here by now


def ours() -> Visit:
    """Return the notes of this visit."""
    return st.session_state.setdefault("visit", Visit())


def enter(page: str) -> None:
    """Note at the start of a run which page the visitor is on; all that it draws is new to who comes from another."""
    if page != ours().page:
        ours().drawn_on = {key: where for key, where in ours().drawn_on.items() if where != page}
    ours().page = page


def drawn() -> None:
    """Note that a run has drawn all it had to: what the browser says next it says of what stands there now."""
    ours().before.clear()


def linked(key: str, default: Any, adapt: Callable[[Any], Any] = lambda value: value) -> dict[str, Any]:
    """Prepare the value of the widget `key` and return its `key`, `bind` and `persist_state`.

    `adapt` turns a value from elsewhere into one that fits here, or into None: then the widget starts with its
    default, which the caller passes to the widget as well. A link that names a value wins over what was set before.
    """
    moved = is_new(key)
    if moved:
        unpack_from_link(key)
    if moved and key in st.query_params:
        note(key, default)
        keep(key, named_in_link(key, SETTINGS[key].kind, default))
        return {"key": key, "bind": "query-params", "persist_state": "session"}
    value, present = settle(key, default, adapt)
    if key == VIEW and came_back() and not moved:  # its widget will read it from the entry in the browser's history
        keep(key, st.query_params.get(key, default))
    # Only when it matters: a widget that is set while its visitor types would lose what was typed meanwhile.
    if present != value or (moved and key in st.session_state):
        st.session_state[key] = value
    bind = "query-params" if fits_link(value) else None
    if bind and value != default and came_back() and moved:
        bind = None  # or Streamlit would show the default, since the entry in the browser's history has no such value
    if isinstance(value, str):
        pack_into_link(key, value)
    if moved and value != default and fits_link(value):
        # Streamlit took it out of the link with the last page, and does not always put it back. It refuses while the
        # widget is still bound; then it is in the link already.
        with suppress(StreamlitAPIException):
            st.query_params[key] = list(map(str, value)) if isinstance(value, list) else str(value)
    return {"key": key, "bind": bind, "persist_state": "session"}


def held(key: str, default: Any, adapt: Callable[[Any], Any], about: str = "") -> Any:
    """Return a whole number that no widget of Streamlit's holds, such as a layer set inside a picture.

    It is read from the link when the visitor comes, crosses from page to page like the others, and is put into the
    link when it differs from its default. `adapt` makes it fit, as in `linked`. A place in a text is forgotten with
    the text; `about` names that.
    """
    number_of_link(key)
    forget_with(key, about)
    value, present = settle(key, default, adapt)
    if key in st.session_state and present != value:  # a slider of another page has left its own default
        st.session_state[key] = value
    with suppress(StreamlitAPIException):  # a widget of another page is bound to it until this run ends
        if value == default:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = str(value)
    return value


def held_text(key: str, about: str = "") -> str:
    """Return a text that no widget holds, such as names in a list, in the same way; nothing is its default."""
    if is_new(key):
        unpack_from_link(key)
        if (named := st.query_params.get(key)) is not None:
            put(key, named)
    forget_with(key, about)
    value, _ = settle(key, "", lambda text: text)
    pack_into_link(key, value)
    if value and fits_link(value):
        st.query_params[key] = value
    else:
        st.query_params.pop(key, None)
    return value


def forget_with(key: str, about: str) -> None:
    """Forget a setting that was set in another text; who sets both at once means the new one."""
    if ours().about.setdefault(key, about) != about:
        forget(key)
        ours().about[key] = about


def number_of_link(key: str) -> int | None:
    """Return a whole number that is set, taken from the link where that is new; None if it is not set."""
    named = st.query_params.get(key)
    if is_new(key) and named is not None and re.fullmatch("[0-9]{1,5}", named):
        put(key, int(named))
    return st.session_state.get(key)


def settle(key: str, default: Any, adapt: Callable[[Any], Any]) -> tuple[Any, Any]:
    """Return the value that the setting shall have, and the one it has; note that it is drawn here."""
    visit, moved, kind = ours(), is_new(key), SETTINGS[key].kind
    known = visit.page in visit.views if key == VIEW and moved else key in st.session_state
    present = st.session_state.get(key, default)
    present = list(present) if isinstance(present, tuple) else present  # a slider for a range gives a pair
    if known and key == VIEW and moved:
        present = visit.views[visit.page]
    last = visit.defaults.get(slot(key), default)
    if known and present not in (last, visit.before.get(slot(key), last)):
        visit.touched.add(slot(key))
    fits = known and type(present) is kind and slot(key) in visit.touched
    value = adapt(present) if fits else default
    value = default if value is None else value
    note(key, default)
    keep(key, value)
    return value, present


def keep(key: str, value: Any) -> None:
    """Keep a value for who asks outside a run, and each page's view for when the visitor comes back."""
    ours().values[key] = value
    if key == VIEW:
        ours().views[ours().page] = value


def note(key: str, default: Any) -> None:
    """Note that a setting is drawn on this page, with this default."""
    ours().before.setdefault(slot(key), ours().defaults.get(slot(key), default))
    ours().defaults[slot(key)] = default
    ours().drawn_on[key] = ours().page


def is_new(key: str) -> bool:
    """Tell whether the setting is drawn for the first time since the visitor came to this page."""
    return not is_on(key)


def is_on(key: str) -> bool:
    """Tell whether a setting is drawn on the page that the visitor is on."""
    return ours().drawn_on.get(key) == ours().page


def slot(key: str) -> str:
    """Return the name under which a setting's notes are kept: each page has its own view."""
    return f"{key} of {ours().page}" if key == VIEW else key


def set_by_visitor(key: str) -> None:
    """Let a value stay that is still its default, as if the visitor had set it."""
    ours().touched.add(slot(key))


def put(key: str, value: Any) -> None:
    """Set a value from a callback, before its widget is drawn."""
    ours().touched.add(slot(key))
    ours().values[key] = value
    ours().about.pop(key, None)
    st.session_state[key] = value


def forget(key: str) -> None:
    """Let a setting have its default again."""
    ours().touched.discard(key)
    ours().values.pop(key, None)
    st.session_state.pop(key, None)


def came_back() -> bool:
    """Tell whether this run is the browser's Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def unpack_from_link(key: str) -> None:
    """Take a text that a link brings compressed, or under a former name, unless the visit has one already."""
    if key in st.session_state or SETTINGS[key].kind is not str:
        return
    letters, former = st.query_params.get(key + PACKED), st.query_params.get(FORMERLY.get(key, ""))
    text = unpacked(letters) if letters else former
    if text is not None:
        put(key, text)
