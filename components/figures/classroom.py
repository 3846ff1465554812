"""What a class did: where it is, what it answered beside BERT, and which uses of a word it holds for the same."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.layout import bare_map, sized
from components.figures.palette import CATEGORIES, LEGEND_ABOVE, REST, SILENT, plain, shortened, wrapped

MOST_LETTERS = 44  # of a label beside a bar
ROW = 30  # pixels


def draw_steps(titles: Sequence[str], here: np.ndarray, answered: np.ndarray, current: int) -> go.Figure:
    """Draw how many are at each step, and how many answered it, both (steps,); the class is at `current`, from 0."""
    names = [f"{number} {plain(shortened(title, MOST_LETTERS))}" for number, title in enumerate(titles, 1)]
    figure = go.Figure()
    for name, counts, color, pattern in (
        ("are here", here, CATEGORIES[1], ""),
        ("have answered", answered, CATEGORIES[2], "/"),
    ):
        figure.add_bar(
            x=counts,
            y=names,
            name=name,
            orientation="h",
            marker={"color": color, "pattern": {"shape": pattern, "fillmode": "overlay"}},
            text=[str(count) if count else "" for count in counts],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}<br>%{x} %{fullData.name}<extra></extra>",
        )
    ticks = [f"<b>▶ {name}</b>" if number == current else name for number, name in enumerate(names)]
    most = max(int(here.max(initial=1)), int(answered.max(initial=1)))
    figure.update_xaxes(title="people", range=(0, 1.1 * most), dtick=max(1, round(most / 6)))
    figure.update_yaxes(type="category", autorange="reversed", tickvals=names, ticktext=ticks)
    return sized(figure, 90 + 1.4 * ROW * len(names), legend=LEGEND_ABOVE, bargap=0.25)


def draw_answers(answers: Sequence[str], counts: np.ndarray, own: int | None) -> go.Figure:
    """Draw how many gave each answer, counts (answers,); that of BERT, `own`, has another colour and a mark."""
    names = [f"{number} {plain(answer)}" for number, answer in enumerate(answers)]
    berts = [number == own for number in range(len(names))]
    total = max(int(counts.sum()), 1)
    figure = go.Figure().add_bar(
        x=counts,
        y=names,
        orientation="h",
        marker_color=[CATEGORIES[2] if hit else CATEGORIES[1] for hit in berts],
        marker_pattern={"shape": ["/" if hit else "" for hit in berts], "fillmode": "overlay"},
        text=[f"{count} ({count / total:.0%})" + " · BERT" * hit for count, hit in zip(counts, berts, strict=True)],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}<br>%{x} people<extra></extra>",
    )
    most = max(int(counts.max(initial=0)), 1)
    figure.update_xaxes(title="people", range=(0, 1.3 * most), dtick=max(1, round(most / 6)))
    labels = [plain(shortened(answer, MOST_LETTERS)) for answer in answers]
    figure.update_yaxes(type="category", autorange="reversed", tickvals=names, ticktext=labels)
    return sized(figure, 80 + ROW * len(names))


def draw_uses(
    places: np.ndarray, pairs: Sequence[tuple[int, int]], near: np.ndarray, joined: np.ndarray, sentences: Sequence[str]
) -> go.Figure:
    """Draw uses of a word as points, (uses, 2), numbered from 1, and lines between those that belong together.

    `near` (pairs,) is what each pair's line tells, and the nearer, the wider it is; drawn are those `joined` (pairs,).
    """
    figure = go.Figure()
    widths = np.interp(near, [np.nanmin(near), np.nanmax(near)], [1.5, 6]) if joined.any() else near
    drawn = [pairs[number] for number in np.flatnonzero(joined).tolist()]
    for pair, width in zip(drawn, widths[joined], strict=True):
        ends = places[list(pair)]
        line = {"color": CATEGORIES[1], "width": float(width)}
        figure.add_scatter(x=ends[:, 0], y=ends[:, 1], mode="lines", line=line, **SILENT)
    middles = np.array([places[list(pair)].mean(axis=0) for pair in drawn]).reshape(-1, 2)
    figure.add_scatter(
        x=middles[:, 0],
        y=middles[:, 1],
        mode="markers",
        marker={"size": 14, "color": "rgba(0,0,0,0)"},
        showlegend=False,
        hovertext=[f"{a + 1} and {b + 1}: {one:.2f}" for (a, b), one in zip(drawn, near[joined], strict=True)],
        hoverinfo="text",
    )
    figure.add_scatter(
        x=places[:, 0],
        y=places[:, 1],
        mode="markers+text",
        marker={"size": 26, "color": CATEGORIES[0], "line": {"width": 1, "color": REST}},
        text=[f"<b>{number}</b>" for number in range(1, len(places) + 1)],
        textfont={"color": "#17202b", "size": 14},
        hovertext=[f"{number} {wrapped(sentence)}" for number, sentence in enumerate(sentences, 1)],
        hoverinfo="text",
        showlegend=False,
    )
    reach = 1.2 * float(np.abs(places).max())
    bare_map(figure, (-reach, reach), (-reach, reach))
    return sized(figure, 320)
