import streamlit as st

from components.ui.layers import block_steps, change, contextuality, export, lenses, nearest_words, paths, vector
from components.ui.parts import chips, text_boxes
from components.ui.shared import built_in, readings
from components.ui.shell import choices, frame, sidebar

VIEWS = {
    "Change": (change, "How far does each layer move each token?"),
    "Inside": (block_steps, "What does each step inside one layer do to each token?"),
    "Context": (contextuality, "How much does context change a word?"),
    "Nearest": (nearest_words, "Which words lie nearest to a token, layer by layer?"),
    "Lens": (lenses, "What is left of the cosines without the direction that all words share?"),
    "Paths": (paths, "Along which way does a token go through the layers?"),
    "Vector": (vector, "Which numbers make up one vector?"),
    "Export": (export, "How do I take the vectors along?"),
}
OF_THE_WHOLE_TEXT = (contextuality, export)  # the other views are about one token

frame.require()

st.title("How does each token’s vector change from layer to layer?")
st.write(
    "Layer 0 knows only the piece and its place. Every layer adds what the token took from the others. "
    "Click a token to follow it."
)


@frame.live
def body() -> None:
    left, right = frame.page_columns()
    with left:
        text, pair = text_boxes.text_and_pair()
    encoded = readings.read(sidebar.model(), text, pair)
    with right:
        view, question = VIEWS[choices.view(list(VIEWS))]
        st.caption(question)
        if view in OF_THE_WHOLE_TEXT:
            view.show(encoded)
        else:
            start = readings.telling_link(encoded).query
            label = "Tokens; click one to pick it"
            view.show(encoded, chips.pick_token(encoded.encoding, "chips_layers", label, start))
    frame.how_to_read(view.HOW_TO_READ)
    built_in.read_bench_later(encoded.facts.name)  # in the background, so that the views that need it need not wait
