"""The map of all uses, coloured by group, and the share of each sense in each group."""

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.files.paper import Paper
from components.engine.geometry.project import UMAP_FROM
from components.engine.usage.shares import Shares, sense_shares
from components.figures import scatter
from components.figures import usage as figures
from components.ui.contexts import found_senses, lasso, word_points
from components.ui.contexts.picked import in_lasso, noting, picked
from components.ui.contexts.used_sentences import as_table
from components.ui.parts import chart, layer_player
from components.ui.shared import models
from components.ui.shell import choices, sidebar, visit
from components.ui.shell.markdown import code
from components.ui.usage.uses import Uses

visit.declare(__name__, shown_groups=list, by=str)
CHART = "usage_map"
GROUP, SENSE, REST = "group", "sense", "the rest"
FEW = 10  # uses, with fewer of which a group tells little


def show(uses: Uses, layer: int) -> None:
    """Draw the map and the shares."""
    show_map(uses, layer)
    lasso.show(uses.made_of)
    show_shares(uses, layer)


def layer_of(model: str) -> int:
    """Return the layer that the map’s player holds."""
    return layer_player.layer_of(models.facts(model).layers)


def show_map(uses: Uses, layer: int) -> None:
    """Draw all uses; groups that are not chosen are grey."""
    made_of, last = uses.made_of, models.facts(uses.made_of.model).layers
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        method, dimensions = choices.map_method(), choices.map_dimensions()
        by = choices.choose("Colour by", "by", [GROUP, SENSE], label_shown=False, format_func="by {}".format)
        with st.popover("Filter", icon=":material/filter_alt:"):
            shown = ask_groups(uses)
    made, pending = word_points.projection(made_of, method, dimensions, noise=False)
    same, about = f"{hash(made_of.key)} {method} {dimensions}", f"{sidebar.short(made_of.model)}, {made.method.upper()}"

    around = in_lasso(made_of) if dimensions == 2 else []
    title = f"“{made_of.word}” in {len(uses.names)} groups"
    layer_player.play(
        CHART, layer, last, same, title, f"{about}, n = {len(uses.groups)}", noting(made_of), dimensions == 2, around
    )
    inside = np.isin(uses.groups, [uses.names.index(name) for name in shown])
    numbers = np.where(inside, uses.groups if by == GROUP else uses.sense_of, -1)
    names = dict(enumerate(uses.names if by == GROUP else uses.senses)) | {-1: REST}
    clouds = [one for one in word_points.clouds(made_of, made, names, numbers) if len(one.ids)]
    chosen = picked(made_of)
    marks = [mark for cloud in clouds for mark in figures.spread_of(cloud) if len(uses.names) > 1]
    drawn_at = layer_player.drawn_at(CHART, clouds, layer, chosen)
    chart.show(
        scatter.draw_map(clouds, drawn_at, chosen, marks=marks),
        f"{made_of.word} by {by} {made.method}",
        f"Map of “{made_of.word}” by {made.method.upper()}, coloured by {by}: "
        + ", ".join(f"{len(cloud.ids)} of {cloud.name}" for cloud in clouds),
        lambda: points_table(uses, made.points),
        key=CHART,
        paper=word_points.paper(
            made_of,
            made,
            layer,
            f"Uses of “{made_of.word}” by {by}",
            "Crosses: the middle of each group; lines: one standard deviation on the map",
        ),
    )
    if pending:
        layer_player.wait_for_umap(word_points.umap_key(made_of, dimensions, noise=False))
    if chosen is not None:
        placed, number = made_of.everything[chosen]
        sense = f" · {code(uses.senses[uses.sense_of[chosen]])}" if uses.sense_of[chosen] >= 0 else ""
        st.markdown(f"{placed.marked(number)} · {code(placed.groups[number])}{sense}")
    if marks:
        st.caption(
            "A cross is the middle of a group, the line around it one standard deviation of its points on this map: a "
            "picture, not a measure. How far groups differ in all dimensions stands under Change."
        )
    if method == "UMAP" and len(uses.groups) < UMAP_FROM:
        st.caption(f"UMAP needs {UMAP_FROM} uses; here are {len(uses.groups)}, so this is PCA.")


