"""Choices that many pages offer: the layer, the head, the view, how to draw a map."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.engine.records import ModelFacts
from components.ui.shell import visit

visit.declare(__name__, layer=int, head=int, method=str, dimensions=str, colour=str)


def layer_slider(facts: ModelFacts, first: int = 0, default: int | None = None) -> int:
    """Ask for a layer: the number of a state, 0 (the embeddings) to the last; pages on attention start at 1."""
    default = facts.layers if default is None else default
    if first and visit.number_of_link("layer") == 0:
        return first_block(facts)
    return st.slider(
        "Layer",
        first,
        facts.layers,
        default,
        help="0 is the embeddings, before any attention." if first == 0 else "Block k turns state k − 1 into state k.",
        **visit.linked("layer", default, lambda layer: min(max(layer, first), facts.layers)),
    )


def first_block(facts: ModelFacts) -> int:
    """Ask for a layer where state 0, which is chosen, has none: it stays chosen, and layer 1 is drawn meanwhile."""
    visit.held("layer", facts.layers, lambda layer: layer)

    def take() -> None:
        visit.put("layer", st.session_state["block"])

    return st.slider("Layer", 1, facts.layers, 1, key="block", on_change=take, help="The link names layer 0.")


def choose(
    label: str,
    key: str,
    options: Sequence[str],
    default: str | None = None,
    *,
    label_shown: bool = True,
    **more: Any,
) -> str:
    """Ask for one of some options, the first unless `default` says otherwise; the choice is in the link as `key`."""
    default = options[0] if default is None else default
    chosen = st.segmented_control(
        label,
        options,
        default=default,
        required=True,
        wrap=True,
        label_visibility="visible" if label_shown else "collapsed",
        **more,
        **visit.linked(key, default, lambda name: name if name in options else None),
    )
    return chosen if chosen in options else default


def pick(label: str, key: str, options: Sequence[str], default: str | None = None, **more: Any) -> str:
    """Ask for one of many options in a box, the first unless `default` says otherwise; it is in the link as `key`.

    The options are what a person reads, in the box and in the link.
    """
    default = options[0] if default is None else default
    linked = visit.linked(key, default, lambda name: name if name in options else None)
    chosen = st.selectbox(label, options, list(options).index(default), **more, **linked)
    return chosen if chosen in options else default


def switch(label: str, key: str, explanation: str | None = None, default: bool = False) -> bool:
    """Ask for yes or no; the answer is in the link as `key`."""
    return st.toggle(label, default, help=explanation, **visit.linked(key, default))


def map_method() -> str:
    """Ask for the way to draw the map."""
    return choose("Map", "method", ["UMAP", "PCA"], label_shown=False)


def map_dimensions() -> int:
    """Ask for a flat map or a solid one, which the mouse turns."""
    return 3 if choose("Dimensions", "dimensions", ["2-D", "3-D"], label_shown=False) == "3-D" else 2


def map_colour(names: dict[str, str]) -> str:
    """Ask what the colours mean; `names` are what the visitor reads."""
    return choose("Colour by", "colour", list(names), label_shown=False, format_func=names.__getitem__)


def head_slider(facts: ModelFacts, default: int) -> int:
    """Ask for a head; heads count from 1 on screen."""
    return st.slider(
        "Head", 1, facts.heads, default, **visit.linked("head", default, lambda head: min(max(head, 1), facts.heads))
    )


def number(label: str, key: str, least: int, most: int, default: int, **more: Any) -> int:
    """Ask for a whole number between two; it is in the link as `key`."""
    linked = visit.linked(key, default, lambda value: min(max(value, least), most))
    return st.slider(label, least, most, default, **more, **linked)


def view(options: list[str]) -> str:
    """Ask which view of this page to show; the choice is in the link."""
    return choose("View", "view", options, label_shown=False)


def with_typed(options: list[str], key: str) -> list[str]:
    """Add what the visitor typed into the box `key` to its options, so that it can be chosen again."""
    typed = st.session_state.get(key)
    return options if typed is None or typed in options else [*options, typed]
