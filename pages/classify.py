import streamlit as st

from components.ui.classify import layers, learning_curve, mistakes, word_weights
from components.ui.parts import labelled_table
from components.ui.shell import choices, frame, sidebar

frame.require()

st.title("How much does a frozen vector know about a text’s label?")
st.write("Nothing of BERT is trained here: a logistic regression reads its vectors, layer by layer.")
VIEWS = {
    "By layer": layers,
    "Mistakes": mistakes,
    "Learning curve": learning_curve,
    "Words": word_weights,
}
chosen = VIEWS[choices.view(list(VIEWS))]
left, right = frame.page_columns()
with left:
    settings = labelled_table.ask(sidebar.model())
with right, frame.errors_shown():
    chosen.show(settings)
with st.expander("The texts", icon=":material/list:"):
    labelled_table.show_texts(settings)
frame.how_to_read(chosen.HOW_TO_READ)
