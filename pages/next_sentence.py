import streamlit as st

from components.engine.records import NEXT_SENTENCE
from components.ui import cached, controls, frame, inputs, masked_views, next_sentence_views

frame.require()

st.title("Does this sentence follow that one?")
st.write("BERT’s second objective: of two texts, tell whether they stood next to each other or were put together.")
left, right = frame.page_columns()
with right:
    view = controls.view(["Two sentences", "A whole text"])
with left:
    if view == "Two sentences":
        text, pair = inputs.text_and_pair(next_sentence_views.PAIRS, needs_pair=True)
    else:
        sentences = next_sentence_views.ask_text()
facts = cached.facts(controls.model())
with right:
    masked_views.say_whose_head(facts, NEXT_SENTENCE)
    if view == "Two sentences":
        next_sentence_views.show_pair(facts, text, pair)
    else:
        next_sentence_views.show_text(facts, sentences)
frame.how_to_read(next_sentence_views.HOW_TO_READ)
