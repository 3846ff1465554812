import streamlit as st

from components.ui.layers import block_steps, change, contextuality, export, lenses, nearest_words, paths
from components.ui.parts import chips, text_boxes
from components.ui.shared import built_in, readings
from components.ui.shared.readings import EncodedText
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

# What is asked about one token; the other views show the whole text.
OF_A_TOKEN = {
    "Change": change.show_change,
    "Inside": block_steps.show,
    "Nearest": nearest_words.show,
    "Lens": lenses.show,
    "Paths": paths.show,
    "Vector": change.show_vector,
}

frame.require()

st.title("How does each token’s vector change from layer to layer?")
st.write(
    "Layer 0 knows only the piece and its place. Every layer adds what the token took from the others. "
    "Click a token to follow it."
)


def pick(encoded: EncodedText) -> int:
    start = readings.telling_link(encoded).query
    return chips.pick_token(encoded.encoding, "chips_layers", "Tokens; click one to pick it", default=start)


@frame.live
def body() -> None:
    left, right = frame.page_columns()
    with left:
        text, pair = text_boxes.text_and_pair()
    encoded = readings.read(sidebar.model(), text, pair)

    with right:
        view = choices.view(list(QUESTIONS))
        st.caption(QUESTIONS[view])
        if view in OF_A_TOKEN:
            OF_A_TOKEN[view](encoded, pick(encoded))
        else:
            READ_IN[view].show(encoded)

    frame.how_to_read(READ_IN.get(view, change).HOW_TO_READ)
    built_in.read_bench_later(encoded.facts.name)  # in the background, so that the views that need it need not wait
