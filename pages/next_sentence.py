import streamlit as st

from components.engine.records import NEXT_SENTENCE
from components.ui.objectives import masked_words, next_sentence
from components.ui.parts import text_boxes
from components.ui.shared import models
from components.ui.shell import choices, frame, sidebar

frame.require()

st.title("Does this sentence follow that one?")
st.write("BERT’s second objective: of two texts, tell whether they stood next to each other or were put together.")


@frame.live
def body() -> None:
    left, right = frame.page_columns()
    with right:
        view = choices.view(["Two sentences", "A whole text"])
    with left:
        if view == "Two sentences":
            text, pair = text_boxes.text_and_pair(next_sentence.PAIRS, needs_pair=True)
        else:
            sentences = next_sentence.ask_text()
    facts = models.facts(sidebar.model())
    with right:
        masked_words.say_whose_head(facts, NEXT_SENTENCE)
        if view == "Two sentences":
            next_sentence.show_pair(facts, text, pair)
        else:
            next_sentence.show_text(facts, sentences)
    frame.how_to_read(next_sentence.HOW_TO_READ)
