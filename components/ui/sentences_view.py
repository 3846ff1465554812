"""Which sentence looks at which? A cell opens the tokens of its two sentences."""

from functools import partial

import streamlit as st

from components.engine import reading as ways
from components.ui import cached_attention, controls, head_view, microscope
from components.ui.attention_views import Scene
from components.ui.plain import prose

KEY, DETAIL = "sentence_microscope", "sentence_detail"
WAY = ("sentences", "hidden", "all")


def show(scene: Scene) -> None:
    """Draw sentences against sentences, and the tokens of the picked pair."""
    layer, head = scene.layer_and_head()
    reading = ways.read(scene.encoding, scene.text, scene.pair, *WAY)
    with scene.right:
        if len(reading.queries) < 2:
            st.info(
                "This is one sentence. Write a second one to see how they look at each other.", icon=":material/info:"
            )
            return
        measures = cached_attention.head_measures(scene.facts.name, scene.text, scene.pair)
        slide = microscope.Slide(
            key=microscope.content_key(scene.facts.name, scene.text, scene.pair, *WAY),
            attention=scene.encoding.attention,
            reading=reading,
            caption=f"{controls.short(scene.facts.name)}, attention between sentences",
            text=scene.words,
            small=cached_attention.small_heads(scene.facts.name, scene.text, scene.pair, WAY),
            notes=head_view.notes(scene, measures),
            note="The sum over the tokens looked at, the mean over those that look; special tokens are hidden.",
            mode="matrix",
        )
        seen = microscope.picked(KEY, slide.key)
        query = seen.query if seen and seen.query is not None and seen.query < len(reading.queries) else 0
        column = seen.column if seen and seen.column is not None and seen.column < len(reading.keys) else 1
        wanted = microscope.Selection(layer - 1, head - 1, query)
        microscope.look(slide, wanted, KEY, partial(head_view.take_head, KEY, slide.key))
        st.caption("Click a cell to open the tokens of its two sentences below.")
        show_pair(scene, reading.queries[query], reading.keys[column], layer, head)
        head_view.downloads(
            partial(head_view.all_weights, scene.facts.name, scene.text, scene.pair),
            head_view.names_and_ids(scene.encoding),
            reading,
            (layer - 1, head - 1),
            f"{slide.caption}, layer {layer}, head {head}",
            scene.words,
        )


def show_pair(scene: Scene, looks: ways.Unit, at: ways.Unit, layer: int, head: int) -> None:
    """Draw the tokens of one sentence that look at those of another."""
    st.markdown(f"**{prose(looks.text)}** looks at **{prose(at.text)}**")
    everything = ways.read(scene.encoding, scene.text, scene.pair).queries
    reading = ways.Reading(
        tuple(everything[token] for token in looks.tokens), tuple(everything[token] for token in at.tokens), False
    )
    slide = microscope.Slide(
        key=microscope.content_key(scene.facts.name, scene.text, scene.pair, str(looks.tokens), str(at.tokens)),
        attention=scene.encoding.attention,
        reading=reading,
        caption=controls.short(scene.facts.name),
        text=f"{looks.text} → {at.text}",
        note="What the rows give to tokens outside the second sentence is not drawn.",
        title=f"Layer {layer}, head {head}",
    )
    microscope.look(slide, microscope.Selection(layer - 1, head - 1, None), DETAIL)