def ask_groups(uses: Uses) -> list[str]:
    """Ask which groups are coloured; the others are grey. All, if none is chosen."""
    linked = visit.linked("shown_groups", [], lambda names: [name for name in names if name in uses.names])
    chosen = st.multiselect("Groups in colour; the rest is grey", uses.names, placeholder="all", **linked)
    return chosen or uses.names


def points_table(uses: Uses, points: np.ndarray) -> pd.DataFrame:
    """List every use with its place on the map at every layer."""
    table = as_table(uses.made_of.everything)
    table["sense"] = [uses.senses[number] if number >= 0 else "" for number in uses.sense_of]
    places = [f"{axis} at layer {layer}" for layer in range(len(points)) for axis in "xyz"[: points.shape[2]]]
    return pd.concat([table, pd.DataFrame(np.concatenate(points, axis=1), columns=places)], axis=1)


def show_shares(uses: Uses, layer: int) -> None:
    """Draw the share of each sense in each group."""
    known = uses.sense_of >= 0
    present = [number for number in range(len(uses.names)) if (uses.groups[known] == number).any()]
    numbers = np.searchsorted(present, uses.groups[known])
    texts = uses.made_of.reference.occurrences.texts[known]
    shares = sense_shares(uses.sense_of[known], numbers, texts)
    names = [uses.names[number] for number in present]
    st.subheader("Which sense, in which group?", anchor=False)
    table = shares_table(shares, names, uses.senses)
    cut_by = "substitutes" if found_senses.needs_substitutes(uses.made_of.model, layer) else "modularity"
    chart.show(
        figures.draw_shares(shares.share, shares.low, shares.high, names, uses.senses, uses.in_time),
        f"{uses.made_of.word} senses by group",
        "; ".join(f"{row.group}: {row.share:.0%} {row.sense}" for row in table.itertuples()),
        table,
        key="shares",
        paper=Paper(
            f"Senses of “{uses.made_of.word}” by group",
            f"Shares of senses {'given by hand' if uses.given else 'found without labels'}; lines: 95 % intervals from "
            "drawing each group’s sentences anew, at 0 and 1 Wilson’s",
            uses.made_of.model,
            ("bootstrap",) if uses.given else ("bootstrap", "walktrap", "word-forms", cut_by),
            {"n": f"{known.sum()} uses", "layer marked": layer, "seed": 0},
        ),
    )
    st.markdown(in_words(shares, names, uses.senses))
    how = (
        "given"
        if uses.given
        else f"found at layer {layer} without labels, so they need not be what a person would part"
    )
    sizes = ", ".join(f"{code(name)} {size}" for name, size in zip(names, shares.counts.sum(axis=1), strict=True))
    st.caption(
        f"The senses are {how}. Lines: 95 % intervals, from drawing each group’s sentences anew. n: {sizes}."
        + (f" Groups with fewer than {FEW} uses tell little." if (shares.counts.sum(axis=1) < FEW).any() else "")
        + (f" {(~known).sum()} uses have no sense and are left out." if not known.all() else "")
    )


def in_words(shares: Shares, names: list[str], senses: list[str]) -> str:
    """Say what each group uses the word for most."""
    most = shares.share.argmax(axis=1)
    said = (
        f"in {code(name)} it is {code(senses[top])} ({shares.share[row, top]:.0%})"
        for row, (name, top) in enumerate(zip(names, most, strict=True))
    )
    return f"The most frequent sense: {'; '.join(said)}."


def shares_table(shares: Shares, names: list[str], senses: list[str]) -> pd.DataFrame:
    """List the share of each sense in each group."""
    rows = [
        (name, sense, *(part[row, column] for part in (shares.counts, shares.share, shares.low, shares.high)))
        for row, name in enumerate(names)
        for column, sense in enumerate(senses)
    ]
    return pd.DataFrame(rows, columns=["group", "sense", "uses", "share", "low", "high"])
