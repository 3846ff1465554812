import streamlit as st

from components.ui.models import precisions, two_models
from components.ui.shell import choices, frame, sidebar

frame.require()

st.title("What does a smaller model lose, and do two models see the same?")
st.write("The same sentences, read by one model in four precisions, or by two models.")
VIEWS = {"Compression": precisions, "Two models": two_models}
chosen = VIEWS[choices.view(list(VIEWS))]
chosen.show(sidebar.model())
frame.how_to_read(chosen.HOW_TO_READ)
