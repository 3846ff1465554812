"""Maps: occurrences of a word, coloured and shaped by sense, the visitor's own larger, ringed and numbered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from components.figures.layout import BARE, bare_map
from components.figures.palette import CATEGORIES, LEGEND_ABOVE, OUTLINES, REST, SHAPES, plain, turned

OWN, PICKED = "#D55E00", "#CC79A7"
SOLID_SHAPES = ("circle", "square", "diamond", "cross", "x", "circle-open", "square-open")
CROWD = 300  # points, beyond which they are drawn smaller
NAMED = 40  # tokens or sentences; the names or numbers of more would lie on each other
GLIDE = 450  # milliseconds from one layer's place to the next
MAP = {  # what all maps share
    "height": 430,
    "margin": {"l": 4, "r": 4, "t": 10, "b": 4},
    "legend": LEGEND_ABOVE | {"itemsizing": "constant"},
    "uirevision": "map",  # zoom and selection stay when the figure changes
    "hoverlabel": {"align": "left"},
}


@dataclass(frozen=True)
class Cloud:
    """Some points of one kind."""

    name: str
    points: np.ndarray  # (layers + 1, n, 2 or 3)
    hover: Sequence[str]  # ready for Plotly: escaped, broken into lines
    ids: Sequence[int]  # what a click or a lasso reports
    number: int | None = None  # of its colour and shape; None is grey, "the rest"
    numbers: Sequence[int] = ()  # drawn in the points of the visitor's own sentences, which are larger and ringed
    shapes: Sequence[int] = ()  # of each point, if the colour alone is the cloud's
    words: Sequence[str] = ()  # written above the points


def draw_map(
    clouds: Sequence[Cloud],
    layer: int,
    picked: int | None = None,
    trails: bool = False,
    marks: Sequence[tuple[np.ndarray, dict]] = (),
) -> go.Figure:
    """Draw all clouds at one layer, with a frame for every layer, so that the browser can move the points by itself.

    The axes hold every layer: only points move. `picked` is the id of a point to ring; `trails` draws every point's
    way through the layers; `marks` are more points that move, (layers + 1, m, 2 or 3), each with its look.
    """
    figure = go.Figure(layout=MAP)
    figure.add_traces([trail(cloud) for cloud in clouds if trails])
    still = len(figure.data)
    figure.add_traces([cloud_trace(cloud, layer) for cloud in clouds])
    if (many := sum(len(cloud.ids) for cloud in clouds)) > CROWD:
        small = {"size": 11 * (CROWD / many) ** 0.4, "line": {"width": 0.5}}
        figure.update_traces(marker=small, selector=lambda trace: trace.mode == "markers")
    moving = [cloud.points for cloud in clouds]
    figure.add_traces([point_trace(points, layer, **look) for points, look in marks])
    moving += [points for points, _ in marks]
    for cloud in clouds:
        if picked is not None and picked in cloud.ids:
            place = list(cloud.ids).index(picked)
            ring = cloud.points[:, place : place + 1]
            size = 14 if ring.shape[-1] == 3 else 24
            look = {"symbol": "circle-open", "size": size, "color": PICKED, "line": {"width": 3}}
            figure.add_trace(point_trace(ring, layer, name="picked", hoverinfo="skip", marker=look))
            moving.append(ring)
    figure.frames = [
        go.Frame(
            name=str(number),
            data=[at_layer(points, number) for points in moving],
            traces=list(range(still, still + len(moving))),
        )
        for number in range(len(clouds[0].points))
    ]
    frame_points(figure, np.concatenate([cloud.points.reshape(-1, cloud.points.shape[-1]) for cloud in clouds]))
    return figure


def draw_around(cosines: Sequence[float], words: Sequence[str], title: str, lowest: float) -> go.Figure:
    """Draw one word, called `title`, and others around it, nearest at the top and on clockwise.

    The distance of a point from the middle is exactly the angle between the two vectors, arccos of `cosines` (words,),
    in degrees; a ring is at 90°. The rim, where the words are written, is the angle of the cosine `lowest`: pictures
    that share it have one scale. The direction means nothing.
    """
    *apart, rim = np.degrees(np.arccos(np.clip([*cosines, lowest], -1, 1)))
    turn = np.pi / 2 - 2 * np.pi * np.arange(len(words)) / max(len(words), 1)
    x, y = np.cos(turn), np.sin(turn)
    gap = np.full(len(words), np.nan)
    figure = go.Figure(layout=MAP | {"height": 180, "showlegend": False})
    figure.add_shape(type="circle", x0=-90, x1=90, y0=-90, y1=90, line={"color": REST, "width": 1, "dash": "dot"})
    figure.add_scatter(
        x=rim * np.stack([0 * x, x, gap], axis=1).ravel(),
        y=rim * np.stack([0 * y, y, gap], axis=1).ravel(),
        mode="lines",
        line={"color": REST, "width": 1},
        opacity=0.5,
        hoverinfo="skip",
    )
    sides = np.where(x > 0.15, "middle right", np.where(x < -0.15, "middle left", np.where(y > 0, "top", "bottom")))
    figure.add_scatter(
        x=1.06 * rim * x,
        y=1.06 * rim * y,
        mode="text",
        text=[f" {plain(word)} " for word in words],
        textposition=[side if " " in side else f"{side} center" for side in sides],
        textfont={"size": 12},
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.add_scatter(
        x=[0],
        y=[0],
        mode="markers+text",
        text=[f"<b>{plain(title)}</b>"],
        textfont={"size": 12, "color": "#1c2430"},
        marker={"size": 28, "color": CATEGORIES[0], "line": {"width": 1, "color": "rgba(30,30,30,0.55)"}},
        hoverinfo="skip",
    )
    told = zip(words, cosines, apart, strict=True)
    figure.add_scatter(
        x=apart * x,
        y=apart * y,
        mode="markers",
        marker={"size": 7, "color": REST, "symbol": "square", "line": {"width": 1, "color": "#ffffff"}},
        customdata=[f"{plain(word)}: cosine {cosine:.3f}, {angle:.0f}°" for word, cosine, angle in told],
        hovertemplate="%{customdata}<extra></extra>",
    )
    bare_map(figure, (-2.1 * rim, 2.1 * rim), (-1.3 * rim, 1.3 * rim))
    return figure.update_xaxes(visible=False).update_yaxes(visible=False)


def name_shapes(figure: go.Figure, names: Sequence[str]) -> None:
    """List in the legend what each shape means, where colours mean something else."""
    for number, name in enumerate(names):
        look = {"color": REST, "symbol": shape(number), "size": 11}
        figure.add_scatter(x=[None], y=[None], mode="markers", name=plain(name), marker=look)


def spread(points: np.ndarray) -> np.ndarray:
    """Lay points (layers + 1, n, 2) that lie on each other side by side, in spirals as in a sunflower."""
    apart = points.copy()
    for layer in apart:
        step = 0.012 * float(np.ptp(layer, axis=0).max())
        cells = np.unique(np.round(layer / max(step, 1e-9)), axis=0, return_inverse=True)[1].ravel()
        order = np.array([(cells[:place] == cell).sum() for place, cell in enumerate(cells)])
        turn, way = 2.4 * order, 0.8 * step * np.sqrt(order)  # 2.4 is the golden angle
        layer += np.column_stack([way * np.cos(turn), way * np.sin(turn)])
    return apart


def at_layer(points: np.ndarray, layer: int) -> go.Scatter | go.Scatter3d:
    """Return a bare trace of points (layers + 1, n, 2 or 3) at one layer."""
    coordinates = dict(zip("xyz", points[layer].T, strict=False))
    return (go.Scatter3d if points.shape[-1] == 3 else go.Scatter)(**coordinates)


def point_trace(points: np.ndarray, layer: int, **look: object) -> go.Scatter | go.Scatter3d:
    """Return the trace of some points at one layer."""
    return at_layer(points, layer).update({"mode": "markers", "showlegend": False, **look})


def cloud_trace(cloud: Cloud, layer: int) -> go.Scatter | go.Scatter3d:
    """Return the trace of one cloud; the visitor's own points carry numbers."""
    solid = cloud.points.shape[-1] == 3
    look: dict[str, object] = {"marker": marker(cloud, solid)}
    if cloud.numbers:
        look |= {
            "mode": "markers+text",
            "text": [f"<b>{number}</b>" for number in cloud.numbers],
            "textposition": "middle center",
            "textfont": {"size": 13, "color": "#1c2430"},
        }
    elif cloud.words:
        words = {"text": list(map(plain, cloud.words)), "textposition": "top center", "textfont": {"size": 11}}
        look |= {"mode": "markers+text", **words}
    return point_trace(
        cloud.points,
        layer,
        name=plain(cloud.name),
        showlegend=True,
        hovertext=list(cloud.hover),
        customdata=list(cloud.ids),
        hovertemplate="%{hovertext}<extra></extra>",
        **look,
    )


