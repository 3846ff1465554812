"""The occurrence the visitor clicked: its sentence, its neighbours in the full space, and where the map misleads."""

import numpy as np
import streamlit as st

from components.engine.geometry.map_quality import NEIGHBOURS
from components.engine.geometry.project import Projection
from components.engine.geometry.vectors import centroids, cosine
from components.engine.layers.nearest_words import nearest
from components.ui.contexts import picked
from components.ui.contexts.word_in_contexts import Material, Placed
from components.ui.shell import visit
from components.ui.shell.markdown import code, with_highlight

SHOWN = 5
FEW, LISTED = 4, 320  # sentences of one's own that stand as they are; more have so many pixels and scroll
NARROW = 0.05  # lead of the nearest sense's cosine


def show(made_of: Material, made: Projection, layer: int, agreement: np.ndarray) -> None:
    """Show the picked occurrence, or say how to pick one and which points the map shows worst."""
    number = picked.picked(made_of)
    if number is None:
        st.caption(":material/ads_click: Click a point to see its neighbours in the full space.")
        show_worst(made_of, agreement)
        return
    placed, index = made_of.everything[number]
    with st.container(border=True):
        st.markdown(f"##### {placed.marked(index, with_highlight)}")
        show_neighbours(made_of, placed, index, made, layer)
        close, words = st.columns(2)
        close.button("Close", on_click=picked.pick, args=(made_of, None), icon=":material/close:")
        words.button("Which words moved it?", on_click=visit.put, args=("view", "Words"), icon=":material/bolt:")


def show_neighbours(made_of: Material, placed: Placed, index: int, made: Projection, layer: int) -> None:
    """List the nearest occurrences in the full space, and say which of them the map keeps near."""
    reference = made_of.reference
    states = placed.occurrences.states
    place = made.points[layer, index] if placed is reference else made.add(states[:, [index]])[layer, 0]
    apart = np.linalg.norm(made.points[layer] - place, axis=1)
    written = placed.sentence(index).split()
    same = [number for number in range(len(apart)) if reference.sentence(number).split() == written]
    apart[same] = np.inf
    count = min(NEIGHBOURS, len(apart) - len(same))
    drawn = set(np.argsort(apart, kind="stable")[:count].tolist())
    found = nearest(reference.occurrences.states[[layer]], states[[layer], index], count, leave_out=same)
    near = list(zip(found.numbers[0].tolist(), found.cosines[0].tolist(), strict=True))
    kept = sum(other in drawn for other, _ in near)
    st.markdown(
        f"Nearest in other sentences, in all {states.shape[2]} dimensions at layer {layer} (the map keeps {kept} of "
        f"its {count} nearest; one that knows nothing {count**2 / (len(apart) - len(same)):.1f}):"
    )
    for other, closeness in near[:SHOWN]:
        far = "" if other in drawn else " · :material/wrong_location: far on the map"
        st.markdown(f"- {closeness:.2f} · {code(reference.labels[other])} · {reference.marked(other)}{far}")


def show_worst(made_of: Material, agreement: np.ndarray) -> None:
    """Name the points whose neighbours the map keeps least."""
    if len(agreement) <= NEIGHBOURS or np.isnan(agreement).any():
        return
    with st.expander("Where map and full space disagree most", icon=":material/wrong_location:"):
        for number in np.argsort(agreement, kind="stable")[:SHOWN]:
            st.markdown(f"- {agreement[number]:.0%} of neighbours kept: {made_of.reference.marked(int(number))}")


def told_nearest(senses: list[str], closeness: np.ndarray) -> str:
    """Name the nearest of some senses by their cosines (senses,), and how far it is ahead of the next, if any."""
    first, *others = np.argsort(-closeness).tolist()
    told = f"{code(senses[first])}, cosine {closeness[first]:.2f}"
    if not others:
        return told
    margin = closeness[first] - closeness[others[0]]
    narrow = " – a narrow margin" if margin < NARROW else ""
    return f"{told}, {margin:.2f} ahead of {code(senses[others[0]])}{narrow}"


def show_own(made_of: Material, layer: int) -> None:
    """List the visitor's sentences by their numbers on the map, with the nearest sense if there is one."""
    reference, typed = made_of.reference, made_of.everything[made_of.first_typed :]
    told = [""] * len(typed)
    if made_of.own is not None and reference.labelled:
        centres = centroids(reference.occurrences.states[layer], reference.labels)
        closeness = cosine(made_of.own.occurrences.states[layer][:, None], centres)
        told = [f"  \n:material/arrow_forward: nearest: {told_nearest(reference.senses, each)}" for each in closeness]
    with st.container(height=LISTED if len(typed) > FEW else "content", border=False):
        for number, ((placed, index), nearest_sense) in enumerate(zip(typed, told, strict=True), start=1):
            st.markdown(f"**{number}** {placed.marked(index)}{nearest_sense}")
