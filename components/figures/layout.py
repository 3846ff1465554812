"""What pictures have around what they draw: height and margins, bare axes, tokens as labels."""

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from components.figures.palette import plain

LABELLED = 64  # with more tokens than this only every second, third … is named; hover names all
BARE = {"showticklabels": False, "title": None, "zeroline": False, "showgrid": False, "ticks": ""}  # no units to read


def sized(figure: go.Figure, height: float, top: int = 10, **layout: object) -> go.Figure:
    """Give a figure its height, the narrow margins that all have, and what else belongs to its layout."""
    return figure.update_layout(height=height, margin={"l": 4, "r": 4, "t": top, "b": 4}, **layout)


def bare_map(figure: go.Figure, across: Sequence[float] | None = None, upwards: Sequence[float] | None = None) -> None:
    """Make the axes of a map: no units to read, and one unit as long across as upwards, whatever the picture's shape.

    Ranges not given are found. Room to spare in one direction stays empty: were more shown instead, Plotly would change
    the ranges by itself, and the browser could not tell its change from a visitor's zoom.
    """
    figure.update_xaxes(range=across, constrain="domain", **BARE)
    figure.update_yaxes(range=upwards, constrain="domain", scaleanchor="x", **BARE)


def label_tokens(axis: go.layout.XAxis | go.layout.YAxis, names: list[str], tokens: Sequence[str]) -> None:
    """Show tokens without their running number, which only keeps equal tokens apart."""
    step = math.ceil(len(tokens) / LABELLED)
    axis.update(
        type="category",
        tickmode="array",
        tickvals=names[::step],
        ticktext=[plain(token) for token in tokens[::step]],
        showgrid=False,
    )
