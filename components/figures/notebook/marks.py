"""What lies between the axes of a kept picture, as matplotlib draws it: points, lines, bars, cells, texts."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Ellipse, Rectangle
from matplotlib.transforms import blended_transform_factory

from components.figures.notebook.scales import PIXEL, Scale, color, color_map, every, read_plain
from components.figures.palette import CATEGORIES, INK

SYMBOLS = {"square": "s", "diamond": "D", "triangle-up": "^", "cross": "P", "x": "X", "star": "*", "line-ns": "|"}
DASHES = {"dot": ":", "dash": "--", "longdash": (0, (8, 3)), "dashdot": "-.", "longdashdot": (0, (8, 3, 2, 3))}
HATCHES = {"/": "///", "\\": "\\\\\\", "x": "xxx", ".": "...", "-": "---", "+": "+++", "|": "|||"}
PLACES = {"left": ("right", -1), "right": ("left", 1), "top": ("bottom", 1), "bottom": ("top", -1)}
ALIGNED = {"left": "left", "right": "right", "center": "center", "top": "top", "bottom": "bottom", "middle": "center"}


def symbol_of(name: str | None) -> tuple[str, bool]:
    """Return matplotlib's name of a symbol, and whether it is hollow."""
    name = str(name or "circle")
    return SYMBOLS.get(name.removesuffix("-open"), "o"), name.endswith("-open")


def paint_points(axes: Axes, figure: go.Figure, number: int, x: Scale, y: Scale) -> None:
    """Paint lines, areas, intervals, points and the texts beside them."""
    trace = figure.data[number]
    across, upwards = x.places(trace.x, trace.y), y.places(trace.y, trace.x)
    mode, line, marker, opacity = trace.mode or "lines+markers", trace.line, trace.marker, trace.opacity or 1
    one = line.color or every(marker.color, 1)[0] or CATEGORIES[1]
    width = 2 if line.width is None else line.width
    if trace.fill == "toself":
        axes.fill(across, upwards, color=faded(trace.fillcolor or one, opacity), lw=0)
    if "lines" in mode and width:
        dash = DASHES.get(line.dash or "", "-")
        axes.plot(across, upwards, color=faded(one, opacity), lw=width * PIXEL, ls=dash)
    paint_intervals(axes, trace, across, upwards)
    if "markers" in mode:
        paint_markers(axes, trace, across, upwards)
    if "text" in mode:
        sizes = every(marker.size or 0, len(across)) if "markers" in mode else [0] * len(across)
        for place, text in enumerate(every(trace.text, len(across))):
            side = str(every(trace.textposition, len(across))[place] or "middle center").split()
            paint_text(axes, (across[place], upwards[place]), text, side, sizes[place] / 2, trace.textfont, place)


def paint_intervals(axes: Axes, trace: Any, across: np.ndarray, upwards: np.ndarray) -> None:
    """Paint the intervals around points, or around the ends of bars."""
    for side in "xy":
        error = trace[f"error_{side}"]
        if error.array is not None:
            ends = np.maximum(np.array([error.arrayminus, error.array], float), 0)  # rounding may leave a little less
            look: dict[str, Any] = {f"{side}err": ends, "ecolor": color(error.color), "zorder": 3}
            axes.errorbar(across, upwards, fmt="none", elinewidth=(error.thickness or 2) * PIXEL, **look)