def trail(cloud: Cloud) -> go.Scatter | go.Scatter3d:
    """Return the ways of a cloud's points through all layers, as thin lines."""
    layers, count, dimensions = cloud.points.shape
    gap = np.full((count, 1, dimensions), np.nan, dtype=np.float32)
    ways = np.concatenate([cloud.points.swapaxes(0, 1), gap], axis=1).reshape(-1, dimensions)
    colour = OWN if cloud.numbers and cloud.number is None else category(cloud.number)
    look = {"mode": "lines", "line": {"color": colour, "width": 1}, "opacity": 0.35, "hoverinfo": "skip"}
    return point_trace(ways[None], 0, **look)


def category(number: int | None) -> str:
    """Return the colour of a numbered sense or group, or grey."""
    return REST if number is None or number < 0 else CATEGORIES[number % len(CATEGORIES)]


def shape(number: int | None, shapes: Sequence[str] = SHAPES) -> str:
    """Return the shape of a numbered sense or group, or a circle."""
    return "circle" if number is None or number < 0 else turned(number, shapes)


def marker(cloud: Cloud, solid: bool) -> dict:
    """Return the one look of a sense: its colour and its shape (of which there are fewer in three dimensions).

    The visitor's own sentences are ringed; those that make the map themselves have their group's look.
    """
    one = shape(cloud.number, SOLID_SHAPES if solid else SHAPES)
    symbol, colour = [shape(number) for number in cloud.shapes] or one, category(cloud.number)
    if cloud.numbers:
        ring = {"width": 3, "color": OWN if cloud.number is None else colour}
        return {"color": "#ffffff", "symbol": symbol, "size": 14 if solid else 21, "line": ring}
    line = {"width": 1, "color": "rgba(30,30,30,0.55)"}
    return {"color": colour, "symbol": symbol, "size": 6 if solid else 11, "opacity": 0.85, "line": line}


def frame_points(figure: go.Figure, points: np.ndarray) -> None:
    """Make bare axes that hold all of `points` (..., 2 or 3) with some room, equally scaled."""
    flat = points.reshape(-1, points.shape[-1])
    low, high = flat.min(axis=0), flat.max(axis=0)
    room = 0.1 * max((high - low).max(), 1e-6)
    ranges = np.stack([low - room, high + room], axis=1).tolist()
    if len(ranges) == 2:
        bare_map(figure, *ranges)
        return
    bare = BARE | {"title": "", "showgrid": True, "showspikes": False, "showbackground": False}
    axes = {f"{axis}axis": {"range": limits, **bare} for axis, limits in zip("xyz", ranges, strict=True)}
    figure.update_layout(scene={**axes, "aspectmode": "data", "uirevision": "map"})


def draw_swatch(number: int | None) -> str:
    """Draw the mark of a numbered sense or group, or of the rest, as HTML."""
    look = f"background:{category(number)};clip-path:{OUTLINES[shape(number)]}"
    return f'<div style="width:1.2rem;height:1.2rem;{look}"></div>'
