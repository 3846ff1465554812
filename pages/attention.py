import streamlit as st

from components.ui.attention import scene, views
from components.ui.parts import text_boxes
from components.ui.shared import models, readings
from components.ui.shell import choices, frame, sidebar

frame.require()

st.title("Which token looks at which?")
st.write("Each head of each layer spreads every token’s attention over all tokens; a row of the picture sums to 1.")
left, right = frame.page_columns()
with left:
    text, pair = text_boxes.text_and_pair()
facts = models.facts(sidebar.model())
encoding = readings.encoding(facts.name, text, pair)  # refuses a text before anything else is asked
with right:
    view = choices.view(list(views.VIEWS))
link = readings.telling_link(facts.name, text, pair)
views.open_view(view).show(scene.Scene(left, right, facts, text, pair, encoding, link))
frame.how_to_read(scene.HOW_TO_READ)
