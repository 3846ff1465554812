"""All heads of a model: a number for each as a heat map, and a map on which heads that do alike lie together."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.layout import bare_map, sized
from components.figures.palette import AMOUNTS, CATEGORIES, LEGEND_ABOVE, REST, SHAPES, plain


def draw_heads(
    values: np.ndarray, unit: str, notes: Sequence[str] | None = None, mark: tuple[int, int] | None = None
) -> go.Figure:
    """Draw a number a head (layers, heads), layer 1 on top; `notes` stand in the hover, `mark` is (layer, head).

    A heat map cannot be clicked in Streamlit, so clear points lie on its cells, each with its (layer, head) from 1.
    """
    layers, heads = values.shape
    columns, rows = ([str(number + 1) for number in range(count)] for count in (heads, layers))
    largest = float(values.max())
    figure = go.Figure().add_heatmap(
        z=values,
        x=columns,
        y=rows,
        colorscale=AMOUNTS,
        zmin=0,  # without a largest one Plotly does not heed it
        zmax=largest if largest > 0 else 1,
        colorbar={"title": unit, "thickness": 12},
        xgap=2,
        ygap=2,
        hoverinfo="skip",
    )
    places = list(np.ndindex(layers, heads))
    clear = {"marker": {"opacity": 0}}
    figure.add_scatter(
        x=[columns[head] for _, head in places],
        y=[rows[layer] for layer, _ in places],
        mode="markers",
        marker={"opacity": 0, "symbol": "square", "size": 28},
        selected=clear,
        unselected=clear,
        text=[f"{values[place]:.3f}" for place in places],
        customdata=[
            [layer + 1, head + 1, plain(note)]
            for (layer, head), note in zip(places, notes or [""] * len(places), strict=True)
        ],
        hovertemplate=f"layer %{{y}}, head %{{x}}<br>{unit} %{{text}}<br>%{{customdata[2]}}<extra></extra>",
        showlegend=False,
    )
    if mark is not None:
        layer, head = mark
        box = {"x0": head - 0.5, "x1": head + 0.5, "y0": layer - 0.5, "y1": layer + 0.5}
        figure.add_shape(type="rect", line={"color": "#CC79A7", "width": 3}, **box)
    figure.update_xaxes(title="head", type="category", showgrid=False)
    figure.update_yaxes(title="layer", type="category", autorange="reversed", showgrid=False)
    return sized(figure, 110 + 34 * layers)


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
            customdata=[[int(place // heads) + 1, int(place % heads) + 1] for place in chosen],
            marker={"color": CATEGORIES[kind], "symbol": SHAPES[kind], "size": 11, "line": {"width": 1}},
            unselected={"marker": {"opacity": 0.75}},
            hovertemplate=f"layer.head %{{text}}<br>{plain(name)}<extra></extra>",
        )
    bare_map(figure)
    legend = {"orientation": "h", "yanchor": "top", "y": -0.02, "x": 0}
    return sized(figure, 520, legend=legend)


def draw_joint(
    queries: np.ndarray,
    keys: np.ndarray,
    tokens: Sequence[str],
    sentences: np.ndarray,
    hide: np.ndarray,
    own: int = 0,
) -> go.Figure:
    """Draw queries and keys (n, 2 each) of one head on one map; those marked in `hide` (n,) are left out.

    The first `own` sentences are the visitor's: ringed, larger and with their tokens written beside them.
    """
    figure = go.Figure()
    for name, one, points, kind in (("queries", "query", queries, 1), ("keys", "key", keys, 0)):
        for theirs in (False, True):
            chosen = np.flatnonzero(~hide & ((sentences < own) == theirs)).tolist()
            if not chosen:
                continue
            size, ring = (11, 2) if theirs else (6, 0)
            # WebGL would write "&lt;" letter by letter; the tokens of one text are few enough without
            add = figure.add_scatter if theirs else figure.add_scattergl
            add(
                x=points[chosen, 0],
                y=points[chosen, 1],
                mode="markers+text" if theirs else "markers",
                name=f"{name} of your text" if theirs else name,
                text=[plain(tokens[place]) for place in chosen],
                textposition="top center",
                marker_color=CATEGORIES[kind],
                marker_symbol=SHAPES[kind],
                marker_size=size,
                marker_opacity=1 if theirs else 0.5,
                marker_line={"width": ring, "color": REST},
                customdata=[int(sentences[place]) + 1 for place in chosen],
                hovertemplate=f"{one} of <b>%{{text}}</b><br>sentence %{{customdata}}<extra></extra>",
            )
    bare_map(figure)
    return sized(figure, 480, legend=LEGEND_ABOVE)
