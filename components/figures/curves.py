"""Lines over the layers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from components.figures.layout import sized
from components.figures.palette import CATEGORIES, DASHES, LEGEND_ABOVE, REST, SHAPES, SILENT, plain


def draw_curves(
    curves: Mapping[str, np.ndarray],
    axis: str,
    baselines: Sequence[str] = (),
    limits: tuple[float, float] | None = None,
    mark: int | None = None,
) -> go.Figure:
    """Draw one line a curve, each (layers + 1,); `baselines` are grey, `mark` is a layer."""
    figure = go.Figure()
    shown = [name for name in curves if name not in baselines]
    for name, values in curves.items():
        rest = name in baselines
        number = 0 if rest else shown.index(name) % len(CATEGORIES)
        figure.add_scatter(
            x=list(range(len(values))),
            y=values,
            name=plain(name),
            mode="lines" if rest else "lines+markers",
            line_color=REST if rest else CATEGORIES[number],
            line_dash=("dot", "dash")[baselines.index(name) % 2] if rest else DASHES[number],
            line_width=3,
            marker={"symbol": SHAPES[number], "size": 9},
            hovertemplate="%{fullData.name}<br>layer %{x}: %{y:.3f}<extra></extra>",
        )
    if mark is not None:
        figure.add_vline(x=mark, line={"color": REST, "width": 1})
    figure.update_xaxes(title="layer", dtick=1)
    figure.update_yaxes(title=axis, range=limits)
    return sized(figure, 320, legend=LEGEND_ABOVE, hovermode="x")


@dataclass(frozen=True, eq=False)  # arrays do not compare as a whole
class DepthCurve:
    """One measure by depth in a model, which may have other layers than the curve beside it."""

    name: str
    layers: Sequence[int]
    values: np.ndarray | Sequence[float]  # (layers,)
    last: int  # the model's last layer
    low: np.ndarray | None = None  # (layers,): the interval's ends
    high: np.ndarray | None = None
    published: bool = False  # somebody else's, of another model: drawn grey and thin


def measured(
    name: str, values: np.ndarray, low: np.ndarray | None = None, high: np.ndarray | None = None
) -> DepthCurve:
    """Wrap a curve of the model in use, (layers + 1,), with its interval if there is one."""
    return DepthCurve(name, range(len(values)), values, len(values) - 1, low, high)


def draw_by_depth(
    curves: Sequence[DepthCurve], axis: str, mark: float | None = None, limits: tuple[float, float] | None = None
) -> go.Figure:
    """Draw curves of models with different numbers of layers: across is layer ÷ last layer, hover tells the layer."""
    figure = go.Figure()
    ours = [curve for curve in curves if not curve.published]
    ghosts = [curve for curve in curves if curve.published]
    for curve in curves:
        number = (ghosts if curve.published else ours).index(curve) % len(CATEGORIES)
        depth = np.asarray(curve.layers) / curve.last
        if curve.low is not None and curve.high is not None:
            add_band(figure, depth, curve.low, curve.high, CATEGORIES[number])
        figure.add_scatter(
            x=depth,
            y=curve.values,
            name=plain(curve.name),
            mode="lines+markers",
            line_color=REST if curve.published else CATEGORIES[number],
            line_dash=DASHES[number],
            line_width=1.5 if curve.published else 3,
            marker={"symbol": f"{SHAPES[number]}-open" if curve.published else SHAPES[number], "size": 8},
            customdata=[f"layer {layer} of {curve.last}" for layer in curve.layers],
            hovertemplate="%{fullData.name}<br>%{customdata}: %{y:.3f}<extra></extra>",
        )
    if mark is not None:
        figure.add_vline(x=mark, line={"color": REST, "width": 1})
    if ours:
        places = ours[0].layers
        figure.update_xaxes(tickvals=[layer / ours[0].last for layer in places], ticktext=[str(n) for n in places])
    title = "layer" if ours else "depth: layer ÷ last layer"
    if len({curve.last for curve in ours}) > 1:
        title = f"layer of {plain(ours[0].name)};<br>the other at the same share of its depth"
    figure.update_xaxes(title=title)
    figure.update_yaxes(title=axis, range=limits)
    return sized(figure, 320, legend=LEGEND_ABOVE)


def add_band(figure: go.Figure, across: np.ndarray, low: np.ndarray, high: np.ndarray, colour: str) -> None:
    """Shade an interval: its ends `low` and `high` at the places `across`."""
    figure.add_scatter(
        x=[*across, *across[::-1]],
        y=[*high, *low[::-1]],
        fill="toself",
        fillcolor=colour,
        opacity=0.18,
        mode="lines",
        line={"width": 0},
        **SILENT,
    )
