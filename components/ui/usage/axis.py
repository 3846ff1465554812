"""An axis between two poles: every use and every group on it, layer by layer, and whether the axis means anything."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.files.paper import Paper
from components.engine.geometry.intervals import mean_interval
from components.engine.usage.axis import CLEAR, PoleSeparation, axis_positions, pole_separation
from components.figures import curves, strip
from components.figures.curves import DepthCurve, measured
from components.ui.contexts.used_sentences import as_table
from components.ui.parts import chart
from components.ui.shell import choices, frame, visit
from components.ui.shell.markdown import code
from components.ui.usage import poles
from components.ui.usage.poles import Pole
from components.ui.usage.uses import Uses

visit.declare(__name__, axis_by=str)
SENSE, GROUP, NO_SENSE = "sense", "group", "no sense given"
TOLD = 5  # groups that are named one by one
HOW_TO_READ = f"""
- The axis of a layer runs from the mean direction of the first pole’s examples to that of the second’s, in all
  dimensions (SemAxis, An et al. 2018; SensePOLAR, Engler et al. 2022). A use’s **position** is its projection on it;
  the poles’ means are at −1 and +1, so layers can be compared. Uses may lie beyond a pole.
- Any two sets of words make an axis. Whether it means anything is asked of the poles: **AUC**, one example of each pole
  is left out, and the others make the axis; does the second pole’s lie further that way? (Airola et al. 2011.)
  **Accuracy**: each is left out by itself; is it on its own side of the middle? Chance is one half for both, also with
  few examples. Below an AUC of {CLEAR:.2f}, or where its interval holds one half, the page says that the axis means
  nothing; of poles drawn by lot about one in ten still passes, so more examples are better.
- A clear axis is not yet a clear cause: what differs between the poles may be topic, style or frequency.
"""


@dataclass(frozen=True)
class Placed:
    """The uses on an axis, in rows."""

    numbers: np.ndarray  # (n,): of the uses, without those whose sentence is an example
    positions: np.ndarray  # (layers + 1, n)
    rows: np.ndarray  # (n,)
    names: list[str]  # of the rows
    means: np.ndarray  # (rows, layers + 1), and the ends of their intervals
    low: np.ndarray
    high: np.ndarray


def show(uses: Uses, layer: int) -> None:
    """Ask for the poles, draw the uses between them, and say what the axis is worth."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind, by = poles.ask_kind(), ask_rows(uses)
    with frame.errors_shown():
        draw_between(uses, poles.ask(uses, kind), by, layer)
    if kind != poles.SENTENCES:
        poles.offer_axes(uses)
    with st.expander("What the axis is", icon=":material/menu_book:"):
        st.markdown(HOW_TO_READ)


def ask_rows(uses: Uses) -> str:
    """Ask whether a row is a sense or a group, if there are several of both."""
    options = [name for name, some in ((SENSE, uses.senses), (GROUP, uses.names)) if len(some) > 1]
    if len(options) < 2:
        return options[0] if options else GROUP
    return choices.choose("Rows", "axis_by", options, format_func="by {}".format)


def draw_between(uses: Uses, pair: tuple[Pole, Pole], by: str, layer: int) -> None:
    """Draw the uses between two poles, and say what the axis is worth."""
    first, second = (pole.states(uses.made_of.model) for pole in pair)
    texts = np.unique(pair[0].texts + pair[1].texts, return_inverse=True)[1]
    parted = pole_separation(first, second, texts)
    placed = place(uses, pair, first, second, by)
    if placed is None:
        st.info("All uses are examples of a pole, so none is left to lie between them.", icon=":material/info:")
        return
    if not parted.tells(layer):
        st.warning(worth(parted, layer), icon=":material/warning:")
    if np.isnan(placed.positions[layer]).any():
        st.info(f"At layer {layer} both poles are the same, so nothing lies between them.", icon=":material/info:")
    else:
        draw(uses, placed, pair, layer)
    if parted.tells(layer):
        st.markdown(worth(parted, layer))
    left, right = st.columns(2, gap="medium")
    with left:
        draw_layers(uses, placed, pair, layer)
    with right:
        draw_worth(parted, pair, layer, uses.made_of.model)


