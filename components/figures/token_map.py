"""Maps of one text's tokens: where they are, and their ways through the layers."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.layout import sized
from components.figures.palette import CATEGORIES, REST, SHAPES, SILENT, plain
from components.figures.scatter import NAMED, PICKED, at_layer, frame_points


def draw_paths(points: np.ndarray, tokens: Sequence[str], rest: np.ndarray | None = None) -> go.Figure:
    """Draw tokens' ways through all layers: points (layers + 1, tokens, 2), one line a token, the layer as number.

    The last trace holds a ball for each token, with a frame for every layer, so that the browser can move it by itself.
    `rest` (layers + 1, others, 2) holds the other tokens, drawn as a grey haze.
    """
    figure = go.Figure()
    if rest is not None and rest.size:
        figure.add_scatter(
            x=rest[..., 0].ravel(),
            y=rest[..., 1].ravel(),
            mode="markers",
            name="the other tokens",
            marker={"color": REST, "size": 5, "opacity": 0.35},
            hoverinfo="skip",
        )
    layers = list(range(len(points)))
    for number, token in enumerate(tokens):
        kind = number % len(CATEGORIES)
        figure.add_scatter(
            x=points[:, number, 0],
            y=points[:, number, 1],
            mode="lines+markers+text",
            name=plain(token),
            text=[str(layer) for layer in layers],
            textposition="top center",
            line={"color": CATEGORIES[kind], "width": 2},
            marker={"symbol": SHAPES[kind], "size": 7},
            customdata=layers,
            hovertemplate="<b>%{fullData.name}</b><br>layer %{customdata}<extra></extra>",
        )
    figure.add_scatter(
        x=points[-1, :, 0],
        y=points[-1, :, 1],
        mode="markers",
        **SILENT,
        marker_color=[CATEGORIES[number % len(CATEGORIES)] for number in range(len(tokens))],
        marker_symbol=[SHAPES[number % len(SHAPES)] for number in range(len(tokens))],
        marker_size=18,
        marker_opacity=0.6,  # the layer's number stays legible below it
        marker_line={"width": 2, "color": "rgba(30,30,30,0.7)"},
    )
    frame_points(figure, points)
    ball = len(figure.data) - 1
    figure.frames = [go.Frame(name=str(layer), traces=[ball], data=[at_layer(points, layer)]) for layer in layers]
    legend = {"orientation": "h", "yanchor": "top", "y": -0.01, "x": 0}
    return sized(figure, 400, legend=legend)


def draw_tokens(points: np.ndarray, tokens: Sequence[str], picked: int | None = None) -> go.Figure:
    """Draw tokens on a map (tokens, 2), with their names while they are few; the picked one has its own colour."""
    few = len(tokens) <= NAMED
    figure = go.Figure().add_scatter(
        x=points[:, 0],
        y=points[:, 1],
        mode="markers+text" if few else "markers",
        text=[plain(token) for token in tokens] if few else None,
        textposition="top center",
        marker_color=[PICKED if place == picked else CATEGORIES[1] for place in range(len(tokens))],
        marker_size=[13 if place == picked else 9 for place in range(len(tokens))],
        marker_line={"width": 1, "color": "rgba(30,30,30,0.55)"},
        customdata=[f"{place} {plain(token)}" for place, token in enumerate(tokens)],
        hovertemplate="%{customdata}<extra></extra>",
    )
    frame_points(figure, points)
    return sized(figure, 320)
