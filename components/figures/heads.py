"""All heads of a model: a number for each as a heat map, and a map on which heads that do alike lie together."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.palette import AMOUNTS, CATEGORIES, LEGEND_ABOVE, SHAPES, plain


def draw_heads(
    values: np.ndarray, unit: str, notes: Sequence[str] | None = None, mark: tuple[int, int] | None = None
) -> go.Figure:
    """Draw a number a head (layers, heads), layer 1 on top; `notes` stand in the hover, `mark` is (layer, head)."""
    layers, heads = values.shape
    texts = np.array(notes if notes else [""] * values.size, dtype=object).reshape(layers, heads)
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=[str(head + 1) for head in range(heads)],
            y=[str(layer + 1) for layer in range(layers)],
            customdata=np.vectorize(plain, otypes=[object])(texts),
            colorscale=AMOUNTS,
            zmin=0,
            colorbar={"title": unit, "thickness": 12},
            xgap=2,
            ygap=2,
            hovertemplate=f"layer %{{y}}, head %{{x}}<br>{unit} %{{z:.3f}}<br>%{{customdata}}<extra></extra>",
        )
    )
    if mark is not None:
        layer, head = mark
        box = {"x0": head - 0.5, "x1": head + 0.5, "y0": layer - 0.5, "y1": layer + 0.5}
        figure.add_shape(type="rect", line={"color": "#CC79A7", "width": 3}, **box)
    figure.update_xaxes(title="head", type="category", showgrid=False)
    figure.update_yaxes(title="layer", type="category", autorange="reversed", showgrid=False)
    return figure.update_layout(height=110 + 34 * layers, margin={"l": 4, "r": 4, "t": 10, "b": 4})


def draw_head_map(points: np.ndarray, groups: np.ndarray, names: Sequence[str], heads: int) -> go.Figure:
    """Draw heads as points (layers · heads, 2), coloured and shaped by group, labelled layer.head."""
    figure = go.Figure()
    for number, name in enumerate(names):
        chosen = np.flatnonzero(groups == number)
        labels = [f"{place // heads + 1}.{place % heads + 1}" for place in chosen]
        kind = number % len(CATEGORIES)
        figure.add_scatter(
            x=points[chosen, 0],
            y=points[chosen, 1],
            mode="markers+text",
            name=f"{plain(name)} ({len(chosen)})",
            text=labels,
            textposition="top center",
            textfont={"size": 10},
            marker={"color": CATEGORIES[kind], "symbol": SHAPES[kind], "size": 11, "line": {"width": 1}},
            hovertemplate=f"layer.head %{{text}}<br>{plain(name)}<extra></extra>",
        )
    bare = {"showticklabels": False, "zeroline": False, "showgrid": False, "ticks": ""}
    figure.update_xaxes(**bare)
    figure.update_yaxes(**bare)
    legend = {"orientation": "h", "yanchor": "top", "y": -0.02, "x": 0}
    return figure.update_layout(height=520, margin={"l": 4, "r": 4, "t": 10, "b": 4}, legend=legend)


def draw_joint(
    queries: np.ndarray, keys: np.ndarray, tokens: Sequence[str], sentences: np.ndarray, hide: np.ndarray
) -> go.Figure:
    """Draw queries and keys (n, 2 each) of one head on one map; those marked in `hide` (n,) are left out."""
    figure = go.Figure()
    shown = np.flatnonzero(~hide)
    for name, points, kind in (("queries", queries, 1), ("keys", keys, 0)):
        figure.add_scattergl(
            x=points[shown, 0],
            y=points[shown, 1],
            mode="markers",
            name=name,
            marker={"color": CATEGORIES[kind], "symbol": SHAPES[kind], "size": 7, "opacity": 0.7},
            customdata=[[plain(tokens[place]), int(sentences[place]) + 1] for place in shown],
            hovertemplate=f"{name[:-1] if name == 'keys' else 'query'} of <b>%{{customdata[0]}}</b><br>"
            "sentence %{customdata[1]}<extra></extra>",
        )
    bare = {"showticklabels": False, "zeroline": False, "showgrid": False, "ticks": ""}
    figure.update_xaxes(**bare)
    figure.update_yaxes(**bare)
    return figure.update_layout(height=480, margin={"l": 4, "r": 4, "t": 10, "b": 4}, legend=LEGEND_ABOVE)
