import streamlit as st

from components.ui import combine_view, controls, frame, static_search, static_training_view, static_views

frame.require()

st.title("One vector a word, or one a context?")
st.write("Before BERT a word had one vector, wherever it stood. See what that loses, and what it can do.")
view = controls.view(["One word", "Neighbours", "Analogies", "Combine", "Train"])
model = controls.model()
if view == "One word":
    static_views.show_word(model)
elif view == "Neighbours":
    static_search.show_neighbours(model)
elif view == "Analogies":
    static_search.show_analogies(model)
elif view == "Combine":
    combine_view.show(model)
else:
    static_training_view.show()
frame.how_to_read(static_views.HOW_TO_READ)
