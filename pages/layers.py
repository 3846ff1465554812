import streamlit as st

from components.ui.layers import block_steps, change, contextuality, export, lenses, nearest_words, paths
from components.ui.parts import chips, text_boxes
from components.ui.shared import built_in, readings
from components.ui.shell import choices, frame, sidebar

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
    "Inside": block_steps,
    "Context": contextuality,
    "Nearest": nearest_words,
    "Lens": lenses,
    "Paths": paths,
    "Export": export,
}

frame.require()

st.title("How does each token’s vector change from layer to layer?")
st.write(
    "Layer 0 knows only the piece and its place. Every layer adds what the token took from the others. "
    "Click a token to follow it."
)
left, right = frame.page_columns()
with left:
    text, pair = text_boxes.text_and_pair()
encoded = readings.read(sidebar.model(), text, pair)


def pick() -> int:
    start = readings.telling_link(encoded).query
    return chips.pick_token(encoded.encoding, "chips_layers", "Tokens; click one to pick it", default=start)


with right:
    view = choices.view(list(QUESTIONS))
    st.caption(QUESTIONS[view])
    if view == "Change":
        change.show_change(encoded.encoding, pick())
    elif view == "Inside":
        block_steps.show(encoded, pick())
    elif view == "Context":
        contextuality.show(encoded)
    elif view == "Nearest":
        nearest_words.show(encoded, pick())
    elif view == "Lens":
        lenses.show(encoded, pick())
    elif view == "Paths":
        paths.show(encoded, pick())
    elif view == "Export":
        export.show(encoded)
    else:
        change.show_vector(encoded, pick())

frame.how_to_read(READ_IN.get(view, change).HOW_TO_READ)
built_in.read_bench_later(encoded.facts.name)  # in the background, so that the views that need it need not wait
