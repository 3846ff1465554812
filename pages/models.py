import streamlit as st

from components.ui import compression_view, controls, frame, two_models_view

frame.require()

st.title("What does a smaller model lose, and do two models see the same?")
st.write("The same sentences, read by one model in four precisions, or by two models.")
VIEWS = {"Compression": compression_view, "Two models": two_models_view}
chosen = VIEWS[controls.view(list(VIEWS))]
chosen.show(controls.model())
frame.how_to_read(chosen.HOW_TO_READ)
