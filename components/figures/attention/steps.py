"""One head's arithmetic as one picture: q against every k, the scores, the weights, weights × v and their sum."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from components.engine.attention.head_steps import HeadSteps
from components.figures.layout import sized
from components.figures.palette import CATEGORIES, DIFFERENCES, distinct, plain

MOST_LABELS = 40


def draw_steps(steps: HeadSteps, tokens: Sequence[str], query: int) -> go.Figure:
    """Draw tokens as rows: keys under their query, scores and weights as bars, weighted values under their sum."""
    names = distinct(tokens)
    figure = make_subplots(
        rows=2,
        cols=4,
        row_heights=[0.12, 0.88],
        column_widths=[0.34, 0.16, 0.16, 0.34],
        vertical_spacing=0.04,
        horizontal_spacing=0.02,
        column_titles=["q, every k", "q·k÷√d", "weight", "z = Σ weight·v"],
    )
    figure.update_annotations(font_size=12)  # so that they stand side by side on a phone
    strip(figure, steps.query[None], [f"q of {names[query]}"], 1, 1)
    strip(figure, steps.keys, names, 2, 1)
    below, above = DIFFERENCES[0][1], DIFFERENCES[-1][1]
    bars(figure, steps.scores, names, 2, [str(below if score < 0 else above) for score in steps.scores])
    bars(figure, steps.weights, names, 3, CATEGORIES[1])
    strip(figure, steps.mixed[None], ["z"], 1, 4)
    strip(figure, steps.weighted, names, 2, 4)
    count = len(tokens)
    figure.update_yaxes(showticklabels=False, showgrid=False, range=[count - 0.5, -0.5], row=2)
    labels = {"tickvals": list(range(count)), "ticktext": [plain(token) for token in tokens]}
    figure.update_yaxes(showticklabels=count <= MOST_LABELS, **labels, row=2, col=1)
    figure.update_yaxes(showticklabels=False, row=1)
    figure.update_yaxes(showticklabels=True, tickvals=[0], ticktext=["q"], row=1, col=1)
    figure.update_xaxes(showticklabels=False, showgrid=False, zeroline=False)
    figure.update_yaxes(showgrid=False, zeroline=False)
    figure.update_xaxes(showticklabels=True, nticks=3, row=2, col=2)
    figure.update_xaxes(showticklabels=True, nticks=3, tickformat=".0%", rangemode="tozero", row=2, col=3)
    height = int(np.clip(150 + 17 * len(tokens), 320, 900))
    return sized(figure, height, top=30, showlegend=False)


def strip(figure: go.Figure, values: np.ndarray, names: Sequence[str], row: int, column: int) -> None:
    """Draw vectors as rows of coloured cells, each strip on its own scale, clear at zero."""
    largest = float(np.abs(values).max()) or 1.0
    figure.add_heatmap(
        z=values,
        customdata=np.repeat(np.array(names, dtype=object)[:, None], values.shape[1], axis=1),
        colorscale=DIFFERENCES,
        zmin=-largest,
        zmax=largest,
        showscale=False,
        hovertemplate="%{customdata}<br>dimension %{x}: %{z:.4f}<extra></extra>",
        row=row,
        col=column,
    )


def bars(figure: go.Figure, values: np.ndarray, names: Sequence[str], column: int, color: str | list[str]) -> None:
    """Draw one number a token."""
    figure.add_bar(
        x=values,
        y=list(range(len(names))),
        orientation="h",
        marker={"color": color},
        customdata=list(names),
        hovertemplate="%{customdata}: %{x:.4f}<extra></extra>",
        row=2,
        col=column,
    )
