"""The views of the attention page: our heat map, and BertViz's two, or a sentence when those would hang the browser."""

import pandas as pd
import streamlit as st

from components.engine.heads import Link
from components.engine.records import Encoding, ModelFacts
from components.figures import bars, bertviz_html, heatmap
from components.figures.palette import numbered
from components.ui import cached, charts, chips
from components.ui.plain import code


def show_heat_map(facts: ModelFacts, encoding: Encoding, layer: int, head: int, link: Link) -> None:
    """Draw one head as a heat map, and what one token looks at: on the chips and as bars."""
    weights = encoding.attention[layer - 1, head - 1]  # (tokens, tokens)
    picked = chips.pick_token(
        encoding, "chips_attention", "Tokens; click one to see what it looks at", default=link.query, weights=weights
    )
    tokens, name = list(encoding.tokens), numbered(encoding.tokens, picked)
    most = int(weights[picked].argmax())
    fact = f"{name} gives most to {numbered(tokens, most)}: {weights[picked, most]:.0%}"
    looks, at = numbered(tokens, link.query), numbered(tokens, link.key)
    st.caption(
        f"Click a token: the others are shaded by the attention it gives them. The sharpest link between two words "
        f"apart, of all {facts.layers} × {facts.heads} heads: {code(looks)} → {code(at)}, "
        f"{link.weight:.0%}, layer {link.layer + 1}, head {link.head + 1}."
    )
    square, bar = st.columns([3, 2])
    with square:
        charts.show(
            heatmap.draw_attention(weights, tokens, picked),
            f"attention layer {layer} head {head}",
            f"Attention of layer {layer}, head {head}, {len(tokens)} by {len(tokens)} tokens. {fact}.",
            charts.token_table(weights, tokens, "from", [f"{place} {token}" for place, token in enumerate(tokens)]),
            key="attention_heatmap",
        )
    with bar:
        st.markdown(f"**What {code(name)} looks at**, layer {layer}, head {head}")
        charts.show(
            bars.draw_weights(weights[picked], tokens),
            f"attention from token {picked}",
            f"{fact}.",
            pd.DataFrame({"token": tokens, "weight": weights[picked]}),
            key="attention_row",
        )


def show_bertviz(view: str, facts: ModelFacts, text: str, pair: str, layer: int, head: int) -> None:
    """Draw BertViz's head view, opened at `layer` and `head`, or its model view."""
    encoding = cached.encoding(facts.name, text, pair)
    count = len(encoding.tokens)
    if not bertviz_html.fits(facts.layers, facts.heads, count):
        most = bertviz_html.most_tokens(facts.layers, facts.heads)
        st.info(
            f"BertViz draws a line for each of {facts.layers} × {facts.heads} heads and each pair of tokens. With "
            f"{count} tokens that would hang the browser; it takes at most {most} for this model. “Heat map” shows the "
            "whole text.",
            icon=":material/info:",
        )
        return
    by_head = view == "BertViz head view"
    segments = list(encoding.segment_ids)
    second = segments.index(1) if 1 in segments else None

    def draw() -> str:
        if by_head:
            return bertviz_html.draw_head_view(encoding.attention, encoding.tokens, second, layer - 1, head - 1)
        return bertviz_html.draw_model_view(encoding.attention, encoding.tokens, second)

    with st.spinner("Writing the BertViz page …"):
        html = cached.pages().get((view, facts.name, text, pair, (layer, head) if by_head else ()), draw)
    height = 130 + 23 * count if by_head else 640
    st.iframe(html, height=min(height, 900), alt=f"{view}: attention of {count} tokens as lines")
    st.caption(
        "BertViz (Vig 2019). Hover a token to see its lines; click colours to switch heads, double-click to keep one. "
        "A line’s strength is the weight. BertViz counts layers and heads from 0."
        if by_head
        else "BertViz (Vig 2019). One thumbnail a head, one row a layer, both counted from 0; click one to open it."
    )
    st.download_button(
        "This view (HTML)",
        html,
        f"{charts.file_name(view)}.html",
        "text/html",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )
