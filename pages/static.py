import streamlit as st

from components.ui import controls, frame, static_views

frame.require()

st.title("One vector a word, or one a context?")
st.write("Before BERT a word had one vector, wherever it stood. See what that loses, and what it can do.")
view = controls.view(["One word", "Neighbours", "Analogies", "Train"])
if view == "One word":
    static_views.show_word(controls.model())
elif view == "Neighbours":
    static_views.show_neighbours(controls.model())
elif view == "Analogies":
    static_views.show_analogies()
else:
    static_views.show_training()
with st.expander("How to read this", icon=":material/menu_book:"):
    st.markdown(static_views.HOW_TO_READ)
