"""Show which heads look elsewhere from the same word in two sentences."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.attention.units import choose_reading
from components.engine.encoding.occurrences import overlapping_tokens
from components.engine.errors import WordError
from components.figures.attention import heads as figures
from components.ui.attention import component, computed, one_head
from components.ui.attention.scene import Scene, numbers_of_heads
from components.ui.parts import chart, two_sentences
from components.ui.shared import readings
from components.ui.shell import sidebar
from components.ui.shell.markdown import code, prose, with_mark

SIDES = ("first_context", "second_context")


def show(scene: Scene) -> None:
    """Rank the heads by how far apart they look, and open one in both sentences."""
    found = two_sentences.ask(scene.encoded.text, scene.encoded.pair, scene.left, scene.right)
    if found is None:
        return
    sentences, word, spans = found
    sides = [readings.read(scene.facts.name, sentences[span.sentence]) for span in spans]
    tokens = tuple(
        tuple(overlapping_tokens(one.encoding.offsets, one.encoding.special, span).tolist())
        for one, span in zip(sides, spans, strict=True)
    )
    if not all(tokens):
        raise WordError("This word is none to the model: it has no token of its own here. Pick another one.")
    distance = computed.row_distance(*sides, tokens)
    best = np.unravel_index(distance.argmax(), distance.shape)
    layer, head = scene.sliders(int(best[0]) + 1, int(best[1]) + 1)
    with scene.right:
        st.markdown(f"**Layer {layer}, head {head}**: Jensen–Shannon distance {distance[layer - 1, head - 1]:.2f}")
        for column, side, one, places, span in zip(st.columns(2), SIDES, sides, tokens, spans, strict=True):
            with column:
                st.markdown(with_mark(one.text, span.start, span.end))
                open_beside(one, side, places, layer, head)
        show_distances(scene, distance, (layer - 1, head - 1), word)


def open_beside(encoded: readings.EncodedText, side: str, places: Sequence[int], layer: int, head: int) -> None:
    """Draw one head on one sentence, the word picked."""
    encoding, text = encoded.encoding, encoded.text
    slide = component.Slide(
        key=component.content_key(encoded.facts.name, text, side),
        attention=encoding.attention,
        reading=choose_reading(encoding, text),
        caption=sidebar.short(encoded.facts.name),
        text=text,
        height=330,
        title=f"Layer {layer}, head {head}",
    )
    component.look(slide, component.Selection(layer - 1, head - 1, places[0]), side)
    caption = f"{slide.caption}, layer {layer}, head {head}"
    one_head.downloads(encoded, slide.reading, caption, (layer - 1, head - 1), f"save {side}")


def show_distances(scene: Scene, distance: np.ndarray, mark: tuple[int, int], word: str) -> None:
    """Draw all heads’ distances, each a click away, and list the largest."""
    table = pd.DataFrame({**numbers_of_heads(distance.shape), "Jensen–Shannon distance": distance.ravel()})
    table = table.sort_values("Jensen–Shannon distance", ascending=False, kind="stable")
    rows = table.head().itertuples(index=False)
    largest = ", ".join(f"layer {layer} head {head} ({value:.2f})" for layer, head, value in rows)
    chart.show(
        figures.draw_heads(distance, "distance", mark=mark),
        f"heads by distance for {word}",
        f"Jensen–Shannon distance of the rows of {word} for {len(table)} heads; the largest is "
        f"{distance.max():.2f}, layer {table['layer'].iloc[0]}, head {table['head'].iloc[0]}.",
        table,
        key="context_heads",
        on_click=partial(scene.take_clicked, "context_heads", SIDES[0]),
    )
    st.caption(
        f"How differently each head looks from {code(word)} in the two sentences: Jensen–Shannon distance of its "
        f"two rows over the pieces, 0 (the same) to 1 (nothing in common). Largest: {prose(largest)}. Click a "
        "cell to open its head above. Each sentence is read by itself. Sentences with other words differ in any case; "
        "compare heads, not the numbers alone."
    )
