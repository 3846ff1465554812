import streamlit as st

from components.engine.records import MASKED
from components.ui.objectives import masked_words, substitutes
from components.ui.parts import text_boxes
from components.ui.shared import models, objectives, readings
from components.ui.shell import choices, frame, sidebar

frame.require()

st.title("Which word would BERT put there?")
st.write("BERT learned language by guessing hidden words from both sides. Hide some, and see what it expects.")


@frame.live
def body() -> None:
    left, right = frame.page_columns()
    with left:
        text, pair = text_boxes.text_and_pair()
    facts = models.facts(sidebar.model())
    text, pair = (objectives.with_mask(facts.name, one) for one in (text, pair))
    with right:
        view = choices.view(["Guess", "By layer", "Sample", "Two contexts"])
        masked_words.say_whose_head(facts, MASKED)
        if view != "Two contexts":  # which reads each sentence by itself, so that a long text is none too many
            encoded = readings.read(facts.name, text, pair)
        if view == "Guess":
            masked_words.show_guesses(encoded)
        elif view == "By layer":
            masked_words.show_by_layer(encoded)
        elif view == "Sample":
            masked_words.show_sample(encoded)
    if view == "Two contexts":
        substitutes.show(facts, text, pair, left, right)
    frame.how_to_read(masked_words.HOW_TO_READ)