def paint_markers(axes: Axes, trace: Any, across: np.ndarray, upwards: np.ndarray) -> None:
    """Paint points, each symbol by itself."""
    count, marker = len(across), trace.marker
    symbols = [symbol_of(name) for name in every(marker.symbol, count)]
    shares = [(1 if share is None else share) * (trace.opacity or 1) for share in every(marker.opacity, count)]
    given = (one or trace.line.color or CATEGORIES[1] for one in every(marker.color, count))
    faces = [faded(one, share) for one, share in zip(given, shares, strict=True)]
    rims = every(marker.line.color or "rgba(30,30,30,0.55)", count)
    edges = [faded(one, share) for one, share in zip(rims, shares, strict=True)]
    sizes = np.array([6 if size is None else size for size in every(marker.size, count)]) * PIXEL
    widths = np.array([width or 0 for width in every(marker.line.width, count)]) * PIXEL
    for symbol, hollow in dict.fromkeys(symbols):
        there = np.isfinite(across + upwards)  # a trace without a place is for the legend alone
        chosen = [place for place, one in enumerate(symbols) if one == (symbol, hollow) and there[place]]
        inside, around = [faces[place] for place in chosen], [edges[place] for place in chosen]
        look: dict[str, Any] = {"facecolors": inside, "edgecolors": around, "linewidths": widths[chosen]}
        if hollow:
            look = {"facecolors": "none", "edgecolors": inside, "linewidths": 2 * PIXEL}
        if symbol == "|":
            look = {"facecolors": around, "linewidths": widths[chosen]}
        axes.scatter(across[chosen], upwards[chosen], sizes[chosen] ** 2, marker=symbol, **look)


def faded(given: str, share: float) -> tuple[float, ...]:
    """Return a colour of which only a share is left."""
    *parts, opacity = to_rgba(color(given))
    return (*parts, opacity * share)


def paint_text(
    axes: Axes, place: tuple[float, float], text: Any, side: list[str], away: float, font: Any, number: int
) -> None:
    """Write beside a point, `away` pixels from its middle."""
    (vertical, up), (horizontal, right) = (PLACES.get(one, ("center", 0)) for one in (side[0], side[-1]))
    if not np.isfinite(place).all():
        return
    axes.annotate(
        read_plain(text),
        place,
        xytext=(right * (away + 2) * PIXEL, up * (away + 2) * PIXEL),
        textcoords="offset points",
        ha=horizontal,
        va=vertical,
        weight="bold" if "<b>" in str(text) else "normal",
        color=color(every(font.color, number + 1)[number]) or INK,
        fontsize=(font.size or 12) * PIXEL,
        annotation_clip=False,
    )


def paint_bars(axes: Axes, figure: go.Figure, number: int, x: Scale, y: Scale) -> None:
    """Paint bars side by side, or from where those before them end."""
    trace, layout = figure.data[number], figure.layout
    lying = trace.orientation == "h"
    names, values = (trace.y, trace.x) if lying else (trace.x, trace.y)
    middles, ends = (y if lying else x).places(names, values), np.array(values, float)
    others = [other for other in figure.data if other.type == "bar"]
    on_top = layout.barmode in ("relative", "stack")
    share = 1 if on_top else len(others)
    step = np.diff(np.sort(middles)).min() if len(middles) > 1 else 1
    gap = 0.2 if layout.bargap is None else layout.bargap
    width = trace.width or step * (1 - gap) / share
    middles = middles + (0 if on_top else (others.index(trace) - (share - 1) / 2) * width)
    faces, count = trace.marker, len(ends)
    fills = every(faces.color, count)
    if faces.colorscale is not None:
        fills = color_map(faces.colorscale)((ends - faces.cmin) / (faces.cmax - faces.cmin))
    look: dict[str, Any] = {"color": [color(one) if isinstance(one, str) else one for one in fills], "zorder": 2}
    drawn = axes.barh(middles, ends, width, **look) if lying else axes.bar(middles, ends, width, **look)
    paint_intervals(axes, trace, *((ends, middles) if lying else (middles, ends)))
    for bar, shape in zip(drawn, every(faces.pattern.shape, count), strict=True):
        bar.set(hatch=HATCHES.get(shape or ""), edgecolor="#141a2299", linewidth=0)
    for middle, end, text in zip(middles, ends, every(trace.text, count), strict=True):
        if text is not None:
            paint_text(axes, (end, middle) if lying else (middle, end), text, ["middle", "right"], 2, trace.textfont, 0)


