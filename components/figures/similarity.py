"""Texts compared: a matrix of cosines, a ranked list, tokens matched by lines."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from components.engine.similarity.bertscore import Alignment
from components.figures.heatmap import cells, written
from components.figures.layout import sized
from components.figures.palette import (
    AMOUNTS,
    CATEGORIES,
    LEGEND_ABOVE,
    REST,
    SILENT,
    SOLID_DIFFERENCES,
    plain,
    shortened,
    wrapped,
)

WRITTEN = 12  # with more texts than this the cells carry no numbers; hover tells them
LETTERS = 26
SIDES = (0.0, 1.0)
KINDS_OF_LINE = {
    "each the other’s match": (CATEGORIES[2], "solid"),
    "the first text’s choice": (CATEGORIES[1], "solid"),
    "the second’s": (CATEGORIES[0], "dot"),
}


def draw_matrix(cosines: np.ndarray, texts: Sequence[str], picked: int) -> go.Figure:
    """Draw the cosines of all pairs (n, n), the picked text's row framed."""
    n = len(texts)
    ids = [str(number) for number in range(1, n + 1)]
    told = [wrapped(text) for text in texts]
    hover = [[f"{one}<br>and {other}" for other in told] for one in told]
    look = written([[f"{value:.2f}" for value in row] for row in cosines]) if n <= WRITTEN else {}
    look |= {"customdata": hover, "xgap": 1, "ygap": 1}
    figure = cells(cosines, ids, ids, SOLID_DIFFERENCES, (-1, 1), "%{customdata}<br>cosine %{z:.3f}", **look)
    figure.add_hrect(y0=picked - 0.5, y1=picked + 0.5, line={"color": CATEGORIES[3], "width": 3}, layer="above")
    figure.update_xaxes(type="category", side="top", showgrid=False)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return sized(figure, 400, top=24)


def draw_matches(scores: np.ndarray, first: Sequence[str], second: Sequence[str], unit: str) -> go.Figure:
    """Draw how well each sentence of one list (down) fits each of the other (across): scores (first, second).

    A dot marks each row's best. Where the lists translate each other line by line the dots lie on the diagonal. Half of
    the pairs, those that fit least, are clear.
    """
    rows, columns = ([str(number) for number in range(1, size + 1)] for size in scores.shape)
    ones, others = ([wrapped(text) for text in side] for side in (first, second))
    hover = [[f"{one}<br>and {other}" for other in others] for one in ones]
    best = scores.argmax(axis=1)
    told = f"%{{customdata}}<br>{unit} %{{z:.3f}}"
    limits = float(np.median(scores)), float(scores.max())
    look = {"customdata": hover, "colorbar": {"title": unit, "thickness": 12}}
    figure = cells(scores.astype(np.float32), columns, rows, AMOUNTS, limits, told, **look)
    figure.add_scatter(
        x=[columns[place] for place in best],
        y=rows,
        mode="markers",
        marker={"color": CATEGORIES[0], "size": 7, "line": {"color": "#ffffff", "width": 1}},
        **SILENT,
    )
    figure.update_xaxes(title="sentence of the second list", type="category", side="top", showgrid=False)
    figure.update_yaxes(title="of the first", type="category", autorange="reversed", showgrid=False)
    return sized(figure, 400, top=24)


def draw_ranked(cosines: np.ndarray, texts: Sequence[str], numbers: Sequence[int], letters: int = LETTERS) -> go.Figure:
    """Draw some texts as bars, the largest cosine on top: cosines (n,), with each text's number, cut to `letters`."""
    order = np.argsort(-cosines, kind="stable")
    rows = list(range(len(order)))
    figure = go.Figure().add_bar(
        x=cosines[order],
        y=rows,
        orientation="h",
        marker={"color": CATEGORIES[1]},
        width=0.3,
        customdata=[wrapped(texts[place]) for place in order],
        hovertemplate="%{customdata}<br>cosine %{x:.3f}<extra></extra>",
    )
    for row, place in zip(rows, order, strict=True):
        text = f"<b>{cosines[place]:.2f}</b>  {numbers[place]} {plain(shortened(texts[place], letters))}"
        figure.add_annotation(
            x=0, y=row - 0.2, text=text, xanchor="left", yanchor="bottom", showarrow=False, font={"size": 14}
        )
    figure.update_xaxes(title="cosine", range=(min(0, float(cosines.min())), 1))
    figure.update_yaxes(range=(len(order) - 0.5, -0.9), visible=False)
    height = int(np.clip(80 + 46 * len(order), 150, 420))
    return sized(figure, height, top=24, bargap=0.25)


