"""The map of one word at every layer on one basis: its controls, the picture, what the visitor picked on it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.geometry.project import Projection
from components.figures import scatter
from components.ui.contexts import found_senses, group_names, lasso, word_points
from components.ui.contexts.picked import in_lasso, noting, picked
from components.ui.contexts.word_in_contexts import Material
from components.ui.parts import chart, layer_player
from components.ui.senses import computed, found_groups, in_words, map_quality, picked_sentence
from components.ui.shared import models
from components.ui.shell import choices, frame, sidebar, visit

visit.declare(__name__, trails=bool, noise=bool)
CHART = "word_map"
BY_SENSE, BY_GROUP, BY_SOURCE, BY_WORD = "sense", "group found", "source", "word"
COLOURS = {BY_SENSE: "by sense", BY_GROUP: "by group found"}
ABOUT_CONTROLS = (
    "**UMAP** keeps neighbours together; **PCA** is one plain shadow of the space. A **lasso** needs the flat map. "
    "**Senses** are the writer’s; **groups** are found without them, at the chosen layer."
)

ABOUT_NOISE = (
    "As many random vectors without any structure, drawn by the same method. Whatever you see there is made by the "
    "method."
)


def show(made_of: Material, words: tuple[str, ...] = ()) -> int:
    """Draw the controls, the map and what it is worth; return the chosen layer.

    `words` say, where several are on the map, which of them each occurrence is of.
    """
    facts = models.facts(made_of.model)
    layer = layer_player.layer_of(facts.layers)
    method, dimensions, trails, noise, colour = options(made_of, words)
    if colour == BY_WORD:
        made_of = replace(made_of, reference=replace(made_of.reference, labels=words))
    same = f"{hash(made_of.key)} {method} {dimensions} {noise}"  # maps between which a zoom means the same
    made, pending = word_points.projection(made_of, method, dimensions, noise)
    about = f"{sidebar.short(made_of.model)}, {made.method.upper()}{' of noise' * noise}, n = {made.points.shape[1]}"
    play_layers(made_of, layer, facts.layers, dimensions == 2 and not noise, same, about)
    groups = word_points.clouds(made_of, made, *names_and_labels(made_of, layer, colour, noise), noise)
    draw(made_of, groups, made, layer, trails)
    if pending:
        layer_player.wait_for_umap(word_points.umap_key(made_of, dimensions, noise))
    if colour == BY_GROUP and not noise:
        wait_for_groups(made_of, layer)
    if not noise and colour != BY_WORD:
        st.markdown(in_words.about_map(made_of, layer))
    st.caption(map_quality.about_map(made_of, few := computed.thinned(made), layer, method, noise))
    quality = computed.quality(made_of.key, noise, made, layer, made_of.reference.labels)
    if not noise:
        picked_sentence.show(made_of, made, layer, quality.agreement)
        lasso.show(made_of)
    with st.expander("What this map keeps, in figures", expanded=noise, icon=":material/straighten:"):
        map_quality.show_quality(made_of, few, quality, layer, noise)
    return layer


def wait_for_groups(made_of: Material, layer: int) -> None:
    """Let substitutes be guessed, which tell groups better apart, and draw the page again when they are known."""
    if not found_senses.needs_substitutes(made_of.model, layer) or found_senses.are_guessed(made_of.key):
        return
    found_senses.begin_to_guess(made_of.key)
    frame.rerun_when(
        lambda: found_senses.are_guessed(made_of.key),
        lambda: st.caption(":material/hourglass: The groups are those of the vectors; they may change in a moment."),
    )


def options(made_of: Material, words: tuple[str, ...]) -> tuple[str, int, bool, bool, str]:
    """Ask how to draw: method, dimensions, trails, noise, colour."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        method = choices.map_method()
        dimensions = choices.map_dimensions()
        offered = colours(made_of, words)
        colour = choices.map_colour(offered) if len(offered) > 1 else BY_GROUP
        with st.popover("More", icon=":material/tune:"):
            st.markdown(ABOUT_CONTROLS)
            trails = choices.switch("Trails", "trails", "Every point’s way through the layers")
            noise = choices.switch("Noise", "noise", ABOUT_NOISE)
    return method, dimensions, trails, noise, colour


def colours(made_of: Material, words: tuple[str, ...]) -> dict[str, str]:
    """List what the colours may mean: the name of each choice, and what the visitor reads."""
    if words:
        by_word = {BY_WORD: "by word"}
        return COLOURS | by_word if len(set(words)) == 2 else by_word | {BY_SENSE: COLOURS[BY_SENSE]}
    offered = COLOURS if made_of.reference.labelled else {BY_GROUP: COLOURS[BY_GROUP]}
    return offered | ({BY_SOURCE: "by source"} if len(set(made_of.reference.groups)) > 1 else {})


def play_layers(made_of: Material, layer: int, last: int, flat: bool, same: str, about: str) -> None:
    """Draw the layer slider and the play button, and note clicked points and lassos."""
    title, chosen = f"“{made_of.word}” in many contexts", in_lasso(made_of) if flat else []
    layer_player.play(CHART, layer, last, same, title, about, noting(made_of), flat, chosen)


def names_and_labels(made_of: Material, layer: int, colour: str, noise: bool) -> tuple[dict[int, str], np.ndarray]:
    """Return the groups' names by number, and the number of every point of the reference; -1 is unsure."""
    if colour == BY_GROUP and not noise:
        found = group_names.merged(made_of, found_senses.senses(made_of.key, layer, wait=False))
        looks = found_groups.looks(made_of, found)
        names = {look: group_names.group_name(made_of, found, number) for number, look in enumerate(looks)}
        labels = np.where(found.labels < 0, -1, np.array(looks)[found.nearest])
        return names | ({-1: "unsure"} if (found.labels < 0).any() else {}), labels
    told = {BY_SOURCE: made_of.reference.groups, BY_WORD: made_of.reference.labels}
    if colour == BY_WORD or (colour == BY_SOURCE and not noise):
        known = list(dict.fromkeys(told[colour]))
        return dict(enumerate(known)), np.array([known.index(name) for name in told[colour]])
    return word_points.by_sense(made_of)


def draw(made_of: Material, groups: list[scatter.Cloud], made: Projection, layer: int, trails: bool) -> None:
    """Draw the map, with its points as a table to take along."""
    chosen = picked(made_of)
    drawn_at = layer_player.drawn_at(CHART, groups, layer, chosen, trails)
    chart.show(
        scatter.draw_map(groups, drawn_at, chosen, trails),
        f"{made_of.word} {made.method}",
        f"Map of “{made_of.word}” by {made.method.upper()}, layers 0 to {len(made.points) - 1}: "
        + ", ".join(f"{len(cloud.ids)} of {cloud.name}" for cloud in groups),
        lambda: points_table(made_of, groups),
        key=CHART,
        paper=word_points.paper(made_of, made, layer, f"Map of “{made_of.word}”", "Colours and shapes: the legend"),
    )


def points_table(made_of: Material, groups: list[scatter.Cloud]) -> pd.DataFrame:
    """List every point at every layer."""
    everything = made_of.everything
    rows = []
    for cloud in groups:
        for place, number in enumerate(cloud.ids):
            placed, index = everything[number]
            for layer, points in enumerate(cloud.points[:, place].tolist()):
                rows.append(
                    {"group": cloud.name, "sentence": placed.sentence(index), "layer": layer}
                    | dict(zip("xyz", points, strict=False))
                )
    return pd.DataFrame(rows)
