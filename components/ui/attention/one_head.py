"""The first view of the attention page: every head, one opened; and the ways of reading that it shares with others."""

import io
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.attention import units as ways
from components.engine.attention.head_patterns import HeadMeasures, Link
from components.engine.records import Encoding, ModelFacts
from components.figures.palette import numbered, visible
from components.ui.attention import component, computed
from components.ui.attention.scene import Scene
from components.ui.parts import chart, chips
from components.ui.shell import choices, sidebar, visit
from components.ui.shell.markdown import code

visit.declare(__name__, units=str, special=str, direction=str, matrix=int)
KEY = "microscope"
SAID = {
    "hidden": "Special tokens are hidden; what a row gives them is missing from it.",
    "hidden, rest scaled to 1": "Special tokens are hidden, and each row is scaled to sum to 1 again.",
}


def ways_of_reading(pair: str) -> tuple[str, str, str]:
    """Ask for units, special tokens and, for a pair, the direction."""
    with st.expander("Ways of reading", icon=":material/tune:"):
        units = choices.pick(
            "Read by", "units", ways.UNITS, help="Words and sentences: the sum over keys, the mean over queries."
        )
        special = choices.pick(
            "Special tokens", "special", ways.SPECIALS, help="[CLS] and [SEP] (or <s>, </s>) take most weight."
        )
        if not pair:
            return units, special, "all"
        return (
            units,
            special,
            choices.pick("From text to text", "direction", ways.DIRECTIONS, help="A is the first text."),
        )


def picked_token(encoding: Encoding, default: int) -> int:
    """Return the token picked on any page, as long as the text is the same."""
    tokens, place = st.session_state.get("token", (encoding.tokens, chips.token_of_link(encoding)))
    if tokens != encoding.tokens or place is None:
        st.query_params.pop("token", None)
        return default
    st.session_state["token"] = (tokens, place)
    st.query_params["token"] = str(place)
    return place


def take_head(key: str, content: str) -> component.Selection | None:
    """Take over the head that was opened in a picture; runs before the sliders are drawn."""
    chosen = component.picked(key, content)
    if chosen is None:
        return None
    for name, number in (("layer", chosen.layer + 1), ("head", chosen.head + 1)):
        if st.session_state.get(name) != number:
            visit.put(name, number)
    return chosen


def mode() -> str:
    """Return how the microscope draws, "lines" or "matrix", as the link or the visitor says."""
    return "matrix" if visit.held("matrix", 0, lambda number: min(number, 1)) else "lines"


def keep_mode(chosen: component.Selection | None) -> None:
    """Take over lines or matrix."""
    if chosen:
        visit.put("matrix", int(chosen.matrix))


def take_pick(key: str, reading: ways.Reading, tokens: tuple[str, ...], content: str) -> None:
    """Take over what was picked in a picture: the head, the token, and lines or matrix."""
    chosen = take_head(key, content)
    keep_mode(chosen)
    if chosen and chosen.query is not None and chosen.query < len(reading.queries):
        st.session_state["token"] = (tokens, reading.queries[chosen.query].tokens[0])


def show(scene: Scene) -> None:
    """Draw the microscope with the chosen layer and head opened."""
    layer, head = scene.layer_and_head()
    with scene.left:
        way = ways_of_reading(scene.encoded.pair)
    with scene.right:
        reading = ways.choose_reading(scene.encoding, scene.encoded.text, scene.encoded.pair, *way)
        slide = prepare(scene, way, reading)
        before = component.picked(KEY)
        place = reading.place(picked_token(scene.encoding, scene.link.query))
        wanted = component.Selection(layer - 1, head - 1, place, before.overlay if before else ())
        component.look(slide, wanted, KEY, partial(take_pick, KEY, reading, scene.encoding.tokens, slide.key))
        show_facts(scene.facts, scene.encoding, scene.link)
        downloads(
            lambda: scene.encoded.encoding.attention,
            names_and_ids(scene.encoding),
            reading,
            (layer - 1, head - 1),
            f"{slide.caption}, layer {layer}, head {head}",
            scene.encoded.words,
        )


def prepare(scene: Scene, way: tuple[str, str, str], reading: ways.Reading) -> component.Slide:
    """Put a text, read in one way, under the microscope."""
    measures = computed.head_measures(scene.encoded)
    return component.Slide(
        key=component.content_key(*scene.encoded.key, *way),
        attention=scene.encoding.attention,
        reading=reading,
        caption=f"{sidebar.short(scene.facts.name)}, attention by {way[0]}, special tokens {way[1]}",
        text=scene.encoded.words,
        small=computed.small_heads(scene.encoded, way),
        notes=notes(scene, measures),
        note=SAID.get(way[1], ""),
        mode=mode(),
    )


def notes(scene: Scene, measures: HeadMeasures) -> list[str]:
    """Say of every head what it does."""
    places = np.ndindex(scene.facts.layers, scene.facts.heads)
    return [measures.describe(layer, head, scene.encoding.tokens) for layer, head in places]


def show_facts(facts: ModelFacts, encoding: Encoding, link: Link) -> None:
    """Name the link that is most worth looking at."""
    looks, at = numbered(encoding.tokens, link.query), numbered(encoding.tokens, link.key)
    what = "The sharpest link between two words that are no neighbours" if link.apart else "The sharpest link"
    st.caption(
        f"{what}, of all {facts.layers} × {facts.heads} heads: {code(looks)} → "
        f"{code(at)}, {link.weight:.0%}, layer {link.layer + 1}, head {link.head + 1}. A small picture’s row is a "
        "layer, its column a head; Ctrl-, ⌘- or Shift-click lays a head over the opened one."
    )


def names_and_ids(encoding: Encoding) -> dict[str, np.ndarray]:
    """Return what a file of weights needs to be understood."""
    return {"tokens": np.array(encoding.tokens), "ids": encoding.ids}


def downloads(
    load: Callable[[], np.ndarray],
    more: dict[str, np.ndarray],
    reading: ways.Reading,
    place: tuple[int, int],
    caption: str,
    text: str,
    key: str = "save",
) -> None:
    """Offer the matrix at `place` (layer, head; from 0) as a table, and all that `load` returns, and `more`, as a file.

    Both say what they hold: the caption (model, reading, layer, head) and the text.

    `load` is called at the click. It must not hold the weights itself: Streamlit keeps it for as long as the page is
    open, and the weights of 512 tokens are 75 MB.
    """
    queries, keys = (
        [f"{place} {visible(unit.text)}" for place, unit in enumerate(units)]
        for units in (reading.queries, reading.keys)
    )

    def table() -> bytes:
        frame = pd.DataFrame(reading.apply(load()[place]), columns=keys)
        frame.insert(0, f"from / to ({caption}; text: {visible(text)})", queries)
        return frame.to_csv(index=False).encode("utf-8-sig")

    def everything() -> bytes:
        file = io.BytesIO()
        about = f"{caption}; attention (layers, heads, tokens, tokens) as float16, counted from 0"
        said: dict[str, Any] = {"about": np.array(about), "text": np.array(text), **more}
        np.savez_compressed(file, attention=load().astype(np.float16), **said)
        return file.getvalue()

    with st.container(horizontal=True):
        for label, write, file in (
            ("This picture (CSV)", table, f"{chart.file_name(caption)}.csv"),
            ("All weights (npz)", everything, "attention.npz"),
        ):
            chart.save(label, write, file, key=f"{key} {label}")