def draw_alignment(made: Alignment, direction: str) -> go.Figure:
    """Draw two texts as columns of tokens, and a line from each token to its match; `direction` chooses whose.

    Lines are "first to second" (recall), "second to first" (precision) or "both ways" (where both agree: thick).
    """
    forth = {(i, int(j)) for i, j in enumerate(made.partners)} if direction != "second to first" else set()
    back = {(int(i), j) for j, i in enumerate(made.partners_back)} if direction != "first to second" else set()
    both, one, other = KINDS_OF_LINE.values()
    looks = {link: both if link in forth & back else one if link in forth else other for link in sorted(forth | back)}
    best = made.cosines.max(axis=1), made.cosines.max(axis=0)
    labels = (
        [f"{plain(token)}  {value:.2f}" for token, value in zip(made.first, best[0], strict=True)],
        [f"{value:.2f}  {plain(token)}" for token, value in zip(made.second, best[1], strict=True)],
    )
    figure = draw_lines(made.first, made.second, made.cosines, looks, labels)
    for name, (colour, dash) in KINDS_OF_LINE.items():
        if (colour, dash) in looks.values():
            line = {"color": colour, "dash": dash, "width": 3}
            figure.add_scatter(x=[None], y=[None], mode="lines", line=line, name=name)
    return figure.update_layout(showlegend=True, legend=LEGEND_ABOVE, margin_t=30)


def draw_links(
    first: Sequence[str], second: Sequence[str], cosines: np.ndarray, links: Sequence[tuple[int, int]]
) -> go.Figure:
    """Draw two sentences as columns of words, and a line for each link with its cosine; `cosines` is (first, second).

    No word has two links.
    """
    values = {side: {link[side]: f"{cosines[link]:.2f}" for link in links} for side in (0, 1)}
    labels = (
        [f"{plain(word)}  {values[0].get(place, '')}".rstrip() for place, word in enumerate(first)],
        [f"{values[1].get(place, '')}  {plain(word)}".lstrip() for place, word in enumerate(second)],
    )
    return draw_lines(first, second, cosines, dict.fromkeys(links, (CATEGORIES[2], "solid")), labels)


def draw_lines(
    first: Sequence[str],
    second: Sequence[str],
    cosines: np.ndarray,
    looks: Mapping[tuple[int, int], tuple[str, str]],
    labels: tuple[Sequence[str], Sequence[str]],
) -> go.Figure:
    """Draw two columns and the lines between them; `looks` gives each its colour and dashes."""
    rows = max(len(first), len(second))
    heights = [np.linspace(0, rows - 1, len(side)) if len(side) > 1 else [(rows - 1) / 2] for side in (first, second)]
    figure = go.Figure()
    for (i, j), (colour, dash) in looks.items():
        cosine = float(cosines[i, j])
        figure.add_scatter(
            x=list(SIDES),
            y=[heights[0][i], heights[1][j]],
            mode="lines",
            line={"color": colour, "width": 1 + 5 * max(cosine, 0), "dash": dash},
            opacity=float(np.clip(0.2 + 0.8 * cosine, 0.2, 1)),
            **SILENT,
        )
        figure.add_scatter(
            x=[0.5],
            y=[(heights[0][i] + heights[1][j]) / 2],
            mode="markers",
            marker={"size": 14, "color": "rgba(0,0,0,0)"},
            customdata=[f"<b>{plain(first[i])}</b> and <b>{plain(second[j])}</b><br>cosine {cosine:.3f}"],
            hovertemplate="%{customdata}<extra></extra>",
            showlegend=False,
        )
    for side, names, place in zip(SIDES, labels, heights, strict=True):
        figure.add_scatter(
            x=[side] * len(names),
            y=place,
            mode="markers+text",
            marker={"size": 8, "color": REST},
            text=list(names),
            textposition="middle left" if side == 0 else "middle right",
            textfont={"size": 13},
            **SILENT,
        )
    figure.update_xaxes(visible=False, range=(-1.2, 2.2))
    figure.update_yaxes(visible=False, autorange="reversed")
    return sized(figure, 60 + 30 * rows, top=4)


def draw_centrality(centrality: np.ndarray, sentences: Sequence[str], chosen: Sequence[int]) -> go.Figure:
    """Draw each sentence's centrality in the order of the text; the chosen ones have another colour and a pattern."""
    inside = [number in chosen for number in range(len(sentences))]
    figure = go.Figure().add_bar(
        x=list(range(1, len(sentences) + 1)),
        y=centrality,
        marker_color=[CATEGORIES[0] if taken else REST for taken in inside],
        marker_pattern={"shape": ["/" if taken else "" for taken in inside], "fillmode": "overlay"},
        customdata=[wrapped(sentence) for sentence in sentences],
        hovertemplate="%{x}: %{customdata}<br>mean cosine %{y:.3f}<extra></extra>",
    )
    figure.update_xaxes(title="sentence", dtick=1 if len(sentences) < 10 else None)
    figure.update_yaxes(title="centrality")
    return sized(figure, 230)


def draw_against(across: np.ndarray, upwards: np.ndarray, hover: Sequence[str]) -> go.Figure:
    """Draw what a model says (n,) against what people say (n,), one point a pair."""
    figure = go.Figure().add_scattergl(
        x=across,
        y=upwards,
        mode="markers",
        marker={"color": CATEGORIES[1], "size": 9, "opacity": 0.8},
        customdata=[wrapped(text) for text in hover],
        hovertemplate="%{customdata}<br>score %{y:g}, cosine %{x:.3f}<extra></extra>",
    )
    figure.update_xaxes(title="cosine")
    figure.update_yaxes(title="score by people")
    return sized(figure, 280)