def place(uses: Uses, pair: tuple[Pole, Pole], first: np.ndarray, second: np.ndarray, by: str) -> Placed | None:
    """Place the uses that are no examples themselves; None if all are."""
    reference = uses.made_of.reference
    examples = {text for pole in pair for text in pole.texts}
    kept = [n for n in range(len(reference.spans)) if poles.plain(reference.sentence(n)) not in examples]
    if len(kept) < len(reference.spans):
        st.caption(f"{len(reference.spans) - len(kept)} uses are examples themselves, and are left out below.")
    if not kept:
        return None
    numbers = np.array(kept)
    rows, names = in_rows(uses, numbers, by)
    positions = axis_positions(reference.occurrences.states[:, numbers], first, second)
    texts, figures = reference.occurrences.texts[numbers], []
    for row in range(len(names)):
        inside = positions[:, rows == row]  # (layers + 1, uses of the row)
        figures.append((inside.mean(axis=1), *mean_interval(inside, groups=texts[rows == row])))
    return Placed(numbers, positions, rows, names, *(np.stack(part) for part in zip(*figures, strict=True)))


def in_rows(uses: Uses, numbers: np.ndarray, by: str) -> tuple[np.ndarray, list[str]]:
    """Give each use the number of its row, and name the rows."""
    names = uses.names if by == GROUP else [*uses.senses, NO_SENSE]
    sense_of = np.where(uses.sense_of < 0, len(uses.senses), uses.sense_of)
    present, row = np.unique((uses.groups if by == GROUP else sense_of)[numbers], return_inverse=True)
    return row, [names[number] for number in present]


def draw(uses: Uses, placed: Placed, pair: tuple[Pole, Pole], layer: int) -> None:
    """Draw the uses at one layer, and say where the groups lie."""
    reference, names = uses.made_of.reference, [pole.name for pole in pair]
    hover = np.array(reference.hovers())[placed.numbers].tolist()
    columns = pd.DataFrame(placed.positions.T, columns=[f"layer {n}" for n in range(len(placed.positions))])
    table = as_table([(reference, number) for number in placed.numbers.tolist()])
    chart.show(
        strip.draw_strip(
            placed.positions[layer],
            placed.rows,
            placed.names,
            hover,
            placed.means[:, layer],
            placed.low[:, layer],
            placed.high[:, layer],
            names,
        ),
        f"{uses.made_of.word} between poles layer {layer}",
        f"{len(placed.numbers)} uses of “{uses.made_of.word}” between {names[0]} (−1) and {names[1]} (+1) at layer "
        f"{layer}; means: "
        + "; ".join(f"{name} {mean:+.2f}" for name, mean in zip(placed.names, placed.means[:, layer], strict=True)),
        pd.concat([table, columns], axis=1),
        key="axis",
        paper=Paper(
            f"Uses of “{uses.made_of.word}” between {names[0]} (−1) and {names[1]} (+1)",
            "A use’s place on the line through the poles’ means; bars: each row’s mean with a 95 % bootstrap interval",
            uses.made_of.model,
            ("semaxis", "sensepolar", "bootstrap"),
            {"n": f"{len(placed.numbers)} uses", "layer": layer, "seed": 0},
        ),
    )
    order = np.argsort(placed.means[:, layer], kind="stable").tolist()
    told = order if len(order) <= TOLD else [order[0], order[-1]]
    said = (
        f"{code(placed.names[row])} **{signed(placed.means[row, layer])}** (95 %: {signed(placed.low[row, layer])} to "
        f"{signed(placed.high[row, layer])}; n = {(placed.rows == row).sum()})"
        for row in told
    )
    st.markdown(f"At layer {layer}, from −1 ({code(names[0])}) to +1 ({code(names[1])}): {', '.join(said)}.")


