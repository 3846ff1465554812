import streamlit as st

from components.ui import controls, frame, languages_align, languages_map, languages_match

frame.require()

st.title("Does a meaning have a place that all languages share?")
st.write("Words and sentences of many languages in one space: who is near, who translates whom?")
VIEWS = {"One meaning": languages_map, "Side by side": languages_align, "Match lists": languages_match}
chosen = VIEWS[controls.view(list(VIEWS))]
controls.offer_multilingual()
chosen.show(controls.model())
frame.how_to_read(chosen.HOW_TO_READ)
