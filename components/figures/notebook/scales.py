"""Where values lie on the axes of a kept picture, their ticks, and its colours, as matplotlib takes them."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

PIXEL = 0.72  # points, so that a picture of 720 pixels is five inches wide: as large as its letters want
LABEL, LETTER = 12, 7  # pixels that a tick's label takes at least, and for each letter


def every(value: Any, count: int) -> list:
    """Return one value for each of `count` points: Plotly takes one, or one for each."""
    if isinstance(value, str) or not isinstance(value, Sequence | np.ndarray):
        return [value] * count
    return list(value) + [None] * (count - len(value))


def read_plain(text: Any) -> str:
    """Read a label as Plotly does: lines and bold letters are marked, all else is text."""
    return html.unescape(re.sub("</?b>", "", str(text or "").replace("<br>", "\n")))


def color(given: str | None) -> Any:
    """Return a colour as matplotlib takes it."""
    parts = re.findall(r"[\d.]+", given) if given and given.startswith("rgb") else None
    if parts is None:
        return given
    red, green, blue, *rest = map(float, parts)
    return (red / 255, green / 255, blue / 255, *rest)


def color_map(scale: Any) -> LinearSegmentedColormap:
    """Return a scale of colours."""
    return LinearSegmentedColormap.from_list("kept", [(share, color(one)) for share, one in scale])


@dataclass(frozen=True)
class Scale:
    """One axis."""

    look: Any  # as the figure's layout has it
    names: list[str] | None  # of categories, in order

    def places(self, values: Any, others: Any) -> np.ndarray:
        """Return where values lie; who gives one axis alone counts along the other."""
        values = np.arange(len(others)) if values is None else values
        if self.names is None:
            return np.array([np.nan if value is None else value for value in values], float)
        known = {name: place for place, name in enumerate(self.names)}
        return np.array([known.get(str(value), np.nan if value is None else value) for value in values], float)

    def finish(self, axis: Any, length: float) -> None:
        """Give the axis its ends, ticks, grid and title; `length` in pixels."""
        look, across = self.look, axis.axis_name == "x"
        axes = axis.axes
        if look.type == "log":
            (axes.set_xscale if across else axes.set_yscale)("log")
        set_ends, ends = (axes.set_xlim, axes.get_xlim()) if across else (axes.set_ylim, axes.get_ylim())
        if look.range is not None:
            ends = tuple(10**end if look.type == "log" else end for end in look.range)
        elif self.names is not None:
            ends = (-0.5, len(self.names) - 0.5)
        elif look.rangemode == "tozero":
            ends = (min(0, ends[0]), max(0, ends[1]))
        set_ends(*(ends[::-1] if look.autorange == "reversed" else ends))
        self.finish_ticks(axis, length)
        grid = not across and self.names is None if look.showgrid is None else look.showgrid
        if grid and look.visible is not False:
            axis.grid(color="#8a929e", alpha=0.35, linewidth=0.6)
        axes.set_axisbelow(True)
        axis.set_label_text(read_plain(look.title.text), fontsize=13 * PIXEL)
        if look.side == "top":
            axis.tick_top()
            axis.set_label_position("top")
        if look.visible is False:
            axis.set_visible(False)

    def finish_ticks(self, axis: Any, length: float) -> None:
        """Place the ticks, as many as have room."""
        look, across = self.look, axis.axis_name == "x"
        if look.tickvals is not None or self.names is not None:
            values = list(self.names or ()) if look.tickvals is None else list(look.tickvals)
            texts = values if look.ticktext is None else list(look.ticktext)
            letters = [len(read_plain(text)) for text in texts]
            turn: dict[str, Any] = {"rotation": -(look.tickangle or 0)} if across else {}
            long = across and sum(letters) * LETTER > length
            room = LETTER * max(letters, default=0) + LABEL if across and not long else LABEL
            step = max(1, -int(-len(values) * room // length))
            if long:
                turn = {"rotation": 60 if look.side == "top" else 45, "rotation_mode": "anchor"}
                turn |= {"ha": "left" if look.side == "top" else "right"}
            axis.set_ticks(self.places(values, values)[::step], [read_plain(text) for text in texts[::step]], **turn)
        elif look.type != "log":
            axis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10], integer=look.dtick == 1))
        percent = re.fullmatch(r"\.?(\d?)~?%|~%", look.tickformat or "")
        if percent and look.type == "log":
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:g}%"))
        elif percent:
            axis.set_major_formatter(PercentFormatter(1, int(percent[1] or 0)))
        axis.set_tick_params(length=0, labelsize=(look.tickfont.size or 12) * PIXEL, which="both")
        if look.showticklabels is False:
            axis.set_ticklabels([])


def scale_of(figure: go.Figure, name: str) -> Scale:
    """Read an axis, "x" or "y"."""
    look = figure.layout.xaxis if name == "x" else figure.layout.yaxis
    values = [value for trace in figure.data for value in (() if trace[name] is None else trace[name])]
    words = any(isinstance(value, str) for value in values)
    if look.type != "category" and (look.type is not None or not words):
        return Scale(look, None)
    named = [str(value) for value in values if value is not None]
    return Scale(look, list(dict.fromkeys(named)))
