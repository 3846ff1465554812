"""Groups of uses: their middles on a map, their shares of senses, and how they differ, beside chance."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from components.figures.bars import PATTERNS
from components.figures.curves import add_band
from components.figures.layout import sized
from components.figures.palette import CATEGORIES, DASHES, LEGEND_ABOVE, REST, SHAPES, plain, shortened, turned
from components.figures.scatter import Cloud, category

LETTERS = 24  # of a name in a legend or at an axis


def draw_shares(
    share: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    groups: Sequence[str],
    senses: Sequence[str],
    in_time: bool = False,
) -> go.Figure:
    """Draw the share of each sense in each group, (groups, senses), with intervals: bars, or lines `in_time`."""
    figure, across = go.Figure(), [plain(shortened(name, LETTERS)) for name in groups]
    for number, sense in enumerate(senses):
        colour = CATEGORIES[number % len(CATEGORIES)]
        error = {
            "type": "data",
            "symmetric": False,
            "array": high[:, number] - share[:, number],
            "arrayminus": share[:, number] - low[:, number],
            "color": REST,
            "thickness": 2,
        }
        told = {
            "x": across,
            "y": share[:, number],
            "error_y": error,
            "name": plain(shortened(sense, LETTERS)),
            "customdata": np.stack([low[:, number], high[:, number]], axis=1),
            "hovertemplate": "%{fullData.name} in %{x}: %{y:.0%}, interval %{customdata[0]:.0%} to %{customdata[1]:.0%}"
            "<extra></extra>",
        }
        if in_time:
            line = {"color": colour, "width": 3, "dash": turned(number, DASHES)}
            marker = {"symbol": turned(number, SHAPES), "size": 10}
            figure.add_scatter(mode="lines+markers", line=line, marker=marker, **told)
        else:
            pattern = {"shape": PATTERNS[number % len(PATTERNS)], "fillmode": "overlay", "fgcolor": "#ffffff"}
            figure.add_bar(marker={"color": colour, "pattern": pattern}, **told)
    figure.update_xaxes(type="category")
    figure.update_yaxes(title="share of the uses", tickformat=".0%", range=(0, 1.04))
    return sized(figure, 320, barmode="group", legend=LEGEND_ABOVE)


def draw_change(
    lines: Mapping[str, np.ndarray], bands: Mapping[str, tuple[np.ndarray, np.ndarray]], mark: int
) -> go.Figure:
    """Draw measures of change by layer, each (layers + 1,), over the band that chance gives; `mark` is a layer."""
    figure = go.Figure()
    for number, (name, values) in enumerate(lines.items()):
        layers, colour = np.arange(len(values)), CATEGORIES[number]
        add_band(figure, layers, *bands[name], colour)
        figure.add_scatter(
            x=layers,
            y=values,
            name=plain(name),
            mode="lines+markers",
            line={"color": colour, "width": 3, "dash": DASHES[number]},
            marker={"symbol": SHAPES[number], "size": 9},
            hovertemplate="%{fullData.name}<br>layer %{x}: %{y:.3f}<extra></extra>",
        )
    figure.add_vline(x=mark, line={"color": REST, "width": 1})
    figure.update_xaxes(title="layer", dtick=1)
    figure.update_yaxes(title="distance (shaded: by chance)", rangemode="tozero")
    return sized(figure, 320, legend=LEGEND_ABOVE)


def spread_of(cloud: Cloud) -> list[tuple[np.ndarray, dict]]:
    """Return what marks a coloured cloud's middle and spread, each with its look.

    The middle is (layers + 1, 1, 2 or 3); on a flat map the line one standard deviation around it, (layers + 1, 49, 2).
    """
    if cloud.number is None or cloud.number < 0 or len(cloud.ids) < 2:
        return []
    colour, flat = category(cloud.number), cloud.points.shape[-1] == 2
    look = {"color": colour, "symbol": "cross", "size": 20 if flat else 9, "line": {"width": 3, "color": "#ffffff"}}
    hover = {"hovertext": f"the middle of {plain(cloud.name)}", "hovertemplate": "%{hovertext}<extra></extra>"}
    middles = cloud.points.mean(axis=1, keepdims=True)
    found: list[tuple[np.ndarray, dict]] = [(middles, {"marker": look, **hover})]
    if flat:
        turn = np.linspace(0, 2 * np.pi, 49)
        values, axes = np.linalg.eigh(np.stack([np.cov(points.T) for points in cloud.points]))  # (layers + 1, 2, 2)
        reach = axes * np.sqrt(np.clip(values, 0, None))[:, None]
        line = middles + (reach @ np.stack([np.cos(turn), np.sin(turn)])).swapaxes(1, 2)
        dashed = {"color": colour, "width": 2, "dash": turned(cloud.number, DASHES)}
        found.append((line.astype(np.float32), {"mode": "lines", "line": dashed, "hoverinfo": "skip"}))
    return found


def draw_pulls(
    pull: np.ndarray, low: np.ndarray, high: np.ndarray, words: Sequence[str], uses: np.ndarray
) -> go.Figure:
    """Draw what words do on average, (words,), with intervals, the first on top; grey where these hold 0."""
    kinds = np.where(low > 0, 0, np.where(high < 0, 1, 2))
    colours = (CATEGORIES[2], CATEGORIES[5], REST)
    names = [f"{plain(word)} ({count})" for word, count in zip(words, uses, strict=True)]
    figure = go.Figure().add_scatter(
        x=pull,
        y=names,
        mode="markers",
        marker={
            "size": 11,
            "color": [colours[kind] for kind in kinds],
            "symbol": [("triangle-right", "triangle-left", "circle")[kind] for kind in kinds],
        },
        error_x={"type": "data", "symmetric": False, "array": high - pull, "arrayminus": pull - low, "color": REST},
        customdata=np.stack([low, high], axis=1),
        hovertemplate="%{y}: %{x:+.4f}, interval %{customdata[0]:+.4f} to %{customdata[1]:+.4f}<extra></extra>",
    )
    figure.add_vline(x=0, line={"color": REST, "width": 1, "dash": "dot"})
    figure.update_xaxes(title="adds to the lead of the group over the rest")
    figure.update_yaxes(type="category", autorange="reversed", automargin=True)
    return sized(figure, 80 + 24 * len(names))
