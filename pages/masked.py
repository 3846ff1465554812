import streamlit as st

from components.engine.records import MASKED
from components.ui import cached, cached_objectives, controls, frame, inputs, masked_views, substitutes_view

frame.require()

st.title("Which word would BERT put there?")
st.write("BERT learned language by guessing hidden words from both sides. Hide some, and see what it expects.")
left, right = frame.page_columns()
with left:
    text, pair = inputs.text_and_pair()
facts = cached.facts(controls.model())
text, pair = (cached_objectives.with_mask(facts.name, one) for one in (text, pair))
with right:
    view = controls.view(["Guess", "By layer", "Sample", "Two contexts"])
    masked_views.say_whose_head(facts, MASKED)
    if view != "Two contexts":  # which reads each sentence by itself, so that a long text is none too many
        encoding = cached.encoding(facts.name, text, pair)
    if view == "Guess":
        masked_views.show_guesses(facts, encoding, text, pair)
    elif view == "By layer":
        masked_views.show_by_layer(facts, encoding, text, pair)
    elif view == "Sample":
        masked_views.show_sample(facts, encoding, text, pair)
if view == "Two contexts":
    substitutes_view.show(facts, text, pair, left, right)
frame.how_to_read(masked_views.HOW_TO_READ)
