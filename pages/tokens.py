import streamlit as st

from components.ui.parts import text_boxes
from components.ui.shared import readings
from components.ui.shell import choices, frame, sidebar
from components.ui.tokens import input_sum, pieces, two_tokenizers, vocabulary

QUESTIONS = {
    "Pieces": "Into which pieces is each word cut, and how are they found?",
    "Vocabulary": "What stands beside a piece in the vocabulary, and which pieces are like it?",
    "Input": "Which three vectors add up to a token’s first one?",
    "Two tokenizers": "What does another tokenizer make of the same text?",
}

READ_IN = {
    "Pieces": pieces,
    "Vocabulary": vocabulary,
    "Input": input_sum,
    "Two tokenizers": two_tokenizers,
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
        view = choices.view(list(QUESTIONS))
        st.caption(QUESTIONS[view])
        if view == "Pieces":
            pieces.show(encoded)
        elif view == "Vocabulary":
            vocabulary.show(encoded)
        elif view == "Two tokenizers":
            two_tokenizers.show(encoded.facts, text)
        else:
            input_sum.show(encoded)

    frame.how_to_read(READ_IN[view].HOW_TO_READ)
