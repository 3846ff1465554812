import streamlit as st

from components.ui.attention import scene
from components.ui.parts import text_boxes
from components.ui.shared import readings
from components.ui.shell import frame, sidebar

frame.require()

st.title("Which token looks at which?")
st.write("Each head of each layer spreads every token’s attention over all tokens; a row of the picture sums to 1.")
left, right = frame.page_columns()
with left:
    text, pair = text_boxes.text_and_pair()
facts = readings.facts(sidebar.model())
readings.encoding(facts.name, text, pair)  # refuses a text before anything else is asked
with right:
    view = sidebar.view(list(scene.VIEWS))
scene.show(view, left, right, facts, text, pair)
frame.how_to_read(scene.HOW_TO_READ)
