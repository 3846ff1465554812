"""A word being cut: one row a look into the vocabulary, one column a character."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.heatmap import cells
from components.figures.layout import sized
from components.figures.palette import CATEGORIES, SILENT, plain

MOST_ROWS = 60  # with more looks, only the first, the last miss and the hit of each piece are drawn
MISS, HIT, ON_HIT = "rgba(138,146,158,0.22)", CATEGORIES[1], "#1c2430"
ROW = 15  # pixels


def draw_cutting(word: str, looks: Sequence[tuple[int, int, str, int | None]]) -> go.Figure:
    """Draw looks (first character, one past the last, piece, id or None), the first on top; hits are coloured."""
    drawn = list(range(len(looks))) if len(looks) <= MOST_ROWS else telling(looks)
    looked_at = np.full((len(drawn), len(word)), np.nan)
    hovers = np.full(looked_at.shape, "", dtype=object)
    for row, number in enumerate(drawn):
        start, end, piece, found = looks[number]
        looked_at[row, start:end] = found is not None
        outcome = "not in the vocabulary" if found is None else f"id {found:,}"
        hovers[row, start:end] = f"look {number + 1}: <b>{plain(piece)}</b><br>{outcome}"
    rows = [str(number + 1) for number in drawn]
    look = {"customdata": hovers, "hoverongaps": False, "xgap": 0, "ygap": 2}
    figure = cells(looked_at, None, rows, [[0, MISS], [1, HIT]], (0, 1), "%{customdata}", **look)
    for hit in (False, True):
        lines, places = np.nonzero(looked_at == hit)
        figure.add_scatter(
            x=places,
            y=[str(drawn[row] + 1) for row in lines],
            mode="text",
            text=[plain(word[place]) for place in places],
            # a miss is as clear as the page, so its letters have the page's own colour
            textfont={"family": "monospace", "size": 12} | ({"color": ON_HIT} if hit else {}),
            **SILENT,
        )
    figure.update_xaxes(visible=False, range=[-0.5, max(len(word), 12) - 0.5])
    figure.update_yaxes(
        title="look", type="category", autorange="reversed", showgrid=False, nticks=12, tickfont={"size": 10}
    )
    return sized(figure, max(60 + ROW * len(drawn), 120), top=4, dragmode=False)


def telling(looks: Sequence[tuple[int, int, str, int | None]]) -> list[int]:
    """Choose the first look, the last miss and the hit of each piece."""
    chosen = set()
    for start in {look[0] for look in looks}:
        rows = [number for number, look in enumerate(looks) if look[0] == start]
        chosen |= {rows[0], rows[-1], *rows[-2:-1]}
    return sorted(chosen)
