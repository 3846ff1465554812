"""What visitors share of models held against each other; for the bundled models it comes with the app."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from components.engine.progress import OnProgress, ShouldStop
from components.ui.shared import models, waiting
from components.ui.shared.store import STORE
from components.ui.shell import sidebar
from components.ui.shell.markdown import prose


def precisions(name: str, draw: Callable[[Any], None] | None = None) -> Any:
    """Try a model in all precisions: a list of `engine.models.precisions.PrecisionFigures`.

    Meanwhile `draw` draws those that are known, and the sizes of the others.
    """
    from components.engine.models.precisions import measure_precisions

    what = f"Reading the built-in sentences with {prose(sidebar.short(name))} in four precisions, one after the other …"
    return shipped(name) or finish((name,), what, measure_precisions, draw)


def two_models(first: str, second: str, draw: Callable[[Any], None] | None = None) -> Any:
    """Compare two models: an `engine.models.two_models.TwoModels`.

    Meanwhile `draw` draws a `FirstLook`.
    """
    from components.engine.models.two_models import compare_models

    what = "Reading the built-in sentences with both models …"
    return shipped(first, second) or finish((first, second), what, compare_models, draw)


def key_of(names: tuple[str, ...]) -> tuple:
    """Return the key under which the figures of one model, or of two, are kept."""
    return "models", *names


def finish(names: tuple[str, ...], what: str, measure: Callable, draw: Callable[[Any], None] | None) -> Any:
    """Measure one model, or two."""
    key = key_of(names)

    def work(note: OnProgress, stop: ShouldStop) -> Any:
        return measure(*map(models.encoder, names), note, stop, partial(STORE.keep, waiting.so_far(key)))

    return waiting.finish(key, what, work, draw)


def shipped(*names: str) -> Any:
    """Return the figures that came with the app, or None if there are none, or they have been measured here."""
    from components.engine.models import shipped as engine

    here = STORE.kept(key_of(names)) is not None or names in st.session_state.get("measured_here", ())
    return None if here else engine.shipped(*names)


def say_where_measured(*names: str) -> None:
    """Say when and where figures were measured that came with the app, and offer to measure them here."""
    from components.engine.models.shipped import measured

    if shipped(*names) is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Measured {prose(measured())} and shipped with the app.", width="content")
        st.button(
            "Measure again",
            icon=":material/refresh:",
            type="tertiary",
            help="On this machine; takes about a minute.",
            on_click=lambda: st.session_state.setdefault("measured_here", set()).add(names),
        )
