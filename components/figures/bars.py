"""Bars: the numbers of one vector, or the weights of one token; and dots: some numbers for every token."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.layout import label_tokens, sized
from components.figures.palette import (
    CATEGORIES,
    DIFFERENCES,
    LEGEND_ABOVE,
    REST,
    SHAPES,
    SILENT,
    distinct,
    plain,
    turned,
)

PATTERNS = ("", "/", "x", ".", "-", "+", "\\")  # the second cue beside the colour
SMALLEST = 0.005  # the axis reaches at least so far


def draw_vector(values: np.ndarray) -> go.Figure:
    """Draw the numbers of one vector (width,) side by side, coloured by sign and size."""
    largest = float(np.abs(values).max()) or 1.0
    figure = go.Figure().add_bar(
        x=list(range(len(values))),
        y=values,
        marker_color=values,
        marker_colorscale=DIFFERENCES,
        marker_cmin=-largest,
        marker_cmax=largest,
        marker_line={"width": 0},
        hovertemplate="dimension %{x}<br>%{y:.4f}<extra></extra>",
    )
    figure.update_xaxes(title=f"dimension (0 … {len(values) - 1})")
    figure.update_yaxes(title="value")
    return sized(figure, 320, bargap=0)


def draw_guesses(shares: np.ndarray, pieces: Sequence[str], true: str | None) -> go.Figure:
    """Draw the most probable pieces, the first on top: shares (pieces,); the true one has another colour and a mark."""
    names = distinct(pieces)
    right = [piece == true for piece in pieces]
    figure = go.Figure().add_bar(
        x=shares,
        y=names,
        orientation="h",
        marker_color=[CATEGORIES[2] if hit else CATEGORIES[1] for hit in right],
        marker_pattern={"shape": ["/" if hit else "" for hit in right], "fillmode": "overlay"},
        text=[f"{share:.1%}" + " ✓" * hit for share, hit in zip(shares, right, strict=True)],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}<br>probability %{x:.4f}<extra></extra>",
    )
    reach = 1.12 * float(shares.max(initial=SMALLEST))  # room for the last label
    figure.update_xaxes(title="probability", tickformat=".0%" if reach > 0.05 else ".1%", range=(0, reach))
    figure.update_yaxes(type="category", autorange="reversed", tickvals=names, ticktext=[plain(p) for p in pieces])
    return sized(figure, 90 + 26 * len(names))


def draw_two_places(shares: np.ndarray, words: Sequence[str], bold: np.ndarray, sides: Sequence[str]) -> go.Figure:
    """Draw each word's probability in two places, (words, 2), on one axis, and their ratio beside it.

    Each step of the axis is ten times as much, so that equal ratios are equally far apart. Words in `bold` (words,)
    stand out.
    """
    names = [f"<b>{plain(word)}</b>" if strong else plain(word) for word, strong in zip(words, bold, strict=True)]
    gap = np.full(len(words), np.nan)
    figure = go.Figure().add_scatter(
        x=np.column_stack([shares, gap]).ravel(),
        y=np.repeat(names, 3),
        mode="lines",
        line={"color": REST, "width": 2},
        **SILENT,
    )
    for number, side in enumerate(sides):
        figure.add_scatter(
            x=shares[:, number],
            y=names,
            mode="markers",
            name=plain(side),
            marker={"color": CATEGORIES[number], "symbol": SHAPES[number], "size": 11},
            hovertemplate=f"%{{y}}, {plain(side)}<br>probability %{{x:.2%}}<extra></extra>",
        )
    for name, (first, second) in zip(names, shares, strict=True):
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=name, text=ratio(first, second), showarrow=False
        )
    figure.update_xaxes(title="probability; each step is ten times as much", type="log", tickformat="~%", dtick=1)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=True)
    sized(figure, 110 + 24 * len(words), top=30, legend=LEGEND_ABOVE)
    return figure.update_layout(margin_r=80)


def ratio(first: float, second: float) -> str:
    """Write how two amounts compare: "3.2 : 1" or "1 : 40"."""
    larger = max(first, second) / min(first, second)
    said = f"{larger:,.0f}" if larger >= 10 else f"{larger:.1f}"
    return f"{said} : 1" if first >= second else f"1 : {said}"


def draw_shares(shares: np.ndarray, names: Sequence[str], axis: str, middle: float | None = None) -> go.Figure:
    """Draw some shares, 0 … 1, the first on top; `middle` is a line to compare with."""
    figure = go.Figure().add_bar(
        x=shares,
        y=[plain(name) for name in names],
        orientation="h",
        marker={"color": CATEGORIES[1]},
        text=[f"{share:.1%}" for share in shares],
        hovertemplate="%{y}: %{x:.3f}<extra></extra>",
    )
    if middle is not None:
        figure.add_vline(x=middle, line={"color": REST, "width": 2, "dash": "dot"})
    figure.update_xaxes(title=axis, tickformat=".0%", range=(0, 1))
    figure.update_yaxes(type="category", autorange="reversed")
    return sized(figure, 90 + 40 * len(names))


def draw_intervals(
    values: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    names: Sequence[str],
    kinds: Sequence[int],
    axis: str,
    marks: Mapping[str, float],
) -> go.Figure:
    """Draw values (n,) with the ends of their intervals, the first on top; `kinds` number colours and shapes.

    `marks` are named lines to compare with.
    """
    figure = go.Figure().add_scatter(
        x=values,
        y=[plain(name) for name in names],
        mode="markers+text",
        text=[f"{value:.1%}" for value in values],
        textposition="top center",
        marker_size=12,
        marker_color=[CATEGORIES[kind] for kind in kinds],
        marker_symbol=[SHAPES[kind] for kind in kinds],
        error_x_type="data",
        error_x_symmetric=False,
        error_x_array=high - values,
        error_x_arrayminus=values - low,
        error_x_color=REST,  # on dark and on light
        error_x_thickness=2,
        customdata=np.stack([low, high], axis=1),
        hovertemplate="%{y}: %{x:.1%}, interval %{customdata[0]:.1%} to %{customdata[1]:.1%}<extra></extra>",
        cliponaxis=False,
    )
    for name, place in marks.items():
        line = {"color": REST, "width": 2, "dash": "dot"}
        figure.add_vline(x=place, line=line, annotation_text=plain(name), annotation_position="top")
    figure.update_xaxes(title=axis, tickformat=".0%", range=(0, 1.04))
    figure.update_yaxes(type="category", autorange="reversed", automargin=True)
    return sized(figure, 120 + 44 * len(names), top=30)


def draw_pairs(shares: np.ndarray, truth: np.ndarray, names: Sequence[str]) -> go.Figure:
    """Draw each pair's probability (pairs,), neighbours and others in columns of their own, one half as a line."""
    figure = go.Figure()
    for number, (kind, members) in enumerate((("neighbours", truth), ("other pairs", ~truth))):
        chosen = np.flatnonzero(members).tolist()
        figure.add_scatter(
            x=np.arange(len(chosen)) + 1,
            y=shares[chosen],
            name=kind,
            mode="markers",
            marker={"color": CATEGORIES[number], "symbol": SHAPES[number], "size": 11},
            customdata=[plain(names[place]) for place in chosen],
            hovertemplate=f"{kind}, sentences %{{customdata}}<br>probability %{{y:.3f}}<extra></extra>",
        )
    figure.add_hline(y=0.5, line={"color": REST, "width": 2, "dash": "dot"})
    figure.update_xaxes(title="first sentence", dtick=1)
    figure.update_yaxes(title="probability of “is next”", range=(-0.03, 1.03), tickformat=".0%")
    return sized(figure, 320, legend=LEGEND_ABOVE)


