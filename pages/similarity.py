import streamlit as st

from components.ui.shell import choices, frame, sidebar
from components.ui.similarity import agreement, align, answers, central_sentences, compare

frame.require()

st.title("How alike are two texts?")
st.write("A text becomes one vector; the cosine of two vectors, 1 at most, says how alike the model takes them to be.")
VIEWS = {
    "Compare": compare,
    "Align": align,
    "Answer": answers,
    "Sum up": central_sentences,
    "Human scores": agreement,
}
chosen = VIEWS[choices.view(list(VIEWS))]
chosen.show(sidebar.model())
frame.how_to_read(chosen.HOW_TO_READ)
