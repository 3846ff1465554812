import streamlit as st

from components.ui import attention_views, cached, controls, frame, inputs

frame.require()

st.title("Which token looks at which?")
st.write("Each head of each layer spreads every token’s attention over all tokens; a row of the picture sums to 1.")
left, right = frame.page_columns()
with left:
    text, pair = inputs.text_and_pair()
facts = cached.facts(controls.model())
cached.encoding(facts.name, text, pair)  # refuses a text before anything else is asked
with right:
    view = controls.view(list(attention_views.VIEWS))
attention_views.show(view, left, right, facts, text, pair)
frame.how_to_read(attention_views.HOW_TO_READ)
