import streamlit as st

from components.ui import (
    controls,
    frame,
    similarity_align,
    similarity_answer,
    similarity_compare,
    similarity_scores,
    similarity_summary,
)

frame.require()

st.title("How alike are two texts?")
st.write("A text becomes one vector; the cosine of two vectors, 1 at most, says how alike the model takes them to be.")
VIEWS = {
    "Compare": similarity_compare,
    "Align": similarity_align,
    "Answer": similarity_answer,
    "Sum up": similarity_summary,
    "Human scores": similarity_scores,
}
chosen = VIEWS[controls.view(list(VIEWS))]
chosen.show(controls.model())
frame.how_to_read(chosen.HOW_TO_READ)