def draw_pull(lead: np.ndarray, words: Sequence[str], sides: Mapping[int, str], axis: str) -> go.Figure:
    """Draw under each word one bar, lead (words,): up for the first of two sides and down for the second.

    `sides` name them by the numbers of their colours and patterns.
    """
    halves = (np.where(lead > 0, lead, np.nan), np.where(lead > 0, np.nan, lead))
    series = {f"towards {name}": half for name, half in zip(sides.values(), halves, strict=True)}
    return draw_for_words(series, words, axis, digits=4, kinds=list(sides)).update_layout(barmode="relative")


def draw_for_words(
    series: Mapping[str, np.ndarray], words: Sequence[str], axis: str, digits: int, kinds: Sequence[int] | None = None
) -> go.Figure:
    """Draw under each word some numbers around zero, each series (words,) with its own colour and pattern.

    `kinds` number these; else they are in order.
    """
    places = distinct(words)
    figure = go.Figure()
    for number, (name, values) in zip(kinds or range(len(series)), series.items(), strict=True):
        figure.add_bar(
            x=places,
            y=values,
            name=plain(name),
            marker_color=CATEGORIES[number % len(CATEGORIES)],
            marker_pattern={"shape": turned(number, PATTERNS), "fillmode": "overlay"},
            hovertemplate=f"%{{x}}<br>%{{fullData.name}}: %{{y:+.{digits}f}}<extra></extra>",
        )
    figure.update_xaxes(tickvals=places, ticktext=[plain(word) for word in words], tickangle=-45, type="category")
    figure.update_yaxes(title=axis, zeroline=True, zerolinewidth=2)
    return sized(figure, 380, legend=LEGEND_ABOVE, barmode="group")


def draw_for_tokens(series: Mapping[str, np.ndarray], tokens: Sequence[str], axis: str) -> go.Figure:
    """Draw some numbers for every token, each series (tokens,) with its own colour and shape."""
    names = distinct(tokens)
    figure = go.Figure()
    for number, (name, values) in enumerate(series.items()):
        figure.add_scatter(
            x=names,
            y=values,
            name=plain(name),
            mode="markers",
            marker={"color": CATEGORIES[number], "symbol": SHAPES[number], "size": 10},
            hovertemplate=f"<b>%{{x}}</b><br>{plain(name)}: %{{y:.3f}}<extra></extra>",
        )
    label_tokens(figure.layout.xaxis, names, tokens)
    figure.update_xaxes(tickangle=-60, showgrid=True)
    figure.update_yaxes(title=axis, rangemode="tozero")
    return sized(figure, 300, legend=LEGEND_ABOVE)
