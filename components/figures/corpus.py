"""A map of very many points for a page that is kept or printed: a sample of them, with the names of its regions."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.layout import bare_map, sized
from components.figures.palette import CATEGORIES, LEGEND_ABOVE, REST, plain, shortened

MOST_POINTS, MOST_NAMES, LETTERS = 4000, 12, 30
HEIGHT = 560


def sample(count: int, seed: int = 0) -> np.ndarray:
    """Draw the numbers of the points that are shown, all if there is room: (m,), ascending."""
    if count <= MOST_POINTS:
        return np.arange(count)
    return np.sort(np.random.default_rng(seed).choice(count, MOST_POINTS, replace=False))


def draw_corpus(
    points: np.ndarray,
    classes: np.ndarray,
    names: Sequence[str],
    amounts: bool = False,
    regions: Sequence[tuple[str, float, float]] = (),
) -> go.Figure:
    """Draw points (m, 2) in the colours of their classes (m,), or as `amounts`, 0 … 254; name the largest regions."""
    figure = go.Figure()
    look = {"mode": "markers", "hoverinfo": "skip"}
    if amounts:
        marker = {"size": 4, "color": classes, "colorscale": [[0, REST], [1, CATEGORIES[0]]], "cmin": 0, "cmax": 254}
        figure.add_scatter(x=points[:, 0], y=points[:, 1], marker=marker, showlegend=False, **look)
    for number in [] if amounts else np.unique(classes):
        some = points[classes == number]
        named = number < len(names)
        colour = CATEGORIES[int(number) % len(CATEGORIES)] if named else REST
        name = plain(shortened(names[number], LETTERS)) if named else ""
        marker = {"size": 4, "color": colour}
        figure.add_scatter(x=some[:, 0], y=some[:, 1], name=name, showlegend=bool(named), marker=marker, **look)
    for name, x, y in regions[:MOST_NAMES]:
        figure.add_annotation(x=x, y=y, text=plain(shortened(name, LETTERS)), showarrow=False)
    bare_map(figure)
    return sized(figure, HEIGHT, 40, legend=LEGEND_ABOVE)
