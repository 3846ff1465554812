"""Two models' layers and heads against each other."""

import numpy as np
import plotly.graph_objects as go

from components.figures.heatmap import cells, written
from components.figures.layout import sized
from components.figures.palette import SOLID_AMOUNTS, plain


def draw_cka(values: np.ndarray, first: str, second: str) -> go.Figure:
    """Draw how alike every layer of one model is to every layer of another: (layers + 1, other layers + 1).

    1 is the same; unrelated layers are about 0, and may be below it by chance.
    """
    return heat_map(values, f"layer of {plain(second)}", f"layer of {plain(first)}", "layer %{y} and layer %{x}", "CKA")


def draw_best_heads(best: np.ndarray, partners: list[list[str]], first: str) -> go.Figure:
    """Draw for each head of a model, (layers, heads), the correlation with its best match, named in `partners`."""
    figure = heat_map(best, "head", f"layer of {plain(first)}", "layer %{y}, head %{x}<br>%{customdata}", "r", 1)
    return figure.update_traces(customdata=partners)


def heat_map(values: np.ndarray, across: str, upwards: str, hover: str, unit: str, first: int = 0) -> go.Figure:
    """Draw numbers up to 1 in their cells, those below 0 in the colour of 0; rows and columns count from `first`."""
    columns, rows = ([str(number) for number in range(first, first + count)] for count in values.shape[::-1])
    look = written([[f"{value:.2f}".replace("-", "−") for value in row] for row in values], size=11)
    hover = f"{hover}<br>{unit} %{{z:.3f}}"
    figure = cells(values, columns, rows, SOLID_AMOUNTS, (0, 1), hover, xgap=1, ygap=1, **look)
    figure.update_xaxes(title=across, type="category", showgrid=False)
    figure.update_yaxes(title=upwards, type="category", showgrid=False)
    return sized(figure, 110 + 34 * len(values))
