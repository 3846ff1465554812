"""The colours and shapes of every picture, and user text made safe for Plotly.

Categories: Okabe–Ito without black, seven, always with a second cue. Amounts: one ramp from clear to full, which
works on a light and a dark page and survives greyscale. Differences: one diverging ramp, clear at zero.
"""

import html
import textwrap
import unicodedata
from collections.abc import Sequence

import numpy as np

from components.engine.text.clean_text import visible

CATEGORIES = ("#E69F00", "#56B4E9", "#009E73", "#CC79A7", "#0072B2", "#D55E00", "#F0E442")
SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid")
REST = "#8a929e"  # "the rest", never "missing"
AMOUNTS = [[0, "rgba(38,128,204,0)"], [1, "rgba(38,128,204,1)"]]
SILENT = {"hoverinfo": "skip", "showlegend": False}  # of what is seen, but neither told nor listed
LEGEND_ABOVE = {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0}  # in one line over the picture
# The same two for matrices with text in each cell: opaque and light, so that INK can be read on all of it.
INK = "#17202b"
SOLID_AMOUNTS = [[0, "#eef3f8"], [1, "#6aaae6"]]
SOLID_DIFFERENCES = [[0, "#f0995c"], [0.5, "#eef3f8"], [1, "#6aaae6"]]
DIFFERENCES = [[0, "rgba(213,94,0,1)"], [0.5, "rgba(128,128,128,0)"], [1, "rgba(38,128,204,1)"]]


def turned(number: int, looks: Sequence[str]) -> str:
    """Return the second cue of a numbered group; when the colours begin anew it moves on, so that no two look alike."""
    return looks[(number + number // len(CATEGORIES)) % len(looks)]


def plain(text: str) -> str:
    """Escape `text` so that Plotly, which reads some HTML tags in labels, draws it letter by letter."""
    return html.escape(visible(text), quote=False)


def shortened(text: str, letters: int) -> str:
    """Cut a text to what a label holds; a Chinese or Japanese letter takes the room of two."""
    ends = np.cumsum([1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text])
    return text if not text or ends[-1] <= letters else text[: int((ends < letters).sum())].rstrip() + "…"


def distinct(tokens: Sequence[str]) -> list[str]:
    """Name all tokens for an axis, each with its number, so that equal ones stay apart."""
    return [f"{place} {plain(token)}" for place, token in enumerate(tokens)]


def numbered(tokens: Sequence[str], place: int) -> str:
    """Name a token, with its number if the text has it more than once."""
    return f"{place} {tokens[place]}" if list(tokens).count(tokens[place]) > 1 else tokens[place]


def wrapped(text: str, start: int = 0, end: int = 0) -> str:
    """Break a sentence into lines for a hover box, with characters `start` to `end` in bold."""
    text = text.translate({ord("⟦"): "[", ord("⟧"): "]"})  # our own marks, until the text is escaped
    marked = f"{text[:start]}⟦{text[start:end]}⟧{text[end:]}" if end > start else text
    lines = textwrap.wrap(visible(marked), 60) or [""]
    return "<br>".join(map(plain, lines)).replace("⟦", "<b>").replace("⟧", "</b>")
