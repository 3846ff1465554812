import streamlit as st

from components.ui import (
    classify_layers,
    classify_learning,
    classify_mistakes,
    classify_table,
    classify_words,
    controls,
    frame,
)

frame.require()

st.title("How much does a frozen vector know about a text’s label?")
st.write("Nothing of BERT is trained here: a logistic regression reads its vectors, layer by layer.")
VIEWS = {
    "By layer": classify_layers,
    "Mistakes": classify_mistakes,
    "Learning curve": classify_learning,
    "Words": classify_words,
}
chosen = VIEWS[controls.view(list(VIEWS))]
left, right = frame.page_columns()
with left:
    settings = classify_table.ask(controls.model())
with right, frame.errors_shown():
    chosen.show(settings)
with st.expander("The texts", icon=":material/list:"):
    classify_table.show_texts(settings)
frame.how_to_read(chosen.HOW_TO_READ)
