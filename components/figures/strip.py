"""Points along one axis, a row a group: every use, and each group's mean with its interval."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.layout import sized
from components.figures.palette import REST, plain, shortened
from components.figures.scatter import category, shape

MANY = 1000  # points from which on the graphics card draws them
ENDS = ((-1, "left"), (1, "right"))
LETTERS = 34  # of a pole's name over the picture


def draw_strip(
    positions: np.ndarray,
    rows: np.ndarray,
    names: Sequence[str],
    hover: Sequence[str],
    means: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    poles: Sequence[str],
) -> go.Figure:
    """Draw positions (n,) on an axis whose poles are at −1 and +1; `rows` (n,) number the groups, the first on top.

    `means` (groups,) stand below their points, with intervals. A point's height within its row means nothing.
    """
    figure = go.Figure()
    apart = np.random.default_rng(0).uniform(-0.3, 0.24, len(positions))
    trace = go.Scattergl if len(positions) > MANY else go.Scatter
    for number, name in enumerate(names):
        members = np.flatnonzero(rows == number).tolist()
        look = {"color": category(number), "symbol": shape(number), "size": 9, "opacity": 0.75}
        figure.add_trace(
            trace(
                x=positions[members],
                y=number + apart[members],
                mode="markers",
                name=plain(name),
                marker=look | {"line": {"width": 1, "color": "rgba(30,30,30,0.55)"}},
                customdata=[hover[member] for member in members],
                hovertemplate="%{customdata}<br>position %{x:.2f}<extra></extra>",
            )
        )
    figure.add_scatter(
        x=means,
        y=np.arange(len(names)) + 0.38,
        mode="markers",
        marker={"symbol": "line-ns", "size": 14, "line": {"width": 3, "color": REST}},
        error_x={"symmetric": False, "array": high - means, "arrayminus": means - low, "color": REST, "thickness": 3},
        customdata=[
            f"{plain(name)}: mean, 95 %: {a:.2f} to {b:.2f}" for name, a, b in zip(names, low, high, strict=True)
        ],
        hovertemplate="%{customdata}<br>%{x:.2f}<extra></extra>",
    )
    for (place, side), pole in zip(ENDS, poles, strict=True):
        anchor = {"xanchor": side, "yanchor": "bottom", "showarrow": False}
        figure.add_annotation(
            x=0 if side == "left" else 1, xref="paper", y=1.02, yref="paper", text=ends_in(pole, side), **anchor
        )
        figure.add_vline(x=place, line={"color": REST, "width": 2})
    figure.add_vline(x=0, line={"color": REST, "width": 1, "dash": "dot"})
    reach = 1.1 * max(1.0, float(np.abs(positions).max(initial=0)))
    figure.update_xaxes(title="position: −1 and +1 are the poles’ means", range=(-reach, reach), zeroline=False)
    figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=[plain(shortened(name, 22)) for name in names],
        range=(len(names) - 0.35, -0.5),
        showgrid=False,
        zeroline=False,
    )
    return sized(figure, 110 + 90 * len(names), top=34, showlegend=False)


def ends_in(pole: str, side: str) -> str:
    """Write a pole's name with an arrow."""
    name = plain(shortened(pole, LETTERS))
    return f"◀ {name}" if side == "left" else f"{name} ▶"