def signed(position: float) -> str:
    """Write a position with its sign, as the poles are written."""
    return f"{round(position, 2) + 0.0:+.2f}".replace("-", "−")


def draw_layers(uses: Uses, placed: Placed, pair: tuple[Pole, Pole], layer: int) -> None:
    """Draw each group's mean position over the layers."""
    parts = zip(placed.names, placed.means, placed.low, placed.high, strict=True)
    paper = Paper(
        f"Uses of “{uses.made_of.word}” between {pair[0].name} (−1) and {pair[1].name} (+1), layer by layer",
        "Each row’s mean place on the line through the poles’ means; shaded: its 95 % bootstrap interval",
        uses.made_of.model,
        ("semaxis", "sensepolar", "bootstrap"),
        {"n": f"{len(placed.numbers)} uses", "layer marked": layer, "seed": 0},
    )
    lines = [measured(*part) for part in parts]
    draw_lines(lines, "mean position", f"{uses.made_of.word} on the axis by layer", layer, paper)


def draw_worth(parted: PoleSeparation, pair: tuple[Pole, Pole], layer: int, model: str) -> None:
    """Draw how far the poles part over the layers."""
    lines = [
        measured("poles told apart (AUC)", parted.auc, parted.auc_low, parted.auc_high),
        measured("accuracy", parted.accuracy, parted.low, parted.high),
        DepthCurve(
            "chance", range(len(parted.auc)), np.full(len(parted.auc), 0.5), len(parted.auc) - 1, published=True
        ),
    ]
    paper = Paper(
        f"How far the examples of the poles {pair[0].name} and {pair[1].name} part, layer by layer",
        "Each left out in turn; shaded: 95 % bootstrap intervals over examples, at 0 and 1 Wilson’s",
        model,
        ("semaxis", "sensepolar", "bootstrap"),
        {"n": f"{parted.counts[0]} and {parted.counts[1]} examples", "layer marked": layer, "seed": 0},
    )
    draw_lines(lines, "AUC, accuracy", "what the poles are worth by layer", layer, paper, (0, 1.02))


def draw_lines(
    lines: Sequence[DepthCurve], axis: str, name: str, layer: int, paper: Paper, limits: tuple | None = None
) -> None:
    """Draw curves over the layers, with their table."""
    table = pd.concat(
        pd.DataFrame(
            {"curve": line.name, "layer": line.layers, "value": line.values, "low": line.low, "high": line.high}
        )
        for line in lines
    )
    told = "; ".join(
        f"{line.name} {line.values[0]:.2f} at layer 0, {line.values[-1]:.2f} at the last" for line in lines
    )
    figure = curves.draw_by_depth(lines, axis, layer / lines[0].last, limits)
    chart.show(figure, name, f"{name}: {told}", table, key=f"axis_{axis}", paper=paper)


def worth(parted: PoleSeparation, layer: int) -> str:
    """Say how far the poles part at this layer, and whether the axis then means anything."""
    first, second = parted.counts
    if np.isnan(parted.auc[layer]):
        return (
            f"The poles have {first} and {second} examples; each needs two, in different sentences, so that one can be "
            "left out. So nothing tells whether this axis means anything."
        )
    auc, auc_low, auc_high = (f"{part[layer]:.0%}" for part in (parted.auc, parted.auc_low, parted.auc_high))
    own, low, high = (f"{part[layer]:.0%}" for part in (parted.accuracy, parted.low, parted.high))
    figures = (
        f"of two examples left out, one of each pole, the second’s lies further that way in {auc} of the cases "
        f"(AUC; 95 %: {auc_low}–{auc_high}; chance 50%); left out by itself, {own} are on their own side (95 %: {low}–"
        f"{high}; chance 50%); n = {first} + {second}"
    )
    if parted.tells(layer):
        return f"**The poles part** at layer {layer}: {figures}."
    return (
        f"**This axis means nothing at layer {layer}**: its own examples do not part beyond chance. Positions below "
        f"say nothing. In figures, {figures}. It takes an AUC of {CLEAR:.0%} at least, and an interval above 50%."
    )
