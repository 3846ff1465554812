"""Maps: occurrences of a word, coloured and shaped by sense, the visitor's own larger, ringed and numbered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from components.figures.palette import CATEGORIES, REST, SHAPES, plain

NAMED = 40  # tokens; the names of more would lie on each other
GLIDE = 450  # milliseconds from one layer's place to the next


@dataclass(frozen=True)
class Cloud:
    """Some points of one kind."""

    name: str
    points: np.ndarray  # (layers + 1, n, 2)
    hover: Sequence[str]  # ready for Plotly: escaped, broken into lines
    own: bool = False


def draw_map(clouds: Sequence[Cloud], layer: int, numbers_from: int = 1) -> go.Figure:
    """Draw all clouds at one layer. The axes hold every layer, so that only points move when the layer changes."""
    figure = go.Figure()
    labelled = [cloud.name for cloud in clouds if not cloud.own]
    for cloud in clouds:
        x, y = cloud.points[layer].T
        number = 0 if cloud.own else labelled.index(cloud.name) % len(CATEGORIES)
        figure.add_scatter(
            x=x,
            y=y,
            name=plain(cloud.name),
            mode="markers+text" if cloud.own else "markers",
            marker=own_marker() if cloud.own else sense_marker(number),
            text=[f"<b>{numbers_from + place}</b>" for place in range(len(x))] if cloud.own else None,
            textposition="middle center",
            textfont={"size": 13, "color": "#1c2430"},
            customdata=list(cloud.hover),
            hovertemplate="%{customdata}<extra></extra>",
        )
    everywhere = np.concatenate([cloud.points.reshape(-1, 2) for cloud in clouds])
    frame_points(figure, everywhere)
    return figure.update_layout(
        height=480,
        margin={"l": 4, "r": 4, "t": 10, "b": 4},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.01, "x": 0},
        transition={"duration": GLIDE, "easing": "cubic-in-out"},
        uirevision="map",  # zoom stays when the layer changes
        hoverlabel={"align": "left"},
    )


def sense_marker(number: int) -> dict:
    """Return the one look of a sense: its colour and its shape."""
    return {
        "color": CATEGORIES[number],
        "symbol": SHAPES[number],
        "size": 11,
        "opacity": 0.85,
        "line": {"width": 1, "color": "rgba(30,30,30,0.55)"},
    }


def own_marker() -> dict:
    """Return the look of the visitor's own sentences."""
    return {"color": "#ffffff", "symbol": "circle", "size": 21, "line": {"width": 3, "color": "#D55E00"}}


def frame_points(figure: go.Figure, points: np.ndarray) -> None:
    """Make bare axes that hold all of `points` (..., 2) with some room; the units of a map mean nothing."""
    flat = points.reshape(-1, 2)
    low, high = flat.min(axis=0), flat.max(axis=0)
    room = 0.1 * np.maximum(high - low, 1e-6)
    bare = {"showticklabels": False, "title": None, "zeroline": False, "showgrid": False, "ticks": ""}
    figure.update_xaxes(range=[low[0] - room[0], high[0] + room[0]], **bare)
    figure.update_yaxes(range=[low[1] - room[1], high[1] + room[1]], **bare)


def draw_paths(points: np.ndarray, tokens: Sequence[str], rest: np.ndarray | None = None) -> go.Figure:
    """Draw tokens' ways through all layers: points (layers + 1, tokens, 2), one line a token, the layer as number.

    The picture plays in the browser: a ball for each token goes its way, by the button or the slider above. `rest`
    (layers + 1, others, 2) holds the other tokens, drawn as a grey haze.
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
            hovertemplate=f"<b>{plain(token)}</b><br>layer %{{customdata}}<extra></extra>",
        )
    figure.add_scatter(
        x=points[-1, :, 0],
        y=points[-1, :, 1],
        mode="markers",
        showlegend=False,
        hoverinfo="skip",
        marker={
            "color": [CATEGORIES[number % len(CATEGORIES)] for number in range(len(tokens))],
            "symbol": [SHAPES[number % len(SHAPES)] for number in range(len(tokens))],
            "size": 18,
            "line": {"width": 2, "color": "rgba(30,30,30,0.7)"},
        },
    )
    frame_points(figure, points)
    play_layers(figure, points)
    legend = {"orientation": "h", "yanchor": "top", "y": -0.01, "x": 0}
    return figure.update_layout(height=460, margin={"l": 4, "r": 4, "t": 84, "b": 4}, legend=legend)


def play_layers(figure: go.Figure, points: np.ndarray) -> None:
    """Let the last trace of `figure` go through points (layers + 1, n, 2), with a play button and a layer slider.

    Only the button moves things by themselves; the page takes it away for visitors who asked for less motion.
    """
    ball = len(figure.data) - 1
    for layer, (x, y) in enumerate(points.transpose(0, 2, 1).tolist()):
        figure.frames += (go.Frame(name=str(layer), traces=[ball], data=[{"type": "scatter", "x": x, "y": y}]),)
    at_once = {"mode": "immediate", "frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}}
    glide = {
        "mode": "immediate",
        "fromcurrent": True,
        "frame": {"duration": 2 * GLIDE, "redraw": False},
        "transition": {"duration": GLIDE, "easing": "cubic-in-out"},
    }
    steps = [
        {"label": str(layer), "method": "animate", "args": [[str(layer)], at_once]} for layer in range(len(points))
    ]
    play = {"label": "▶", "method": "animate", "args": [None, glide], "args2": [[None], at_once]}  # again: stop
    clear = "rgba(128,128,128,0.12)"
    figure.update_layout(
        sliders=[
            {
                "steps": steps,
                "active": len(points) - 1,
                "currentvalue": {"prefix": "layer ", "xanchor": "right"},
                "x": 0.15,
                "len": 0.85,
                "y": 1,
                "yanchor": "bottom",
                "pad": {"t": 0, "b": 8},
                "bgcolor": clear,
                "bordercolor": REST,
            }
        ],
        updatemenus=[
            {
                "type": "buttons",
                "direction": "right",
                "showactive": False,
                "active": -1,  # the button counts as not pressed, so that the first click plays
                "buttons": [play],
                "x": 0,
                "xanchor": "left",
                "y": 1,
                "yanchor": "bottom",
                "pad": {"b": 16},
                "bgcolor": clear,
                "bordercolor": REST,
            }
        ],
    )


def draw_tokens(points: np.ndarray, tokens: Sequence[str], picked: int | None = None) -> go.Figure:
    """Draw tokens on a map (tokens, 2), with their names while they are few; the picked one has its own colour."""
    few = len(tokens) <= NAMED
    figure = go.Figure(
        go.Scatter(
            x=points[:, 0],
            y=points[:, 1],
            mode="markers+text" if few else "markers",
            text=[plain(token) for token in tokens] if few else None,
            textposition="top center",
            marker={
                "color": ["#CC79A7" if place == picked else CATEGORIES[1] for place in range(len(tokens))],
                "size": [13 if place == picked else 9 for place in range(len(tokens))],
                "line": {"width": 1, "color": "rgba(30,30,30,0.55)"},
            },
            customdata=[f"{place} {plain(token)}" for place, token in enumerate(tokens)],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    frame_points(figure, points)
    return figure.update_layout(height=320, margin={"l": 4, "r": 4, "t": 10, "b": 4})
