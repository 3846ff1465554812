"""The first view of the attention page: every head, one opened; and the ways of reading that it shares with others."""

import numpy as np
import streamlit as st

from components.engine.attention import units as ways
from components.engine.files import export
from components.figures.palette import numbered, visible
from components.ui.attention import component, computed
from components.ui.attention.scene import Scene
from components.ui.parts import chart, chips
from components.ui.shared.readings import EncodedText
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
        direction = ways.DIRECTIONS[0]
        if pair:
            direction = choices.pick("From text to text", "direction", ways.DIRECTIONS, help="A is the first text.")
        return units, special, direction


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


def take_pick(chosen: component.Selection | None, reading: ways.Reading) -> None:
    """Take over what was picked in a picture: the token, and lines or matrix."""
    if chosen is None:
        return
    visit.put("matrix", int(chosen.matrix))
    if chosen.query is not None and chosen.query < len(reading.queries):
        visit.put("token", reading.queries[chosen.query].tokens[0])


def show(scene: Scene) -> None:
    """Draw the microscope with the chosen layer and head opened."""
    layer, head = scene.layer_and_head()
    with scene.left:
        way = ways_of_reading(scene.encoded.pair)
    with scene.right:
        reading = ways.choose_reading(scene.encoding, scene.encoded.text, scene.encoded.pair, *way)
        slide = component.Slide(
            key=component.content_key(*scene.encoded.key, *way),
            attention=scene.encoding.attention,
            reading=reading,
            caption=f"{sidebar.short(scene.facts.name)}, attention by {way[0]}, special tokens {way[1]}",
            text=scene.encoded.words,
            small=computed.small_heads(scene.encoded, way),
            notes=notes(scene),
            note=SAID.get(way[1], ""),
            mode=mode(),
        )
        content = slide.key
        before = component.picked(KEY)
        place = reading.place(chips.picked_token(scene.encoding, scene.link.query))
        wanted = component.Selection(layer - 1, head - 1, place, before.overlay if before else ())
        component.look(slide, wanted, KEY, lambda: take_pick(take_head(KEY, content), reading))
        show_facts(scene)
        downloads(scene.encoded, reading, f"{slide.caption}, layer {layer}, head {head}", (layer - 1, head - 1))


def notes(scene: Scene) -> list[str]:
    """Say of every head what it does."""
    measures = computed.head_measures(scene.encoded)
    places = np.ndindex(scene.facts.layers, scene.facts.heads)
    return [measures.describe(layer, head, scene.encoding.tokens) for layer, head in places]


def show_facts(scene: Scene) -> None:
    """Name the link that is most worth looking at."""
    facts, link = scene.facts, scene.link
    looks, at = (numbered(scene.encoding.tokens, place) for place in (link.query, link.key))
    what = "The sharpest link between two words that are no neighbours" if link.apart else "The sharpest link"
    st.caption(
        f"{what}, of all {facts.layers} × {facts.heads} heads: {code(looks)} → "
        f"{code(at)}, {link.weight:.0%}, layer {link.layer + 1}, head {link.head + 1}. A small picture’s row is a "
        "layer, its column a head; Ctrl-, ⌘- or Shift-click lays a head over the opened one."
    )


def downloads(
    encoded: EncodedText,
    reading: ways.Reading,
    caption: str,
    place: tuple[int, int] = (0, 0),
    key: str = "save",
    made: np.ndarray | None = None,
) -> None:
    """Offer the matrix at `place` (layer, head; from 0) as a table, and all weights, or those `made` of them, as npz.

    Both say what they hold: the caption (model, reading, layer, head) and the text.

    The weights are looked up at the click: Streamlit keeps what writes a file for as long as the page is open, and the
    weights of 512 tokens are 75 MB.
    """

    def weights() -> np.ndarray:  # (layers, heads, tokens, tokens)
        return encoded.encoding.attention if made is None else made

    def table() -> bytes:
        queries, keys = ([visible(unit.text) for unit in units] for units in (reading.queries, reading.keys))
        label = f"from / to ({caption}; text: {visible(encoded.words)})"
        rows = [f"{row} {query}" for row, query in enumerate(queries)]
        picture = chart.token_table(reading.apply(weights()[place]), keys, label, rows)
        return picture.to_csv(index=False).encode("utf-8-sig")

    def everything() -> bytes:
        return export.write_arrays(
            attention=weights().astype(np.float16),
            about=f"{caption}; attention (layers, heads, tokens, tokens) as float16, counted from 0",
            text=encoded.words,
            tokens=encoded.encoding.tokens,
            ids=encoded.encoding.ids,
        )

    with st.container(horizontal=True):
        chart.save("This picture (CSV)", table, f"{chart.file_name(caption)}.csv", key=f"{key} This picture (CSV)")
        chart.save("All weights (npz)", everything, "attention.npz", key=f"{key} All weights (npz)")
