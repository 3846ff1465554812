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


def draw_cosines(matrix: np.ndarray, tokens: Sequence[str], picked: int | None = None) -> go.Figure:
    """Draw the cosines of all pairs of tokens (tokens, tokens), zero in the middle."""
    names = [f"{place} {plain(token)}" for place, token in enumerate(tokens)]
    figure = go.Figure(
        go.Heatmap(
            z=matrix,
            x=names,
            y=names,
            colorscale=DIFFERENCES,
            zmin=-1,
            zmax=1,
            showscale=False,
            xgap=1 if len(tokens) <= LABELLED else 0,
            ygap=1 if len(tokens) <= LABELLED else 0,
            hovertemplate="<b>%{y}</b> and <b>%{x}</b><br>cosine %{z:.3f}<extra></extra>",
        )
    )
    if picked is not None:
        figure.add_hrect(y0=picked - 0.5, y1=picked + 0.5, line={"color": "#CC79A7", "width": 2}, layer="above")
    label_tokens(figure.layout.xaxis, names, tokens)
    label_tokens(figure.layout.yaxis, names, tokens)
    figure.update_xaxes(tickangle=-60, tickfont_size=10)
    figure.update_yaxes(autorange="reversed", tickfont_size=10)
    return figure.update_layout(height=370, margin={"l": 4, "r": 4, "t": 4, "b": 4})


def draw_steps(
    values: np.ndarray, tokens: Sequence[str], steps: Sequence[str], unit: str, middle: float | None = None
) -> go.Figure:
    """Draw a number for every token (across) after every step (downwards): values (steps, tokens).

    With a `middle`, amounts above and below it have two colours, on a logarithmic scale.
    """
    names = [f"{place} {plain(token)}" for place, token in enumerate(tokens)]
    drawn = values if middle is None else np.log2(np.maximum(values, 1e-6) / middle)
    largest = float(np.abs(drawn).max()) or 1.0
    bar = {"title": unit, "thickness": 12}
    if middle is not None:
        ticks = np.linspace(-largest, largest, 5)
        bar |= {"tickvals": ticks, "ticktext": [f"{middle * 2**tick:.2g}" for tick in ticks]}
    figure = go.Figure(
        go.Heatmap(
            z=drawn,
            x=names,
            y=list(steps),
            customdata=values,
            colorscale=AMOUNTS if middle is None else DIFFERENCES,
            zmin=0 if middle is None else -largest,
            zmax=largest,
            colorbar=bar,
            xgap=1 if len(tokens) <= LABELLED else 0,
            ygap=3,
            hovertemplate=f"<b>%{{x}}</b><br>%{{y}}<br>%{{customdata:.2f}} {unit}<extra></extra>",
        )
    )
    label_tokens(figure.layout.xaxis, names, tokens)
    figure.update_xaxes(tickangle=-60)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return figure.update_layout(height=90 + 42 * len(steps), margin={"l": 4, "r": 4, "t": 10, "b": 4})


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
