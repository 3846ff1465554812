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

PRECISIONS, TWO_MODELS = "precisions", "two models"


def precisions(name: str, draw: Callable[[Any], None] | None = None) -> Any:
    """Try a model in all precisions: a list of `engine.models.precisions.PrecisionFigures`.

    Meanwhile `draw` draws those that are known, and the sizes of the others.
    """
    from components.engine.models.precisions import measure_precisions

    what = f"Reading the built-in sentences with {prose(sidebar.short(name))} in four precisions, one after the other …"
    return shipped(PRECISIONS, name) or finish((PRECISIONS, name), what, measure_precisions, draw)


def two_models(first: str, second: str, draw: Callable[[Any], None] | None = None) -> Any:
    """Compare two models: an `engine.models.two_models.TwoModels`.

    Meanwhile `draw` draws a `FirstLook`.
    """
    from components.engine.models.two_models import compare_models

    what = "Reading the built-in sentences with both models …"
    return shipped(TWO_MODELS, first, second) or finish((TWO_MODELS, first, second), what, compare_models, draw)


def finish(key: tuple, what: str, measure: Callable, draw: Callable[[Any], None] | None) -> Any:
    """Measure the models that are named after the first part of `key`."""

    def work(note: OnProgress, stop: ShouldStop) -> Any:
        return measure(*map(models.encoder, key[1:]), note, stop, partial(STORE.keep, waiting.so_far(key)))

    return waiting.finish(key, what, work, draw)


def shipped(*key: str) -> Any:
    """Return the figures that came with the app, or None if there are none, or they have been measured here."""
    from components.engine.models import shipped as engine

    here = STORE.kept(key) is not None or key in st.session_state.get("measured_here", ())
    return None if here else engine.shipped(*key)


def say_where_measured(*key: str) -> None:
    """Say when and where figures were measured that came with the app, and offer to measure them here."""
    from components.engine.models.shipped import measured

    if shipped(*key) is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Measured {prose(measured())} and shipped with the app.", width="content")
        st.button(
            "Measure again",
            icon=":material/refresh:",
            type="tertiary",
            help="On this machine; takes about a minute.",
            on_click=lambda: st.session_state.setdefault("measured_here", set()).add(key),
        )
