"""Which sentence looks at which? A cell opens the tokens of its two sentences."""

from functools import partial

import streamlit as st

from components.engine.attention import units as ways
from components.ui.attention import component, computed, one_head
from components.ui.attention.scene import Scene
from components.ui.shell import sidebar
from components.ui.shell.markdown import prose

KEY, DETAIL = "sentence_microscope", "sentence_detail"
WAY = ("sentences", "hidden", "all")


def show(scene: Scene) -> None:
    """Draw sentences against sentences, and the tokens of the picked pair."""
    layer, head = scene.layer_and_head()
    reading = ways.choose_reading(scene.encoding, scene.encoded.text, scene.encoded.pair, *WAY)
    with scene.right:
        if len(reading.queries) < 2:
            st.info(
                "This is one sentence. Write a second one to see how they look at each other.", icon=":material/info:"
            )
            return
        slide = component.Slide(
            key=component.content_key(*scene.encoded.key, *WAY),
            attention=scene.encoding.attention,
            reading=reading,
            caption=f"{sidebar.short(scene.facts.name)}, attention between sentences",
            text=scene.encoded.words,
            small=computed.small_heads(scene.encoded, WAY),
            notes=one_head.notes(scene),
            note="The sum over the tokens looked at, the mean over those that look; special tokens are hidden.",
            mode="matrix",
        )
        seen = component.picked(KEY, slide.key)
        query = seen.query if seen and seen.query is not None and seen.query < len(reading.queries) else 0
        column = seen.column if seen and seen.column is not None and seen.column < len(reading.keys) else 1
        wanted = component.Selection(layer - 1, head - 1, query)
        component.look(slide, wanted, KEY, partial(one_head.take_head, KEY, slide.key))
        st.caption("Click a cell to open the tokens of its two sentences below.")
        show_pair(scene, reading.queries[query], reading.keys[column], layer, head)
        caption = f"{slide.caption}, layer {layer}, head {head}"
        one_head.downloads(scene.encoded, reading, caption, (layer - 1, head - 1))


def show_pair(scene: Scene, looks: ways.Unit, at: ways.Unit, layer: int, head: int) -> None:
    """Draw the tokens of one sentence that look at those of another."""
    st.markdown(f"**{prose(looks.text)}** looks at **{prose(at.text)}**")
    everything = ways.choose_reading(scene.encoding, scene.encoded.text, scene.encoded.pair).queries
    reading = ways.Reading(
        tuple(everything[token] for token in looks.tokens), tuple(everything[token] for token in at.tokens), False
    )
    slide = component.Slide(
        key=component.content_key(*scene.encoded.key, str(looks.tokens), str(at.tokens)),
        attention=scene.encoding.attention,
        reading=reading,
        caption=sidebar.short(scene.facts.name),
        text=f"{looks.text} → {at.text}",
        note="What the rows give to tokens outside the second sentence is not drawn.",
        title=f"Layer {layer}, head {head}",
    )
    component.look(slide, component.Selection(layer - 1, head - 1, None), DETAIL)
