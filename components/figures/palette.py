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
OUTLINES = {  # in CSS, as Streamlit lets no SVG through
    "circle": "circle(40%)",
    "square": "inset(12%)",
    "diamond": "polygon(50% 0, 100% 50%, 50% 100%, 0 50%)",
    "triangle-up": "polygon(50% 4%, 98% 92%, 2% 92%)",
    "cross": "polygon(33% 0, 67% 0, 67% 33%, 100% 33%, 100% 67%, 67% 67%, 67% 100%, 33% 100%, 33% 67%, 0 67%, 0 33%, "
    "33% 33%)",
    "x": "polygon(20% 0, 50% 30%, 80% 0, 100% 20%, 70% 50%, 100% 80%, 80% 100%, 50% 70%, 20% 100%, 0 80%, 30% 50%, "
    "0 20%)",
    "star": "polygon(50% 0, 63% 35%, 100% 35%, 70% 57%, 81% 95%, 50% 72%, 19% 95%, 30% 57%, 0 35%, 37% 35%)",
}
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
