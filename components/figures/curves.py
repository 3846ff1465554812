"""Lines over the layers."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.palette import CATEGORIES, DASHES, REST, SHAPES, plain


def draw_curves(
    curves: Mapping[str, np.ndarray],
    axis: str,
    first_layer: int = 0,
    baselines: Sequence[str] = (),
    limits: tuple[float, float] | None = None,
    mark: int | None = None,
    ghosts: Mapping[str, tuple[Sequence[int], Sequence[float]]] | None = None,
) -> go.Figure:
    """Draw one line a curve, each (layers,) from `first_layer` upwards; `baselines` are grey, `mark` is a layer.

    `ghosts` are published curves of other models: their own layers, and values. They are thin and grey.
    """
    figure = go.Figure()
    shown = [name for name in curves if name not in baselines]
    for name, values in curves.items():
        rest = name in baselines
        number = 0 if rest else shown.index(name) % len(CATEGORIES)
        figure.add_scatter(
            x=list(range(first_layer, first_layer + len(values))),
            y=values,
            name=plain(name),
            mode="lines" if rest else "lines+markers",
            line={
                "color": REST if rest else CATEGORIES[number],
                "dash": "dot" if rest else DASHES[number],
                "width": 3,
            },
            marker={"symbol": SHAPES[number], "size": 9},
            hovertemplate=f"{plain(name)}<br>layer %{{x}}: %{{y:.3f}}<extra></extra>",
        )
    for number, (name, (layers, values)) in enumerate((ghosts or {}).items()):
        figure.add_scatter(
            x=list(layers),
            y=list(values),
            name=plain(name),
            mode="lines+markers",
            line={"color": REST, "width": 1.5, "dash": DASHES[number]},
            marker={"symbol": f"{SHAPES[number]}-open", "size": 6},
            hovertemplate=f"{plain(name)}<br>layer %{{x}}: %{{y:.3f}}<extra></extra>",
        )
    if mark is not None:
        figure.add_vline(x=mark, line={"color": REST, "width": 1})
    figure.update_xaxes(title="layer", dtick=1)
    figure.update_yaxes(title=axis, range=limits)
    legend = {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0}
    return figure.update_layout(height=320, margin={"l": 4, "r": 4, "t": 10, "b": 4}, legend=legend, hovermode="x")
