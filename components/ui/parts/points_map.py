"""A map of up to a million points that the browser draws, moves and lassoes by itself.

What is sent when: the places' bytes once; those of the classes and of a mask when they change; names, regions and the
texts asked for last, some kB, when any of them changes. Each goes in a message of its own, which Streamlit does not
send again to a browser that has it.

What is told: the point that was clicked, what a lasso holds, and at rest the numbers of points whose texts are to be
seen: the one pointed at and, when no more than thirty are in sight, all these. Panning, zooming, pointing in passing
and lighting a class tell nothing.

Each telling runs the script, or the fragment in which the map is shown.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from components.engine.errors import ExplorerError
from components.engine.geometry import point_bytes
from components.figures.palette import CATEGORIES, visible

MOST_TEXTS = 31  # in one run
FOLDER = Path(__file__).parents[2] / "frontend" / "points"
FILES = ("cloud", "pixels", "sheet", "layers", "hands", "told", "png", "points")
_carry = st.components.v2.component("sensescope_carry", js=(FOLDER / "carry.js").read_text(encoding="utf-8"))
_draw = st.components.v2.component(
    "sensescope_points",
    html=(FOLDER / "points.html").read_text(encoding="utf-8"),
    css=(FOLDER / "points.css").read_text(encoding="utf-8"),
    js="\n".join((FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in FILES),
)


@dataclass(frozen=True)
class Region:
    """A name on the map, at a place in the points' own terms; where two overlap the larger one is shown."""

    name: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Text:
    """What a point stands for; `start` to `end` is set in bold, and always seen where the rest is cut."""

    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Told:
    """What the visitor just did; it is there for one run."""

    picked: int | None = None  # the number of a clicked point
    lassoed: np.ndarray | None = None  # numbers, ascending; of none when the visitor lets the lasso go


def told(key: str, packed: bytes) -> Told:
    """Read what the visitor just did on the map `key` of these points; from a browser, so it is checked.

    It may be called before `show`, so that what the map shows can follow it.
    """
    n, said = point_bytes.count(packed), st.session_state.get(key)
    clicked, inside = (about_these(getattr(said, name, None), packed) for name in ("picked", "lassoed"))
    number = clicked.get("number")
    picked = int(number) if isinstance(number, int | float) and 0 <= number < n else None
    return Told(picked, lassoed(inside["bits"], n) if "bits" in inside else None)


def about_these(said: Any, packed: bytes) -> dict[str, Any]:
    """Return what was told of these points; nothing if it was told of others, which the map showed before."""
    return said if isinstance(said, dict) and said.get("points") == named(halves(packed)[0]) else {}


def lassoed(bits: object, n: int) -> np.ndarray | None:
    """Read the numbers inside a lasso; nothing if they are not of so many points."""
    if bits == "":
        return np.arange(0)
    try:
        return np.flatnonzero(point_bytes.unpack_mask(base64.b64decode(str(bits), validate=True), n))
    except (binascii.Error, ExplorerError):
        return None


def show(
    key: str,
    packed: bytes,
    *,
    alt: str,
    title: str,
    about: str,
    texts: Callable[[Sequence[int]], Sequence[Text]],
    classes: Sequence[str] = (),
    colors: Sequence[str] = CATEGORIES,
    ramp: tuple[str, str] | None = None,
    regions: Sequence[Region] = (),
    mask: np.ndarray | None = None,
    chosen: Sequence[int] = (),
    height: int = 560,
    on_told: Callable[[], None] = lambda: None,
) -> Told:
    """Draw the points of `point_bytes.pack` and return what the visitor just did.

    `alt` says in words what is to be seen; `title` and `about` are written on a saved picture. `texts` gives the texts
    of some points by their numbers. `classes` are named in the order of their numbers, in `colors`, which begin anew
    when there are more; a `ramp` names the two ends of amounts instead (`point_bytes.as_classes`). `mask` (n,) is what
    is lit, the rest is grey, until the visitor draws a lasso. `chosen` are ringed. `on_told` runs before the next run's
    widgets and may call `told`.
    """
    n, bits = point_bytes.count(packed), b"" if mask is None else point_bytes.pack_mask(mask)
    places, kinds = halves(packed)
    facts = {
        "points": named(places),
        "kinds": named(kinds),
        "mask": named(bits) if bits else None,
        "classes": [
            {"name": visible(name), "color": colors[number % len(colors)]} for number, name in enumerate(classes)
        ],
        "ramp": ramp,
        "regions": [[visible(one.name), float(one.x), float(one.y), float(one.size)] for one in regions],
        "chosen": [int(number) for number in chosen if 0 <= number < n],
        "texts": wanted_texts(key, packed, texts),
        **{"alt": alt, "title": title, "about": about},
    }
    sent = {"name": key, "facts": named(key.encode()), "height": height}
    listeners: dict[str, Any] = {f"on_{name}_change": on_told for name in ("picked", "lassoed")}
    with st.container(gap=None):
        carry(f"{key}_points", named(places), places)
        carry(f"{key}_kinds", named(kinds), kinds)
        if bits:
            carry(f"{key}_mask", named(bits), bits)
        carry(f"{key}_facts", named(key.encode()), json.dumps(facts, ensure_ascii=False).encode("utf-8", "replace"))
        _draw(key=key, data=sent, on_wanted_change=lambda: None, **listeners)
    return told(key, packed)


def halves(packed: bytes) -> tuple[bytes, bytes]:
    """Part the places from the classes: who colours a map anew stays where they look, and is not sent it again."""
    return packed[: -point_bytes.count(packed)], packed[-point_bytes.count(packed) :]


def named(content: bytes) -> str:
    """Name bytes by what they are, in sixteen letters."""
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def carry(key: str, name: str, content: bytes) -> None:
    """Send bytes to the browser, which keeps them under a name of sixteen letters."""
    _carry(key=key, data=name.encode() + content)


def wanted_texts(key: str, packed: bytes, texts: Callable[[Sequence[int]], Sequence[Text]]) -> list[list[Any]]:
    """Return the texts that the browser asked for last, each cut into what is before the word, the word, the rest."""
    wanted = about_these(getattr(st.session_state.get(key), "wanted", None), packed).get("numbers")
    n, asked = point_bytes.count(packed), wanted if isinstance(wanted, list) else []
    numbers = [int(one) for one in asked[:MOST_TEXTS] if isinstance(one, int | float) and 0 <= one < n]
    found = texts(numbers) if numbers else []
    return [[number, *cut(text)] for number, text in zip(numbers, found, strict=True)]


def cut(text: Text) -> list[str]:
    """Cut a text around its word."""
    return [
        visible(part) for part in (text.text[: text.start], text.text[text.start : text.end], text.text[text.end :])
    ]
