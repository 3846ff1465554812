import streamlit as st

from components.ui import cached, controls, frame, input_view, inputs, pieces_view, tokenizers_view, vocabulary_view

QUESTIONS = {
    "Pieces": "Into which pieces is each word cut, and how are they found?",
    "Vocabulary": "What stands beside a piece in the vocabulary, and which pieces are like it?",
    "Input": "Which three vectors add up to a token’s first one?",
    "Two tokenizers": "What does another tokenizer make of the same text?",
}

READ_IN = {
    "Pieces": pieces_view,
    "Vocabulary": vocabulary_view,
    "Input": input_view,
    "Two tokenizers": tokenizers_view,
}

frame.require()

st.title("How does text become BERT’s input?")
st.write("BERT knows no words, only the pieces of its vocabulary: a frequent word is one piece, a rare one several.")
left, right = frame.page_columns()
with left:
    text, pair = inputs.text_and_pair(example=2)
facts = cached.facts(controls.model())
encoding = cached.encoding(facts.name, text, pair)

with right:
    view = controls.view(list(QUESTIONS))
    st.caption(QUESTIONS[view])
    if view == "Pieces":
        pieces_view.show(facts, encoding, text, pair)
    elif view == "Vocabulary":
        vocabulary_view.show(facts, encoding)
    elif view == "Two tokenizers":
        tokenizers_view.show(facts, text)
    else:
        input_view.show(facts, encoding, text, pair)

frame.how_to_read(READ_IN[view].HOW_TO_READ)
