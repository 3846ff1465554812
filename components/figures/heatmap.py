"""Matrices as heat maps: the weights of one head, and a number for every token at every layer."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.palette import AMOUNTS, CATEGORIES, DIFFERENCES, INK, SOLID_AMOUNTS, distinct, plain

LABELLED = 64  # with more tokens than this only every second, third … is named; hover names all


def draw_attention(weights: np.ndarray, tokens: Sequence[str], picked: int | None = None) -> go.Figure:
    """Draw one head's weights (tokens, tokens): a row for each token that looks, a column for what it looks at."""
    names = distinct(tokens)
    figure = go.Figure(
        go.Heatmap(
            z=weights,
            x=names,
            y=names,
            colorscale=AMOUNTS,
            zmin=0,
            zmax=1,
            colorbar={"title": "weight", "thickness": 12},
            **gaps(tokens, tokens),
            hovertemplate="from <b>%{y}</b><br>to <b>%{x}</b><br>weight %{z:.3f}<extra></extra>",
        )
    )
    finish_square(figure, names, tokens, picked)
    figure.update_xaxes(side="top", title="looks at", tickangle=-60)
    figure.update_yaxes(autorange="reversed", title="from")
    return figure.update_layout(height=int(np.clip(150 + 16 * len(tokens), 320, 900)), margin={"l": 4, "r": 4, "b": 4})


def draw_by_layer(
    values: np.ndarray,
    tokens: Sequence[str],
    layers: Sequence[int],
    unit: str,
    signed: bool = False,
    picked: int | None = None,
) -> go.Figure:
    """Draw a number for every token (across) at every layer (upwards): values (layers, tokens)."""
    names = distinct(tokens)
    largest = float(np.nanmax(np.abs(values), initial=0)) or 1.0
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=names,
            y=[str(layer) for layer in layers],
            colorscale=DIFFERENCES if signed else AMOUNTS,
            zmin=-largest if signed else 0,
            zmax=largest,
            colorbar=bar_above(unit),
            **gaps(tokens, layers),
            hovertemplate=f"<b>%{{x}}</b><br>layer %{{y}}<br>{unit} %{{z:.3f}}<extra></extra>",
        )
    )
    finish_columns(figure, names, tokens, picked)
    figure.update_yaxes(title="layer", type="category", showgrid=False)
    return figure.update_layout(height=130 + 36 * len(layers), margin={"l": 4, "r": 4, "t": 4, "b": 4})


def draw_cosines(matrix: np.ndarray, tokens: Sequence[str], picked: int | None = None) -> go.Figure:
    """Draw the cosines of all pairs of tokens (tokens, tokens), zero in the middle."""
    names = distinct(tokens)
    figure = go.Figure(
        go.Heatmap(
            z=matrix.astype(np.float32),  # half the bytes to send; 512 tokens have 262,144 cosines
            x=names,
            y=names,
            colorscale=DIFFERENCES,
            zmin=-1,
            zmax=1,
            showscale=False,
            **gaps(tokens, tokens),
            hovertemplate="<b>%{y}</b> and <b>%{x}</b><br>cosine %{z:.3f}<extra></extra>",
        )
    )
    finish_square(figure, names, tokens, picked)
    figure.update_xaxes(tickangle=-60, tickfont_size=10)
    figure.update_yaxes(autorange="reversed", tickfont_size=10)
    return figure.update_layout(height=370, margin={"l": 4, "r": 4, "t": 4, "b": 4})


def draw_steps(
    values: np.ndarray,
    tokens: Sequence[str],
    steps: Sequence[str],
    unit: str,
    middle: float | None = None,
    picked: int | None = None,
) -> go.Figure:
    """Draw a number for every token (across) after every step (downwards): values (steps, tokens).

    With a `middle`, amounts above and below it have two colours, on a logarithmic scale.
    """
    names = distinct(tokens)
    drawn = values if middle is None else np.log2(np.maximum(values, 1e-6) / middle)
    largest = float(np.abs(drawn).max()) or 1.0
    bar = bar_above(unit)
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
            **gaps(tokens, steps),
            hovertemplate=f"<b>%{{x}}</b><br>%{{y}}<br>%{{customdata:.2f}} {unit}<extra></extra>",
        )
    )
    finish_columns(figure, names, tokens, picked)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return figure.update_layout(height=130 + 38 * len(steps), margin={"l": 4, "r": 4, "t": 4, "b": 4})


def draw_guesses(shares: np.ndarray, pieces: Sequence[Sequence[str]], true: str | None) -> go.Figure:
    """Write the most probable pieces (across) of every layer (upwards), shaded by probability (layers, most)."""
    most = shares.shape[1]
    figure = go.Figure(
        go.Heatmap(
            z=shares,
            x=[f"guess {rank + 1}" for rank in range(most)],
            y=[str(layer) for layer in range(len(shares))],
            colorscale=SOLID_AMOUNTS,
            zmin=0,
            zmax=1,
            showscale=False,  # its width belongs to the words; a cell tells its number
            xgap=2,
            ygap=2,
            text=[[plain(piece) + (" ✓" if piece == true else "") for piece in row] for row in pieces],
            texttemplate="%{text}",
            textfont={"size": 12, "color": INK},
            hovertemplate="layer %{y}, %{x}: <b>%{text}</b><br>probability %{z:.4f}<extra></extra>",
        )
    )
    figure.update_xaxes(side="top", type="category", showgrid=False)
    figure.update_yaxes(title="layer", type="category", showgrid=False)
    return figure.update_layout(height=90 + 36 * len(shares), margin={"l": 4, "r": 4, "t": 10, "b": 4})


def gaps(across: Sequence[object], down: Sequence[object]) -> dict[str, int]:
    """Part the cells by a thin line, where there are few enough of them."""
    return {"xgap": int(len(across) <= LABELLED), "ygap": int(len(down) <= LABELLED)}


def bar_above(unit: str) -> dict:
    """Lay the colour scale above the picture, where it takes no width from the tokens."""
    return {
        "title": {"text": unit, "side": "top"},
        "orientation": "h",
        "thickness": 8,
        "len": 0.5,
        "x": 1,
        "xanchor": "right",
        "y": 1,
        "yanchor": "bottom",
    }


def finish_columns(figure: go.Figure, names: list[str], tokens: Sequence[str], picked: int | None) -> None:
    """Name the columns after the tokens, and frame the picked one's."""
    if picked is not None:
        figure.add_vrect(x0=picked - 0.5, x1=picked + 0.5, line={"color": CATEGORIES[3], "width": 2}, layer="above")
    label_tokens(figure.layout.xaxis, names, tokens)
    figure.update_xaxes(tickangle=-60)


def finish_square(figure: go.Figure, names: list[str], tokens: Sequence[str], picked: int | None) -> None:
    """Name both axes after the tokens, and frame the picked one's row."""
    if picked is not None:
        figure.add_hrect(y0=picked - 0.5, y1=picked + 0.5, line={"color": CATEGORIES[3], "width": 2}, layer="above")
    label_tokens(figure.layout.xaxis, names, tokens)
    label_tokens(figure.layout.yaxis, names, tokens)


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
