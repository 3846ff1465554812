import streamlit as st

from components.ui import (
    anisotropy_view,
    block_view,
    cached,
    cached_attention,
    cached_bench,
    chips,
    contextuality_view,
    controls,
    export_view,
    frame,
    inputs,
    layer_views,
    neighbours_view,
    paths_view,
)

QUESTIONS = {
    "Change": "How far does each layer move each token?",
    "Inside": "What does each step inside one layer do to each token?",
    "Context": "How much does context change a word?",
    "Nearest": "Which words lie nearest to a token, layer by layer?",
    "Lens": "What is left of the cosines without the direction that all words share?",
    "Paths": "Along which way does a token go through the layers?",
    "Vector": "Which numbers make up one vector?",
    "Export": "How do I take the vectors along?",
}

READ_IN = {
    "Inside": block_view,
    "Context": contextuality_view,
    "Nearest": neighbours_view,
    "Lens": anisotropy_view,
    "Paths": paths_view,
    "Export": export_view,
}

frame.require()

st.title("How does each token’s vector change from layer to layer?")
st.write(
    "Layer 0 knows only the piece and its place. Every layer adds what the token took from the others. "
    "Click a token to follow it."
)
left, right = frame.page_columns()
with left:
    text, pair = inputs.text_and_pair()
facts = cached.facts(controls.model())
encoding = cached.encoding(facts.name, text, pair)


def pick() -> int:
    start = cached_attention.telling_link(facts.name, text, pair).query
    return chips.pick_token(encoding, "chips_layers", "Tokens; click one to pick it", default=start)


with right:
    view = controls.view(list(QUESTIONS))
    st.caption(QUESTIONS[view])
    if view == "Change":
        layer_views.show_change(encoding, pick())
    elif view == "Inside":
        block_view.show(facts, encoding, pick(), text, pair)
    elif view == "Context":
        contextuality_view.show(facts, text, pair)
    elif view == "Nearest":
        neighbours_view.show(facts, encoding, pick(), text, pair)
    elif view == "Lens":
        anisotropy_view.show(facts, encoding, pick())
    elif view == "Paths":
        paths_view.show(facts, encoding, pick(), text, pair)
    elif view == "Export":
        export_view.show(facts, encoding)
    else:
        layer_views.show_vector(facts, encoding, pick())

frame.how_to_read(READ_IN.get(view, layer_views).HOW_TO_READ)
cached_bench.bench_job(facts.name)  # in the background, so that the views that need it need not wait