def paint_cells(axes: Axes, figure: go.Figure, number: int, x: Scale, y: Scale) -> None:
    """Paint a heat map, what is written in its cells, and its scale."""
    trace = figure.data[number]
    z = np.array(trace.z, float)  # (rows, columns)
    columns, rows = x.places(trace.x, z[0]), y.places(trace.y, z[:, 0])
    limits = np.nanmin(z) if trace.zmin is None else trace.zmin, np.nanmax(z) if trace.zmax is None else trace.zmax
    cells = axes.pcolormesh(columns, rows, z, cmap=color_map(trace.colorscale), vmin=limits[0], vmax=limits[1])
    cells.set(rasterized=True, edgecolor="white", linewidth=0.4 if trace.xgap else 0)
    if trace.texttemplate:
        font: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": (trace.textfont.size or 12) * PIXEL * 0.9}
        for row, line in zip(rows, trace.text, strict=True):
            for column, text in zip(columns, line, strict=True):
                axes.text(column, row, read_plain(text), **font)
    if trace.showscale is not False:
        bar = axes.figure.colorbar(cells, ax=axes, label=read_plain(trace.colorbar.title.text), pad=0.02, aspect=40)
        bar.outline.set_visible(False)
        if trace.colorbar.tickvals is not None:
            bar.set_ticks(list(trace.colorbar.tickvals), labels=list(trace.colorbar.ticktext))


def space(axes: Axes, across: str | None, upwards: str | None) -> Any:
    """Return the space that a shape or remark counts in: along each axis its values, or shares of its length."""
    whole = [str(reference or "").endswith(("domain", "paper")) for reference in (across, upwards)]
    return blended_transform_factory(*(axes.transAxes if one else axes.transData for one in whole))


def placed(scale: Scale, value: Any, reference: str | None) -> float:
    """Return where a shape's or remark's end is along one axis."""
    return value if str(reference or "").endswith(("domain", "paper")) else float(scale.places([value], [0])[0])


def paint_shape(axes: Axes, shape: Any, x: Scale, y: Scale) -> None:
    """Paint a line, a box or a circle."""
    (x0, x1), (y0, y1) = (
        [placed(scale, value, reference) for value in ends]
        for scale, ends, reference in ((x, (shape.x0, shape.x1), shape.xref), (y, (shape.y0, shape.y1), shape.yref))
    )
    width = 2 if shape.line.width is None else shape.line.width
    look: dict[str, Any] = {"color": color(shape.line.color) or "#8a929e", "lw": width * PIXEL}
    look |= {"ls": DASHES.get(shape.line.dash or "", "-"), "transform": space(axes, shape.xref, shape.yref)}
    if shape.type == "line":
        axes.plot([x0, x1], [y0, y1], scalex=False, scaley=False, **look)
    elif shape.type == "rect":
        axes.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, clip_on=False, zorder=5, **look))
    elif shape.type == "circle":
        axes.add_patch(Ellipse(((x0 + x1) / 2, (y0 + y1) / 2), abs(x1 - x0), abs(y1 - y0), fill=False, **look))


def paint_remark(axes: Axes, remark: Any, x: Scale, y: Scale) -> None:
    """Write a remark."""
    at = placed(x, remark.x, remark.xref), placed(y, remark.y, remark.yref)
    shift = ((remark.xshift or 0) * PIXEL, (remark.yshift or 0) * PIXEL)
    axes.annotate(
        read_plain(remark.text),
        at,
        xycoords=space(axes, remark.xref, remark.yref),
        xytext=shift,
        textcoords="offset points",
        ha=ALIGNED.get(remark.xanchor or "", "center"),
        va=ALIGNED.get(remark.yanchor or "", "center"),
        fontsize=(remark.font.size or 12) * PIXEL,
        annotation_clip=False,
    )
