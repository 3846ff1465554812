"""BertViz's views (Vig 2019), or a sentence when they would hang the browser."""

import streamlit as st

from components.figures.attention import bertviz_html
from components.ui.attention.scene import Scene
from components.ui.parts import chart
from components.ui.shared.store import STORE
from components.ui.shell import choices, visit

visit.declare(__name__, bertviz=str)
KINDS = {
    "Head view": "BertViz (Vig 2019). Hover a token to see its lines; click colours to switch heads, double-click to "
    "keep one. A line’s strength is the weight.",
    "Model view": "BertViz (Vig 2019). One thumbnail a head, one row a layer; click one to open it.",
}


def show(scene: Scene) -> None:
    """Draw the head view, opened at the chosen layer and head, or the model view."""
    layer, head = scene.layer_and_head()
    with scene.right:
        kind = choices.choose("BertViz", "bertviz", list(KINDS), label_shown=False)
        facts, count = scene.facts, len(scene.encoding.tokens)
        if bertviz_html.fits(facts.layers, facts.heads, count):
            draw(scene, kind, layer, head)
            return
        most = bertviz_html.most_tokens(facts.layers, facts.heads)
        st.info(
            f"BertViz draws a line for each of {facts.layers} × {facts.heads} heads and each pair of tokens. With "
            f"{count} tokens that would hang the browser; it takes at most {most} for this model. “Heads”, our own "
            "view, shows the whole text.",
            icon=":material/info:",
        )


def draw(scene: Scene, kind: str, layer: int, head: int) -> None:
    """Write BertViz's page into a frame of its own."""
    by_head, encoding = kind == "Head view", scene.encoding
    segments = list(encoding.segment_ids)
    second = segments.index(1) if 1 in segments else None

    def write() -> str:
        if by_head:
            return bertviz_html.draw_head_view(encoding.attention, encoding.tokens, second, layer - 1, head - 1)
        return bertviz_html.draw_model_view(encoding.attention, encoding.tokens, second)

    with st.spinner("Writing the BertViz page …"):
        html = STORE.get(("bertviz", kind, scene.encoded, (layer, head) if by_head else ()), write)
    count = len(encoding.tokens)
    st.iframe(
        html,
        height=min(130 + 23 * count if by_head else 640, 900),
        alt=f"BertViz {kind.lower()}: attention of {count} tokens as lines",
    )
    st.caption(KINDS[kind])
    chart.save("This view (HTML)", html, f"{chart.file_name('bertviz ' + kind)}.html", "text/html")
