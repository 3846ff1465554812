"""Bars: the numbers of one vector, or the weights of one token."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.palette import CATEGORIES, DIFFERENCES, numbered, plain

SMALLEST = 0.005  # smaller weights would be bars of “0%”


def draw_vector(values: np.ndarray) -> go.Figure:
    """Draw the numbers of one vector (width,) side by side, coloured by sign and size."""
    largest = float(np.abs(values).max()) or 1.0
    figure = go.Figure(
        go.Bar(
            x=list(range(len(values))),
            y=values,
            marker={
                "color": values,
                "colorscale": DIFFERENCES,
                "cmin": -largest,
                "cmax": largest,
                "line": {"width": 0},
            },
            hovertemplate="dimension %{x}<br>%{y:.4f}<extra></extra>",
        )
    )
    figure.update_xaxes(title=f"dimension (0 … {len(values) - 1})")
    figure.update_yaxes(title="value")
    return figure.update_layout(height=320, bargap=0, margin={"l": 4, "r": 4, "t": 10, "b": 4})


def draw_weights(weights: np.ndarray, tokens: Sequence[str], most: int = 12) -> go.Figure:
    """Draw the largest of some weights (tokens,) as bars, largest on top."""
    order = np.argsort(-weights, kind="stable")[:most][::-1]
    order = order[weights[order] >= SMALLEST]
    names = [f"{place} {plain(tokens[place])}" for place in order]
    figure = go.Figure(
        go.Bar(
            x=weights[order],
            y=names,
            orientation="h",
            marker={"color": CATEGORIES[1]},
            text=[f"{weights[place]:.0%}" for place in order],
            hovertemplate="%{y}<br>weight %{x:.3f}<extra></extra>",
        )
    )
    figure.update_xaxes(title="weight", tickformat=".0%", rangemode="tozero")
    figure.update_yaxes(type="category", tickvals=names, ticktext=[plain(numbered(tokens, place)) for place in order])
    return figure.update_layout(height=90 + 26 * len(order), margin={"l": 4, "r": 4, "t": 10, "b": 4})
