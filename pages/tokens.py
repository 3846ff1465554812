import streamlit as st

from components.ui import cached, controls, frame, input_view, inputs, pieces_view, tokenizers_view, vocabulary_view

QUESTIONS = {
    "Pieces": "Into which pieces is each word cut, and how are they found?",
    "Vocabulary": "What stands beside a piece in the vocabulary, and which pieces are like it?",
    "Input": "Which three vectors add up to a token’s first one?",
    "Two tokenizers": "What does another tokenizer make of the same text?",
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
        how_to_read = pieces_view.HOW_TO_READ
    elif view == "Vocabulary":
        vocabulary_view.show(facts, encoding)
        how_to_read = vocabulary_view.HOW_TO_READ
    elif view == "Two tokenizers":
        tokenizers_view.show(facts, text)
        how_to_read = tokenizers_view.HOW_TO_READ
    else:
        input_view.show(facts, encoding, text, pair)
        how_to_read = input_view.HOW_TO_READ

with st.expander("How to read this", icon=":material/menu_book:"):
    st.markdown(how_to_read)
