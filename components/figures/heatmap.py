"""Matrices as heat maps: the weights of one head, and a number for every token at every layer."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.palette import AMOUNTS, DIFFERENCES, plain

LABELLED = 64  # with more tokens than this only every second, third … is named; hover names all


def draw_attention(weights: np.ndarray, tokens: Sequence[str], picked: int | None = None) -> go.Figure:
    """Draw one head's weights (tokens, tokens): a row for each token that looks, a column for what it looks at."""
    names = [f"{place} {plain(token)}" for place, token in enumerate(tokens)]
    figure = go.Figure(
        go.Heatmap(
            z=weights,
            x=names,
            y=names,
            colorscale=AMOUNTS,
            zmin=0,
            zmax=1,
            colorbar={"title": "weight", "thickness": 12},
            xgap=1 if len(tokens) <= LABELLED else 0,
            ygap=1 if len(tokens) <= LABELLED else 0,
            hovertemplate="from <b>%{y}</b><br>to <b>%{x}</b><br>weight %{z:.3f}<extra></extra>",
        )
    )
    if picked is not None:
        figure.add_hrect(y0=picked - 0.5, y1=picked + 0.5, line={"color": "#CC79A7", "width": 2}, layer="above")
    label_tokens(figure.layout.xaxis, names, tokens)
    label_tokens(figure.layout.yaxis, names, tokens)
    figure.update_xaxes(side="top", title="looks at", tickangle=-60)
    figure.update_yaxes(autorange="reversed", title="from")
    return figure.update_layout(height=int(np.clip(150 + 16 * len(tokens), 320, 900)), margin={"l": 4, "r": 4, "b": 4})


def draw_by_layer(
    values: np.ndarray, tokens: Sequence[str], layers: Sequence[int], unit: str, signed: bool = False
) -> go.Figure:
    """Draw a number for every token (across) at every layer (upwards): values (layers, tokens)."""
    names = [f"{place} {plain(token)}" for place, token in enumerate(tokens)]
    largest = float(np.nanmax(np.abs(values), initial=0)) or 1.0
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=names,
            y=[str(layer) for layer in layers],
            colorscale=DIFFERENCES if signed else AMOUNTS,
            zmin=-largest if signed else 0,
            zmax=largest,
            colorbar={"title": unit, "thickness": 12},
            xgap=1 if len(tokens) <= LABELLED else 0,
            ygap=1,
            hovertemplate=f"<b>%{{x}}</b><br>layer %{{y}}<br>{unit} %{{z:.3f}}<extra></extra>",
        )
    )
    label_tokens(figure.layout.xaxis, names, tokens)
    figure.update_xaxes(tickangle=-60)
    figure.update_yaxes(title="layer", type="category")
    return figure.update_layout(height=90 + 44 * len(layers), margin={"l": 4, "r": 4, "t": 10, "b": 4})


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
