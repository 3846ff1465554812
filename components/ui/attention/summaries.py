"""Many heads as one picture: mean, maximum, rollout, value-weighted."""

import numpy as np
import streamlit as st

from components.engine.attention import summaries
from components.engine.attention import units as ways
from components.ui.attention import component, computed, one_head
from components.ui.attention.scene import Scene
from components.ui.parts import chips
from components.ui.shell import choices, sidebar, visit

visit.declare(__name__, summary=str)
KEY = "summary_microscope"
MEANINGS = {
    "Mean": "The mean over the heads of this layer: where the layer looks on the whole. One sharp head is lost in it.",
    "Max": "The largest weight of any head of this layer: whether any head looks there. Rows sum to more than 1.",
    "Rollout": "Attention multiplied through all layers up to this one, half of it staying with the token "
    "(Abnar & Zuidema 2020): which inputs can reach a token. It knows nothing of values.",
    "Value-weighted": "The length of what all heads together bring from each token, weight times vector; heads may "
    "cancel each other (Kobayashi et al. 2020). Rows scaled to 1: many large weights, to special tokens above all, "
    "bring next to nothing.",
}


def show(scene: Scene) -> None:
    """Draw one summary of one layer."""
    with scene.left:
        layer = choices.layer_slider(scene.facts, first=1, default=scene.link.layer + 1)
        way = one_head.ways_of_reading(scene.encoded.pair)
    with scene.right:
        kind = choices.choose("Summary", "summary", list(MEANINGS), "Rollout", label_shown=False)
        st.caption(MEANINGS[kind])
        weights = summarise(scene, kind, layer - 1)[None, None]  # (1, 1, tokens, tokens)
        reading = ways.choose_reading(scene.encoding, scene.encoded.text, scene.encoded.pair, *way)
        title = f"{kind}, layer {layer}" if kind != "Rollout" else f"Rollout, layers 1 to {layer}"
        slide = component.Slide(
            key=component.content_key(*scene.encoded.key, *way, title),
            attention=weights,
            reading=reading,
            caption=f"{sidebar.short(scene.facts.name)}, attention by {way[0]}, special tokens {way[1]}",
            text=scene.encoded.words,
            note=one_head.SAID.get(way[1], ""),
            title=title,
            mode=one_head.mode(),
        )
        content = slide.key
        place = reading.place(chips.picked_token(scene.encoding, scene.link.query))
        wanted = component.Selection(0, 0, place)
        component.look(slide, wanted, KEY, lambda: one_head.take_pick(component.picked(KEY, content), reading))
        one_head.downloads(scene.encoded, reading, f"{slide.caption}, {title}", made=weights)


def summarise(scene: Scene, kind: str, layer: int) -> np.ndarray:
    """Compute one summary: (tokens, tokens)."""
    attention = scene.encoding.attention
    if kind == "Mean":
        return attention[layer].mean(axis=0)
    if kind == "Max":
        return attention[layer].max(axis=0)
    if kind == "Rollout":
        return summaries.rollout(attention[: layer + 1])[-1]
    return summaries.row_shares(computed.value_weighted(scene.encoded, layer))
