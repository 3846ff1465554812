"""A run of fine-tuning: the loss of every step, and the scores after every epoch."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from components.figures.layout import sized
from components.figures.palette import CATEGORIES, LEGEND_ABOVE, REST, SHAPES

SMOOTH = 0.9  # weight of what was before, in the smoothed curve


def draw_run(
    steps: Sequence[int],
    losses: Sequence[float],
    tested: Sequence[int],
    accuracies: Sequence[float],
    frozen: float | None,
    last: int,
) -> go.Figure:
    """Draw the loss (raw thin, smoothed thick) beside the accuracy on held-out texts, up to the step `last`.

    `tested` are the steps after which `accuracies` were measured; `frozen` is the accuracy to beat.
    """
    figure = make_subplots(1, 2, subplot_titles=("loss, training texts", "accuracy, held-out texts"))
    figure.update_annotations(font_size=12)  # so that they stand side by side on a phone
    figure.add_scatter(
        x=steps, y=losses, mode="lines", name="each step", line={"color": REST, "width": 1}, opacity=0.6, row=1, col=1
    )
    line = {"color": CATEGORIES[4], "width": 3}
    figure.add_scatter(x=steps, y=smoothed(losses), mode="lines", name="smoothed", line=line, row=1, col=1)
    figure.add_scatter(
        x=tested,
        y=accuracies,
        mode="lines+markers",
        name="after each epoch",
        line={"color": CATEGORIES[5], "width": 3},
        marker={"size": 10, "symbol": SHAPES[1]},
        hovertemplate="step %{x}: %{y:.1%}<extra></extra>",
        row=1,
        col=2,
    )
    if frozen is not None:
        figure.add_scatter(
            x=[0, last],
            y=[frozen, frozen],
            mode="lines",
            name="frozen vectors",
            line={"color": REST, "dash": "dot", "width": 2},
            hovertemplate="frozen vectors: %{y:.1%}<extra></extra>",
            row=1,
            col=2,
        )
    figure.update_xaxes(title="step", range=(0, 1.03 * last))
    figure.update_yaxes(rangemode="tozero", row=1, col=1)
    figure.update_yaxes(range=(0, 1.02), tickformat=".0%", row=1, col=2)
    return sized(figure, 330, top=60, legend=LEGEND_ABOVE | {"y": 1.12}, uirevision="run")


def smoothed(values: Sequence[float]) -> np.ndarray:
    """Average exponentially, without a pull towards 0 at the start (Kingma & Ba 2015, section 3)."""
    mean, made = 0.0, []
    for number, value in enumerate(values, start=1):
        mean = SMOOTH * mean + (1 - SMOOTH) * value
        made.append(mean / (1 - SMOOTH**number))
    return np.array(made)
