import streamlit as st

from components.ui.shell import choices, frame, sidebar
from components.ui.static import combine, learn, search, views

frame.require()

st.title("One vector a word, or one a context?")
st.write("Before BERT a word had one vector, wherever it stood. See what that loses, and what it can do.")
view = choices.view(["One word", "Neighbours", "Analogies", "Combine", "Train"])
model = sidebar.model()
if view == "One word":
    views.show_word(model)
elif view == "Neighbours":
    search.show_neighbours(model)
elif view == "Analogies":
    search.show_analogies(model)
elif view == "Combine":
    combine.show(model)
else:
    learn.show()
frame.how_to_read(views.HOW_TO_READ)
