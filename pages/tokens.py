import streamlit as st

from components.ui.parts import text_boxes
from components.ui.shared import readings
from components.ui.shell import choices, frame, sidebar
from components.ui.tokens import input_sum, pieces, two_tokenizers, vocabulary

VIEWS = {
    "Pieces": (pieces, "Into which pieces is each word cut, and how are they found?"),
    "Vocabulary": (vocabulary, "What stands beside a piece in the vocabulary, and which pieces are like it?"),
    "Input": (input_sum, "Which three vectors add up to a token’s first one?"),
    "Two tokenizers": (two_tokenizers, "What does another tokenizer make of the same text?"),
}

frame.require()

st.title("How does text become BERT’s input?")
st.write("BERT knows no words, only the pieces of its vocabulary: a frequent word is one piece, a rare one several.")


@frame.live
def body() -> None:
    left, right = frame.page_columns()
    with left:
        text, pair = text_boxes.text_and_pair(example=2)
    encoded = readings.read(sidebar.model(), text, pair)
    with right:
        view, question = VIEWS[choices.view(list(VIEWS))]
        st.caption(question)
        view.show(encoded)
    frame.how_to_read(view.HOW_TO_READ)
