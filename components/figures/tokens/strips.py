"""Vectors as strips of colour, one above the other, as they are drawn on blackboards."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.palette import DIFFERENCES, plain


def draw_strips(vectors: np.ndarray, names: Sequence[str]) -> go.Figure:
    """Draw vectors (n, width), the first on top; hover tells the numbers.

    Each has full colour at the largest twentieth of its own numbers: one outlier would make all others pale.
    """
    largest = np.quantile(np.abs(vectors), 0.95, axis=1, keepdims=True)
    figure = go.Figure(
        go.Heatmap(
            z=vectors / np.where(largest == 0, 1, largest),
            y=[plain(name) for name in names],
            customdata=vectors,
            colorscale=DIFFERENCES,
            zmin=-1,
            zmax=1,
            showscale=False,
            ygap=10,
            hovertemplate="<b>%{y}</b><br>dimension %{x}: %{customdata:.3f}<extra></extra>",
        )
    )
    figure.update_xaxes(title=f"dimension (0 … {vectors.shape[1] - 1})", showgrid=False, zeroline=False)
    figure.update_yaxes(autorange="reversed", type="category", showgrid=False)
    return figure.update_layout(height=60 + 46 * len(vectors), margin={"l": 4, "r": 4, "t": 4, "b": 4})
