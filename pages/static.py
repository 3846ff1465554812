import streamlit as st

from components.ui.shell import choices, frame, sidebar
from components.ui.static import combine, learn, search, views

frame.require()

st.title("One vector a word, or one a context?")
st.write("Before BERT a word had one vector, wherever it stood. See what that loses, and what it can do.")
VIEWS = {
    "One word": views.show_word,
    "Neighbours": search.show_neighbours,
    "Analogies": search.show_analogies,
    "Combine": combine.show,
    "Train": lambda _: learn.show(),
}
VIEWS[choices.view(list(VIEWS))](sidebar.model())
frame.how_to_read(views.HOW_TO_READ)
