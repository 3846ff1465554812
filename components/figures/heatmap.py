"""Matrices as heat maps: the weights of one head, and a number for every token at every layer."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.layout import LABELLED, label_tokens, sized
from components.figures.palette import (
    AMOUNTS,
    CATEGORIES,
    DIFFERENCES,
    INK,
    SOLID_AMOUNTS,
    SOLID_DIFFERENCES,
    distinct,
    plain,
)

WRITTEN = 20  # tokens at most beside which numbers have room, also on a phone


def draw_attention(
    weights: np.ndarray, tokens: Sequence[str], picked: int | None = None, keys: Sequence[str] | None = None
) -> go.Figure:
    """Draw one head's weights (tokens, keys): a row for each token that looks, a column for what it looks at.

    Without `keys` the tokens look at each other.
    """
    keys = tokens if keys is None else keys
    names, columns = distinct(tokens), distinct(keys)
    hover = "from <b>%{y}</b><br>to <b>%{x}</b><br>weight %{z:.3f}"
    look = {"colorbar": {"title": "weight", "thickness": 12}, **gaps(keys, tokens)}
    figure = cells(weights, columns, names, AMOUNTS, (0, 1), hover, **look)
    finish_square(figure, names, tokens, picked)
    label_tokens(figure.layout.xaxis, columns, keys)
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
    """Draw a number for every token (across) at every layer (upwards): values (layers, tokens).

    Cosines are coloured from the lowest to the highest, for they often differ little; of few tokens they are written.
    """
    names = distinct(tokens)
    largest = float(np.nanmax(np.abs(values), initial=0)) or 1.0
    few = unit == "cosine" and len(tokens) <= WRITTEN
    if signed:
        colours, limits = (SOLID_DIFFERENCES if few else DIFFERENCES), (-largest, largest)
    else:
        lowest = float(np.nanmin(values, initial=largest - 0.1)) if unit == "cosine" else 0.0
        colours, limits = (SOLID_AMOUNTS if few else AMOUNTS), (lowest, largest)
    hover = f"<b>%{{x}}</b><br>layer %{{y}}<br>{unit} %{{z:.3f}}"
    numbers = [
        [f"{value:.2f}".replace("0.", ".").replace("1.00", "1") for value in row] for row in values.round(2) + 0.0
    ]  # no -0
    look = {"colorbar": bar_above(unit), **gaps(tokens, layers), **(written(numbers, size=10) if few else {})}
    figure = cells(values, names, [str(layer) for layer in layers], colours, limits, hover, **look)
    finish_columns(figure, names, tokens, picked)
    figure.update_yaxes(title="layer", type="category", showgrid=False)
    return sized(figure, 130 + 36 * len(layers), top=4)


def draw_cosines(matrix: np.ndarray, tokens: Sequence[str], picked: int | None = None) -> go.Figure:
    """Draw the cosines of all pairs of tokens (tokens, tokens), zero in the middle."""
    names = distinct(tokens)
    drawn = matrix.astype(np.float32)  # half the bytes to send; 512 tokens have 262,144 cosines
    hover = "<b>%{y}</b> and <b>%{x}</b><br>cosine %{z:.3f}"
    figure = cells(drawn, names, names, DIFFERENCES, (-1, 1), hover, **gaps(tokens, tokens))
    finish_square(figure, names, tokens, picked)
    figure.update_xaxes(tickangle=-60, tickfont_size=10)
    figure.update_yaxes(autorange="reversed", tickfont_size=10)
    return sized(figure, 370, top=4)


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
    colours, limits = (AMOUNTS, (0, largest)) if middle is None else (DIFFERENCES, (-largest, largest))
    hover = f"<b>%{{x}}</b><br>%{{y}}<br>%{{customdata:.2f}} {unit}"
    look = {"customdata": values, "colorbar": bar, **gaps(tokens, steps)}
    figure = cells(drawn, names, list(steps), colours, limits, hover, **look)
    finish_columns(figure, names, tokens, picked)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return sized(figure, 130 + 38 * len(steps), top=4)


def draw_guesses(shares: np.ndarray, pieces: Sequence[Sequence[str]], true: str | None) -> go.Figure:
    """Write the most probable pieces (across) of every layer (upwards), shaded by probability (layers, most)."""
    columns = [f"guess {rank + 1}" for rank in range(shares.shape[1])]
    rows = [str(layer) for layer in range(len(shares))]
    look = written([[plain(piece) + (" ✓" if piece == true else "") for piece in row] for row in pieces], size=12)
    hover = "layer %{y}, %{x}: <b>%{text}</b><br>probability %{z:.4f}"
    figure = cells(shares, columns, rows, SOLID_AMOUNTS, (0, 1), hover, xgap=2, ygap=2, **look)
    figure.update_xaxes(side="top", type="category", showgrid=False)
    figure.update_yaxes(title="layer", type="category", showgrid=False)
    return sized(figure, 90 + 36 * len(shares))


def draw_overlaps(ratio: np.ndarray, words: Sequence[str], told: Sequence[Sequence[str]]) -> go.Figure:
    """Draw for each two words how far they overlap: (words, words), 0 apart, 1 as by lot; `told` is for hovering."""
    names = distinct(words)
    numbers = [["" if np.isnan(value) else f"{value:.2f}" for value in row] for row in ratio]
    look = {"customdata": told, "xgap": 2, "ygap": 2, "colorbar": bar_above("overlap"), **written(numbers, size=11)}
    hover = "<b>%{y}</b> and <b>%{x}</b><br>%{customdata}"
    figure = cells(ratio, names, names, SOLID_AMOUNTS, (0, max(1.0, float(np.nanmax(ratio, initial=1)))), hover, **look)
    finish_square(figure, names, words, None)
    figure.update_xaxes(tickangle=-45)
    figure.update_yaxes(autorange="reversed")
    return sized(figure, 130 + 30 * len(words), top=4)


def cells(
    values: np.ndarray,
    across: Sequence[str] | None,
    down: Sequence[str],
    colours: list,
    limits: tuple[float, float],
    hover: str,
    **look: object,
) -> go.Figure:
    """Draw numbers as coloured cells; a scale is beside them only if `look` has a `colorbar`."""
    look = look if "colorbar" in look else {"showscale": False} | look
    hover = f"{hover}<extra></extra>"
    scale = {"colorscale": colours, "zmin": limits[0], "zmax": limits[1]}
    return go.Figure(go.Heatmap(z=values, x=across, y=down, hovertemplate=hover, **scale, **look))


def written(texts: object, **font: object) -> dict:
    """Write a text into each cell."""
    return {"text": texts, "texttemplate": "%{text}", "textfont": {"color": INK, **font}}


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
