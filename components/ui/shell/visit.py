"""What the visitor has set: in the link, across pages, and in a file of saved work.

Widgets bind themselves to the link (`bind="query-params"`). Streamlit drops a bound value when the next page does
not draw the widget, or when it came from the link and was never touched, so `keep` notes the values at the end of
each run and `linked` puts them back. Only values that differ from the page's default are kept.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import quote_plus

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner import get_script_run_ctx

# A link much longer than this ends in a bare "400 Bad Request".
LINK_CHARACTERS = 4000
# What a saved file may hold, by type; also everything that crosses from page to page.
SAVED: dict[str, type] = {
    "text": str,
    "pair": str,
    "layer": int,
    "head": int,
    "matrix": int,
    "word": str,
    "language": str,
    "own": str,
    "method": str,
    "large": bool,
    "compare": str,
    "inflected": bool,
    "dimensions": str,
    "colour": str,
    "curves": str,
    "groups": str,
    "without": str,
    "versus": str,
    "second": str,
    "piece": str,
    "off": str,
    "tokenizer": str,
    "measure": str,
    "of": str,
    "figure": str,
    "lens": str,
    "components": int,
    "pool": str,
    "tokens": str,
    "format": str,
    "differ": bool,
    "alone": bool,
    "units": str,
    "special": str,
    "direction": str,
    "bertviz": str,
    "finder": str,
    "summary": str,
    "cut": str,
    "flow": str,
    "sample": int,
    "story": str,
    "shuffle": int,
    "static_word": str,
    "first": str,
    "second_word": str,
    "third": str,
    "static": str,
    "compared": str,
    "sentences": str,
    "starred": str,
    "candidates": str,
    "pooling": str,
    "align_first": str,
    "align_second": str,
    "lines": str,
    "source_text": str,
    "questions": str,
    "passage": int,
    "most_central": int,
    "score": str,
    "labelled": str,
    "pasted": str,
    "split": str,
    "seed": int,
    "decide": str,
    "epochs": int,
    "rate": str,
    "frozen": int,
    "tuned_text": str,
    "tuned_word": str,
    "rescaled": bool,
    "colours": str,
    "centred": bool,
    "own_words": str,
    "meanings": list,
    "pair_first": str,
    "pair_second": str,
    "match_by": str,
    "match_first": str,
    "match_second": str,
}
PAGE_OWN = ("view",)  # kept for each page by itself
MODELS = ("model", "second_model")  # kept, but not saved: a model's folder is on this machine


def enter(page: str) -> None:
    """Note at the start of a run which page the visitor is on; `linked` restores values when it is another one."""
    st.session_state["new_page"] = st.session_state.get("page") not in (None, page)
    st.session_state["page"] = page


def linked(key: str, default: Any, adapt: Callable[[Any], Any] = lambda value: value) -> dict[str, Any]:
    """Prepare the value of the widget `key` and return its `key`, `bind` and `persist_state`.

    A value that nobody touched follows its default, which may differ from page to page and text to text. `adapt`
    turns a value from elsewhere (another page, another model) into one that fits here, or into None: then the widget
    starts with its default, which the caller passes to the widget as well. A link to another page wins over both.
    """
    moved = st.session_state.get("new_page", False)
    value, present = fitting_value(key, default, adapt)
    if moved and key in st.query_params:
        return {"key": key, "bind": "query-params", "persist_state": "session"}
    # Only when it matters: a widget that is set while its visitor types would lose what was typed meanwhile.
    if moved or present != value:
        st.session_state[key] = value
    bind = "query-params" if fits_link(value) else None
    if value != default and came_back():
        bind = None  # or Streamlit would show the default, since the entry in the browser's history has no such value
    if moved and value != default and fits_link(value):
        # Streamlit took it out of the link with the last page, and does not always put it back. It refuses while the
        # widget is still bound; then it is in the link already.
        with suppress(StreamlitAPIException):
            st.query_params[key] = value if isinstance(value, list) else str(value)
    return {"key": key, "bind": bind, "persist_state": "session"}


def came_back() -> bool:
    """Tell whether this run is the browser's Back or Forward."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def fitting_value(key: str, default: Any, adapt: Callable[[Any], Any]) -> tuple[Any, Any]:
    """Return the value that `linked` gives the widget, and the one it has now; note its default."""
    kept = st.session_state.setdefault("kept", {})
    defaults = st.session_state.setdefault("defaults", {})
    moved = st.session_state.get("new_page", False)
    present = kept.get(slot(key), default) if moved else st.session_state.get(key, default)
    touched = slot(key) in kept or present != defaults.get(key, default)
    value = adapt(present) if touched else default
    defaults[key] = default
    return (default if value is None else value), present


def held(key: str, default: Any, adapt: Callable[[Any], Any]) -> Any:
    """Return a linked value that no widget of Streamlit's holds, such as a layer set inside a picture.

    It is read from the link when the visitor comes, crosses from page to page like the others, and is put into the
    link when it differs from its default. `adapt` makes it fit, as in `linked`.
    """
    kept = st.session_state.setdefault("kept", {})
    named = st.query_params.get(key)
    arrived = st.session_state.get("new_page", False) or key not in st.session_state.setdefault("defaults", {})
    if arrived and named is not None and re.fullmatch("[0-9]{1,5}", named):
        kept[key] = int(named)
    value = adapt(kept.get(key, default))
    st.session_state["defaults"][key] = default
    if key in kept:
        st.session_state[key] = kept[key]
    elif key in st.session_state:
        del st.session_state[key]  # or `keep` would note what a widget of another page held
    with suppress(StreamlitAPIException):
        if value == default:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = str(value)
    return value


def with_typed(options: list[str], key: str) -> list[str]:
    """Add what the visitor typed into the box `key` to its options, so that it can be chosen again."""
    typed = st.session_state.get(key, st.session_state.get("kept", {}).get(key))
    return options if typed is None or typed in options else [*options, typed]


def fits_link(value: Any) -> bool:
    """Tell whether a value may ride in the link."""
    return not isinstance(value, str) or link_length(value) <= LINK_CHARACTERS


def link_length(text: str) -> int:
    """Count the characters of `text` as a link spells it."""
    return len(quote_plus(text, errors="replace"))


def slot(key: str) -> str:
    """Return the name under which a value is kept: each page keeps its own view."""
    return f"{key} of {st.session_state.get('page')}" if key in PAGE_OWN else key


def keep() -> None:
    """Note what the visitor has set; call it at the end of a run, and of a fragment with linked widgets."""
    kept = st.session_state.setdefault("kept", {})
    defaults = st.session_state.get("defaults", {})
    for key in {*SAVED, *PAGE_OWN, *MODELS} & set(defaults):
        if key in st.session_state and (slot(key) in kept or st.session_state[key] != defaults[key]):
            kept[slot(key)] = st.session_state[key]


def put(key: str, value: Any) -> None:
    """Set a linked value from a callback, before its widget is drawn."""
    st.session_state.setdefault("kept", {})[key] = value
    st.session_state[key] = value
