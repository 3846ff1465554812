"""What the visitor clicked or lassoed on the map of an embedding, as long as the page is open."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from components.engine.corpus.embedding import Embedding
from components.ui.parts.points_map import Told

KEPT = "corpus_marked"  # in the session


@dataclass(frozen=True)
class Marked:
    """Points by their numbers."""

    lassoed: np.ndarray  # (k,), empty if there is no lasso
    picked: int | None = None


def note(made: Embedding, told: Told) -> None:
    """Remember what was just clicked or lassoed."""
    kept = st.session_state.setdefault(KEPT, {})
    if told.lassoed is not None:
        kept[name_of(made)] = Marked(told.lassoed)
    elif told.picked is not None:
        kept[name_of(made)] = Marked(np.arange(0), told.picked)


def on_map(made: Embedding) -> Marked:
    """Return what was marked last."""
    return st.session_state.get(KEPT, {}).get(name_of(made), Marked(np.arange(0)))


def name_of(made: Embedding) -> tuple[str, str]:
    """Name an embedding."""
    return made.corpus.id, made.recipe.key
