"""How far two groups of uses differ: by their vectors, layer by layer, and by their senses, each beside chance."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.errors import WordError
from components.engine.files.paper import Paper
from components.engine.geometry.vectors import centroids, cosine
from components.engine.usage.change import MEASURES, SHUFFLES, Change, least_alike
from components.engine.usage.shares import sense_changes, sense_shares
from components.figures import usage as figures
from components.ui.contexts.picked import in_lasso
from components.ui.parts import chart
from components.ui.shell import choices, visit
from components.ui.shell.markdown import code, prose
from components.ui.usage import computed
from components.ui.usage.uses import Uses

visit.declare(__name__, first_group=str, second_group=str, by_found=bool)
LASSO, OTHERS = "inside the lasso", "all others"
STRANGEST, CLEAR = 5, 0.05
ABOUT = {
    "apd": "The mean cosine distance of all pairs with one use of each group: it grows with any new variety.",
    "prt": "The cosine distance of the two groups’ mean vectors: it grows if the usual use moves.",
    "jsd": "The Jensen–Shannon distance of the shares of senses: 0 the same shares, 1 no sense in common.",
}


def show(uses: Uses, layer: int) -> None:
    """Ask for two groups, and say how they differ."""
    sides = ask_groups(uses)
    members = np.concatenate(list(sides.values()))
    second = np.repeat([False, True], [len(side) for side in sides.values()])
    key = uses.made_of.key
    changes = {name: at(found, layer) for name, found in computed.by_vectors(key, members, second).items()}
    known = uses.sense_of[members] >= 0
    if all((second[known] == side).any() for side in (False, True)):
        changes["jsd"] = computed.by_senses(key, members[known], second[known], uses.sense_of[members][known])
    show_measures(uses, changes, sides)
    show_layers(uses, members, second, layer, sides)
    if uses.in_time and len(uses.names) > 2:
        show_steps(uses, layer)
    if "jsd" in changes:
        show_senses(uses, sides, layer)
    show_strangest(uses, sides, layer)


def ask_groups(uses: Uses) -> dict[str, np.ndarray]:
    """Ask which two groups to compare; return the numbers of the uses of each, by its name.

    Raises WordError if they are one group, or one has no uses that the other has not.
    """
    lasso = np.array([number for number in in_lasso(uses.made_of) if number < len(uses.groups)], dtype=int)
    names = [*uses.names, *([LASSO] if len(lasso) else [])]
    one, other = st.columns(2)
    with one:
        first = choices.pick("Compare", "first_group", names)
    with other:
        second = choices.pick("with", "second_group", [*names, OTHERS], uses.names[-1 if uses.in_time else 1])
    known = {name: uses.of(name) for name in uses.names} | {LASSO: lasso}
    known[OTHERS] = np.setdiff1d(np.arange(len(uses.groups)), known[first])
    left = np.setdiff1d(known[first], known[second])
    if not len(left) or not len(known[second]):
        raise WordError(f"“{first}” and “{second}” are the same {len(known[first])} uses. Pick two different groups.")
    return {first: left, second: known[second]}


def at(found: Change, layer: int) -> Change:
    """Keep one layer of a measure."""
    return Change(*(getattr(found, name)[layer : layer + 1] for name in ("value", "chance", "low", "high", "p")))


def show_measures(uses: Uses, changes: dict[str, Change], sides: dict[str, np.ndarray]) -> None:
    """Say how far the groups differ, in a sentence and in figures."""
    (first, second), sizes = sides, [len(side) for side in sides.values()]
    clear = [MEASURES[name] for name, change in changes.items() if change.p[0] < CLEAR]
    told = f"more than by chance: {', '.join(clear)}" if clear else "no more than by chance"
    st.markdown(
        f"The uses of **{prose(uses.made_of.word)}** in {code(first)} ({sizes[0]}) and {code(second)} ({sizes[1]}) "
        f"differ **{told}**."
    )
    for column, (name, change) in zip(st.columns(len(changes)), changes.items(), strict=True):
        column.metric(MEASURES[name].capitalize(), f"{change.value[0]:.3f}", help=ABOUT[name])
        column.caption(f"by chance {change.low[0]:.3f}–{change.high[0]:.3f}; p = {change.p[0]:.3f}")
    st.caption(
        f"At this layer, in all dimensions. By chance: the same uses dealt out anew to two groups of these sizes, "
        f"{SHUFFLES} times, sentences whole; 95 % of the deals lie in this range, and p is the share of deals that "
        "differ at least as much (Schlechtweg et al. 2020)."
        + (" With so few uses hardly any difference could be told from chance." if min(sizes) < 5 else "")
    )


def show_layers(uses: Uses, members: np.ndarray, second: np.ndarray, layer: int, sides: Iterable[str]) -> None:
    """Draw the measures by layer, over what chance gives."""
    found = dict(computed.by_vectors(uses.made_of.key, members, second))
    if not uses.given and choices.switch("Also by the senses found at each layer", "by_found", "Takes a moment."):
        with st.spinner("Finding senses at each layer …", show_time=True):
            found["jsd"] = computed.by_found_senses(uses.made_of.key, members, second)
    lines = {MEASURES[name]: change.value for name, change in found.items()}
    bands = {MEASURES[name]: (change.low, change.high) for name, change in found.items()}
    columns = {f"{name}: {part}": getattr(change, part) for name, change in found.items() for part in vars(change)}
    chart.show(
        figures.draw_change(lines, bands, layer),
        f"{uses.made_of.word} {' against '.join(sides)} by layer",
        "; ".join(
            f"{name} from {line[0]:.3f} at layer 0 to {line[-1]:.3f} at the last" for name, line in lines.items()
        ),
        chart.layer_table(columns),
        key="change_by_layer",
        paper=Paper(
            f"“{uses.made_of.word}”: {' against '.join(sides)}, layer by layer",
            f"Shaded: 95 % of {SHUFFLES} deals of the same uses to two groups of these sizes by chance",
            uses.made_of.model,
            ("lexical-change",),
            {"n": f"{(~second).sum()} and {second.sum()} uses", "layer marked": layer, "seed": 0},
        ),
    )
    beyond = found["prt"].value - found["prt"].high
    if beyond.max() > 0:
        st.markdown(f"Their usual uses lie furthest apart, beyond chance, at **layer {int(beyond.argmax())}**.")


def show_steps(uses: Uses, layer: int) -> None:
    """List the change from each period to the next."""
    rows = []
    for before, after in zip(uses.names, uses.names[1:], strict=False):
        sides = [uses.of(before), uses.of(after)]
        second = np.repeat([False, True], [len(side) for side in sides])
        found = computed.by_vectors(uses.made_of.key, np.concatenate(sides), second)
        figures_of = [part for name in ("apd", "prt") for part in (found[name].value[layer], found[name].p[layer])]
        rows.append((before, after, *map(len, sides), *figures_of))
    names = ["from", "to", "n before", "n after", MEASURES["apd"], "p", MEASURES["prt"], "p of prototypes"]
    table = pd.DataFrame(rows, columns=names)
    st.subheader("From each period to the next", anchor=False)
    st.dataframe(table.round(3), hide_index=True, alt="The change from each period to the next")
    chart.download(table, f"{uses.made_of.word} periods", "periods_csv")


def show_senses(uses: Uses, sides: dict[str, np.ndarray], layer: int) -> None:
    """List the senses that come and go, each with its most typical use."""
    members = np.concatenate(list(sides.values()))
    members = members[uses.sense_of[members] >= 0]
    first, second = sides
    groups = np.isin(members, sides[second]).astype(int)
    senses, texts = uses.sense_of[members], uses.made_of.reference.occurrences.texts[members]
    vectors = uses.made_of.reference.occurrences.states[layer]
    rows = []
    for change in sense_changes(sense_shares(senses, groups, texts), 0, 1):
        inside = members[(senses == change.sense) & (groups == (change.second >= change.first))]
        of = np.flatnonzero(uses.sense_of == change.sense)
        if not len(inside):
            continue
        near = cosine(vectors[inside], centroids(vectors[of], np.zeros(len(of)))[0])
        typical = uses.made_of.reference.sentence(int(inside[near.argmax()]))
        gain = 100 * (change.second - change.first)
        interval = f"{100 * change.low:+.0f} to {100 * change.high:+.0f}"
        told = (
            uses.senses[change.sense],
            change.told,
            100 * change.first,
            100 * change.second,
            gain,
            interval,
            typical,
        )
        rows.append(told)
    names = ["sense", "what became of it", f"% in {first}", f"% in {second}", "points more", "95 %", "most typical use"]
    table = pd.DataFrame(rows, columns=names)
    st.subheader("Which senses come and go?", anchor=False)
    st.dataframe(table.round(0), hide_index=True, alt="Senses that come and go")
    st.caption(
        "new, gone, more, less: the interval of the difference does not hold 0 (Newcombe 1998); new and gone: in one "
        "group alone. An empty cell: no difference that these uses could tell from chance."
    )
    chart.download(table, f"{uses.made_of.word} senses that come and go", "senses_change_csv")


def show_strangest(uses: Uses, sides: dict[str, np.ndarray], layer: int) -> None:
    """List the uses of each group that are least like any of the other."""
    reference, (first, second) = uses.made_of.reference, sides
    vectors = reference.occurrences.states[layer]
    st.subheader("Which uses are least like any in the other group?", anchor=False)
    tables = []
    for column, name, other in zip(st.columns(2), (second, first), (first, second), strict=True):
        order, nearest = least_alike(vectors[sides[other]], vectors[sides[name]])
        with column:
            st.markdown(f"in {code(name)}")
            for place, likeness in zip(order[:STRANGEST], nearest, strict=False):
                st.markdown(f"- {reference.marked(int(sides[name][place]))} · {likeness:.2f}")
        sentences = [reference.sentence(int(sides[name][place])) for place in order]
        tables.append(
            pd.DataFrame({"group": name, "sentence": sentences, "cosine with the nearest in the other": nearest})
        )
    st.caption(f"The figure is the cosine with the nearest use in the other group, at layer {layer}.")
    chart.download(pd.concat(tables), f"{uses.made_of.word} strangest uses", "strangest_csv")
