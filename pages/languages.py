import streamlit as st

from components.ui.languages import meanings, translations, word_alignment
from components.ui.shell import choices, frame, sidebar

frame.require()

st.title("Does a meaning have a place that all languages share?")
st.write("Words and sentences of many languages in one space: who is near, who translates whom?")
VIEWS = {"One meaning": meanings, "Side by side": word_alignment, "Match lists": translations}
chosen = VIEWS[choices.view(list(VIEWS))]
sidebar.offer_multilingual()
chosen.show(sidebar.model())
frame.how_to_read(chosen.HOW_TO_READ)
