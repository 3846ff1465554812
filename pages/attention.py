from importlib import import_module

import streamlit as st

from components.ui.attention import scene
from components.ui.parts import text_boxes
from components.ui.shared import models, readings
from components.ui.shell import choices, frame, sidebar

# The name of each view, as in the link, and the module that draws it; imported only when it is chosen.
VIEWS = {
    "Heads": "one_head",
    "Find heads": "find_heads",
    "Summary": "summaries",
    "Step by step": "head_steps",
    "Two contexts": "two_contexts",
    "Knock-out": "knockout",
    "Flow": "flow",
    "Sentences": "sentence_by_sentence",
    "Queries and keys": "query_key_map",
    "BertViz": "bertviz",
}

frame.require()

st.title("Which token looks at which?")
st.write("Each head of each layer spreads every token’s attention over all tokens; a row of the picture sums to 1.")
left, right = frame.page_columns()
with left:
    text, pair = text_boxes.text_and_pair()
facts = models.facts(sidebar.model())
encoding = readings.encoding(facts.name, text, pair)  # refuses a text before anything else is asked
with right:
    view = choices.view(list(VIEWS))
link = readings.telling_link(facts.name, text, pair)
module = import_module(f"components.ui.attention.{VIEWS[view]}")
module.show(scene.Scene(left, right, facts, text, pair, encoding, link))
frame.how_to_read(scene.HOW_TO_READ)
