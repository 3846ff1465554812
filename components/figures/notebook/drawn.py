"""Kept pictures as SVG files, for texts that show files: matplotlib draws the Plotly figure that was kept.

Letters stay letters, so that the reader's own fonts draw every script. Left out is what the files show elsewhere: what
hovering tells, and the other layers of a map that moves. Maps in 3-D and flows are not drawn at all.
"""

import io
import warnings
from typing import Any

import matplotlib
import plotly.graph_objects as go
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from components.engine.notebook.checks import unpacked
from components.engine.notebook.kept import Notebook
from components.engine.notebook.pictures import Attention, Picture, Table
from components.figures import heatmap
from components.figures.notebook.marks import (
    DASHES,
    HATCHES,
    paint_bars,
    paint_cells,
    paint_points,
    paint_remark,
    paint_shape,
    symbol_of,
)
from components.figures.notebook.scales import PIXEL, color, every, read_plain, scale_of

# Texts are written as they are, without formulas, and equal pictures are equal files.
matplotlib.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "sensescope", "text.parse_math": False}
WIDTH = 720  # pixels
DRAWN = {"scatter", "scattergl", "bar", "heatmap"}


def draw_pictures(notebook: Notebook) -> dict[tuple[str, int], bytes]:
    """Draw all pictures of a notebook that can be drawn, by the view's id and the picture's place in it."""
    every_one = {(view.id, place): one for view in notebook.views for place, one in enumerate(view.pictures)}
    return {key: drawn for key, one in every_one.items() if (drawn := draw_svg(one)) is not None}


def draw_svg(picture: Picture) -> bytes | None:
    """Draw a picture; None for a table, and for what cannot be drawn here."""
    if isinstance(picture, Table):
        return None
    if isinstance(picture, Attention):
        weights = picture.unpacked()[picture.layer, picture.head]
        figure = heatmap.draw_attention(weights, picture.tokens, keys=picture.looked_at)
    else:
        try:
            figure = figure_of(picture.chart, picture.layer)
        except ValueError:  # it is of a file that the app did not write
            return None
    if any(trace.type not in DRAWN or trace.xaxis not in (None, "x") for trace in figure.data):
        return None
    return draw_figure(figure)


def figure_of(chart: dict[str, Any], layer: int | None) -> go.Figure:
    """Return the figure at one layer; raises ValueError if Plotly would not draw it."""
    chart = unpack_arrays(chart)
    figure = go.Figure(data=chart["data"], layout=chart["layout"])
    if chart["frames"]:
        frame = chart["frames"][-1 if layer is None else layer]
        for place, moved in enumerate(frame["data"]):
            number = frame.get("traces", range(len(figure.data)))[place]
            figure.data[number].update({axis: moved[axis] for axis in "xy" if axis in moved})
    return figure


def unpack_arrays(value: Any) -> Any:
    """Unpack the arrays in any part of a figure."""
    if isinstance(value, list):
        return [unpack_arrays(part) for part in value]
    if not isinstance(value, dict):
        return value
    return (
        unpacked(value, "the chart") if "bdata" in value else {key: unpack_arrays(part) for key, part in value.items()}
    )


def draw_figure(figure: go.Figure) -> bytes:
    """Draw a figure of one pair of axes."""
    layout = figure.layout
    canvas = Figure((WIDTH * PIXEL / 72, (layout.height or 420) * PIXEL / 72), layout="constrained")
    axes = canvas.add_subplot(zorder=1)
    x, y = scale_of(figure, "x"), scale_of(figure, "y")
    paint = {"bar": paint_bars, "heatmap": paint_cells}
    for number, trace in enumerate(figure.data):
        paint.get(trace.type, paint_points)(axes, figure, number, x, y)
    x.finish(axes.xaxis, WIDTH)
    y.finish(axes.yaxis, layout.height or 420)
    if layout.yaxis.scaleanchor:
        axes.set_aspect("equal", adjustable="box")
    for shape in layout.shapes:
        paint_shape(axes, shape, x, y)
    for remark in layout.annotations:
        paint_remark(axes, remark, x, y)
    axes.spines[:].set_visible(False)
    handles = [(handle_of(trace), read_plain(trace.name)) for trace in figure.data if is_listed(trace)]
    if len(handles) > 1 and layout.showlegend is not False:
        canvas.legend(*zip(*handles, strict=True), loc="outside upper left", ncols=3, frameon=False, fontsize=9)
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)  # the reader's fonts draw the letters
        FigureCanvasSVG(canvas).print_svg(content, metadata={"Date": None, "Creator": None})
    return content.getvalue()


def is_listed(trace: Any) -> bool:
    """Tell whether the legend has a trace."""
    return trace.showlegend is not False and trace.name is not None and trace.type != "heatmap"


def handle_of(trace: Any) -> Line2D | Patch:
    """Draw a trace's sign in the legend."""
    if trace.type == "bar":
        shape = every(trace.marker.pattern.shape, 1)[0]
        return Patch(facecolor=color(every(trace.marker.color, 1)[0]), hatch=HATCHES.get(shape or ""))
    lines, marks = "lines" in (trace.mode or ""), "markers" in (trace.mode or "")
    one = color(every(trace.line.color or trace.marker.color, 1)[0])
    rim = color(every(trace.marker.line.color, 1)[0]) or one
    symbol, hollow = symbol_of(every(trace.marker.symbol, 1)[0])
    dash = DASHES.get(trace.line.dash or "", "-") if lines else "none"
    return Line2D([], [], color=one, ls=dash, marker=symbol if marks else "", mfc="none" if hollow else one, mec=rim)
