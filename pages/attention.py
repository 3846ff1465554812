from importlib import import_module

import streamlit as st

from components.ui.attention import scene, views
from components.ui.parts import text_boxes
from components.ui.shared import readings
from components.ui.shell import choices, frame, sidebar

frame.require()

st.title("Which token looks at which?")
st.write("Each head of each layer spreads every token’s attention over all tokens; a row of the picture sums to 1.")


@frame.live
def body() -> None:
    left, right = frame.page_columns()
    with left:
        text, pair = text_boxes.text_and_pair()
    encoded = readings.read(sidebar.model(), text, pair)  # refuses a text before anything else is asked
    with right:
        view = views.VIEWS[choices.view(list(views.VIEWS))]
    import_module(f"components.ui.attention.{view}").show(
        scene.Scene(left, right, encoded, readings.telling_link(encoded))
    )
    frame.how_to_read(scene.HOW_TO_READ)
