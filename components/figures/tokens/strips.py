"""Vectors as strips of colour, one above the other, as they are drawn on blackboards."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.heatmap import cells
from components.figures.layout import sized
from components.figures.palette import DIFFERENCES, plain


def draw_strips(vectors: np.ndarray, names: Sequence[str]) -> go.Figure:
    """Draw vectors (n, width), the first on top; hover tells the numbers.

    Each has full colour at the largest twentieth of its own numbers: one outlier would make all others pale.
    """
    largest = np.quantile(np.abs(vectors), 0.95, axis=1, keepdims=True)
    shades = vectors / np.where(largest == 0, 1, largest)
    hover = "<b>%{y}</b><br>dimension %{x}: %{customdata:.3f}"
    rows = [plain(name) for name in names]
    figure = cells(shades, None, rows, DIFFERENCES, (-1, 1), hover, customdata=vectors, ygap=10)
    figure.update_xaxes(title=f"dimension (0 … {vectors.shape[1] - 1})", showgrid=False, zeroline=False)
    figure.update_yaxes(autorange="reversed", type="category", showgrid=False)
    return sized(figure, 60 + 46 * len(vectors), top=4)
