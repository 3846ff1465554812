"""Tokens as chips: the same look on every page, and the way to pick one."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import streamlit as st

from components.engine.notebook.checks import MOST_COLUMNS
from components.engine.notebook.pictures import Table
from components.engine.records import Encoding
from components.figures.palette import visible
from components.ui.shared.store import digest
from components.ui.shell import keep, visit

visit.declare(__name__, token=int)
FOLDER = Path(__file__).parents[2] / "frontend" / "tokens"
_draw = st.components.v2.component(
    "sensescope_tokens",
    html='<div class="tokens" role="toolbar"></div>\n',
    css=(FOLDER / "tokens.css").read_text(encoding="utf-8"),
    js=(FOLDER / "tokens.js").read_text(encoding="utf-8"),
)


def draw_tokens(
    encoding: Encoding,
    key: str,
    label: str,
    picked: int | None = None,
    notes: Sequence[str] | None = None,
    weights: np.ndarray | None = None,
    still: bool = False,
) -> None:
    """Draw the tokens; the number of one just clicked is `picked` in the session's state of `key`.

    `notes` stand below the tokens; `weights` (tokens,), 0 … 1, shade them. Those that are `still` cannot be clicked.
    """
    tokens = []
    for place, (token, word) in enumerate(zip(encoding.tokens, encoding.word_ids, strict=True)):
        kind = "special" if word is None else ("even", "odd")[word % 2]
        number = f", id {encoding.ids[place]}" if encoding.ids[place] >= 0 else ""
        chip: dict[str, str | float] = {"text": visible(token), "kind": kind, "title": f"token {place}{number}"}
        if notes is not None:
            chip["note"] = notes[place]
        if weights is not None:
            chip["weight"] = float(weights[place])
        tokens.append(chip)
    if still or notes is not None:  # else the pictures have these tokens too
        keep.add(key, lambda: to_keep(label, encoding.tokens, notes))
    data = {"tokens": tokens, "picked": picked, "label": label, "still": still}
    _draw(key=key, data=data, on_picked_change=lambda: None)


def to_keep(label: str, tokens: Sequence[str], notes: Sequence[str] | None) -> Table:
    """Return chips for the notebook: a table with a column a token, in which the notes are a row."""
    columns = [visible(token) for token in tokens[:MOST_COLUMNS]]
    return Table(label.partition(";")[0], columns, [] if notes is None else [list(notes[:MOST_COLUMNS])])


def pick_token(encoding: Encoding, key: str, label: str, default: int, notes: Sequence[str] | None = None) -> int:
    """Draw the tokens and return the picked one."""
    clicked = getattr(st.session_state.get(key), "picked", None)  # the click arrives before the chips are drawn again
    if isinstance(clicked, int | float) and 0 <= clicked < len(encoding.tokens):
        visit.put("token", int(clicked))
    picked = picked_token(encoding, default)
    draw_tokens(encoding, key, label, picked, notes)
    return picked


def picked_token(encoding: Encoding, default: int) -> int:
    """Return the token that was picked, on any page, as long as the tokens are the same."""
    count = len(encoding.tokens)
    return visit.held("token", default, lambda place: place if place < count else None, about=digest(encoding.tokens))


def longest_word(encoding: Encoding) -> int:
    """Find the first token of the word with the most pieces, or else the first token that is not special."""
    numbers = [word for word in encoding.word_ids if word is not None]
    return encoding.word_ids.index(max(numbers, key=numbers.count)) if numbers else 0
