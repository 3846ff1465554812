"""What a classifier gets right: by layer, by class, by number of training texts."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.curves import add_band
from components.figures.heatmap import cells, written
from components.figures.layout import sized
from components.figures.palette import (
    CATEGORIES,
    DASHES,
    LEGEND_ABOVE,
    REST,
    SHAPES,
    SILENT,
    SOLID_AMOUNTS,
    plain,
    shortened,
)

LABEL_LETTERS = 18  # more would leave a phone no room for the cells


def draw_accuracy(
    curves: Mapping[str, np.ndarray],
    baselines: Mapping[str, np.ndarray | float],
    band: tuple[str, np.ndarray, np.ndarray],
    layer: int,
) -> go.Figure:
    """Draw accuracy by layer, (layers + 1,) a curve; `band` is one curve's name and its interval's ends.

    Baselines are grey, each with its own dashes: a number for all layers, or one for each.
    """
    figure = go.Figure()
    name, low, high = band
    count = len(low)
    layers = list(range(count))
    for number, (baseline, values) in enumerate(baselines.items()):
        figure.add_scatter(
            x=layers,
            y=np.broadcast_to(values, count),
            name=plain(baseline),
            mode="lines",
            line={"color": REST, "width": 2, "dash": DASHES[number + 1]},
            hovertemplate="%{fullData.name}: %{y:.1%}<extra></extra>",
        )
    for number, (curve, values) in enumerate(curves.items()):
        if curve == name:
            add_band(figure, np.array(layers), low, high, CATEGORIES[number])
        figure.add_scatter(
            x=layers,
            y=values,
            name=plain(curve),
            mode="lines+markers",
            line={"color": CATEGORIES[number], "width": 4 if curve == name else 2},
            marker={"symbol": SHAPES[number], "size": 9},
            hovertemplate="%{fullData.name}, layer %{x}: %{y:.1%}<extra></extra>",
        )
    lowest = min(float(np.min(values)) for values in (*curves.values(), *baselines.values(), low))
    figure.add_vline(x=layer, line={"color": REST, "width": 1})
    figure.update_xaxes(title="layer", dtick=1)
    figure.update_yaxes(title="accuracy, held-out texts", tickformat=".0%", range=(max(0, lowest - 0.1), 1.02))
    return sized(figure, 380, legend=LEGEND_ABOVE)


def draw_confusion(counts: np.ndarray, classes: Sequence[str]) -> go.Figure:
    """Draw how many texts of each class (rows) were taken for which (columns): counts (classes, classes)."""
    names = [plain(label) for label in classes]
    short = [plain(shortened(label, LABEL_LETTERS)) for label in classes]
    told = [
        [f"<b>{true}</b> taken for <b>{said}</b><br>{count} texts" for said, count in zip(names, row, strict=True)]
        for true, row in zip(names, counts, strict=True)
    ]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    look = {"customdata": told, "xgap": 2, "ygap": 2, **written(counts, size=15)}
    figure = cells(shares, names, names, SOLID_AMOUNTS, (0, 1), "%{customdata}, %{z:.0%}", **look)
    ticks = {"type": "category", "tickvals": names, "ticktext": short, "showgrid": False}
    figure.update_xaxes(title="predicted", side="top", **ticks)
    figure.update_yaxes(title="true", autorange="reversed", **ticks)
    height = int(np.clip(130 + 52 * len(names), 230, 760))
    return figure.update_layout(height=height, margin={"l": 4, "r": 4, "b": 4})


def draw_learning(sizes: np.ndarray, curves: Mapping[str, np.ndarray], chance: float) -> go.Figure:
    """Draw the mean accuracy by number of training texts, each draw as a small mark: (sizes, draws) a curve."""
    figure = go.Figure()
    for number, (name, values) in enumerate(curves.items()):
        figure.add_scatter(
            x=np.repeat(sizes, values.shape[1]),
            y=values.ravel(),
            mode="markers",
            marker={"color": CATEGORIES[number], "size": 6, "opacity": 0.45, "symbol": f"{SHAPES[number]}-open"},
            **SILENT,
        )
        figure.add_scatter(
            x=sizes,
            y=values.mean(axis=1),
            name=plain(name),
            mode="lines+markers",
            line={"color": CATEGORIES[number], "width": 3, "dash": DASHES[number]},
            marker={"symbol": SHAPES[number], "size": 10},
            hovertemplate=f"{plain(name)}, %{{x}} texts: %{{y:.1%}}<extra></extra>",
        )
    figure.add_hline(y=chance, line={"color": REST, "width": 2, "dash": "dot"})
    figure.update_xaxes(title="training texts", type="log", tickvals=sizes, ticktext=[str(size) for size in sizes])
    figure.update_yaxes(title="accuracy, held-out texts", tickformat=".0%", range=(0, 1.02))
    return sized(figure, 400, legend=LEGEND_ABOVE)
