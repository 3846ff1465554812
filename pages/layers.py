import streamlit as st

from components.ui import block_view, cached, chips, controls, frame, inputs, layer_views

frame.require()

st.title("How does each token’s vector change from layer to layer?")
st.write("Layer 0 knows only the piece and its place. Every layer adds what the token took from the others.")
left, right = frame.page_columns()
with left:
    text, pair = inputs.text_and_pair()
facts = cached.facts(controls.model())
encoding = cached.encoding(facts.name, text, pair)
start = cached.telling_link(facts.name, text, pair).query

with right:
    view = controls.view(["Change", "Inside a layer", "Paths", "Vector"])
    picked = chips.pick_token(encoding, "chips_layers", "Tokens; click one to pick it", default=start)
    how_to_read = layer_views.HOW_TO_READ
    if view == "Change":
        layer_views.show_change(encoding, picked)
    elif view == "Inside a layer":
        block_view.show(facts, encoding, picked, text, pair)
        how_to_read = block_view.HOW_TO_READ
    elif view == "Paths":
        layer_views.show_paths(encoding, picked)
    else:
        layer_views.show_vector(facts, encoding, picked)

with st.expander("How to read this", icon=":material/menu_book:"):
    st.markdown(how_to_read)
