import streamlit as st

from components.ui import attention_views, cached, controls, frame, inputs

frame.require()

st.title("Which token looks at which?")
st.write("Each head of each layer spreads every token’s attention over all tokens; a row of the picture sums to 1.")
left, right = frame.page_columns()
with left:
    text, pair = inputs.text_and_pair()
facts = cached.facts(controls.model())
encoding = cached.encoding(facts.name, text, pair)
link = cached.telling_link(facts.name, text, pair)
with left:
    layer = controls.layer_slider(facts, first=1, default=link.layer + 1)
    head = controls.head_slider(facts, default=link.head + 1)
with right:
    view = controls.view(["Heat map", "BertViz head view", "BertViz model view"])
    if view == "Heat map":
        attention_views.show_heat_map(facts, encoding, layer, head, link)
    else:
        attention_views.show_bertviz(view, facts, text, pair, layer, head)
with st.expander("How to read this", icon=":material/menu_book:"):
    st.markdown(
        """
- Weight of key *j* for query *i*: softmax over *j* of qᵢ · kⱼ ÷ √d, with d the width of one head (Vaswani et al. 2017).
- Many heads give most weight to `[SEP]` or `[CLS]`. That is their way to do nothing (Clark et al. 2019).
- Layer *k* here is the block that makes state *k* from state *k* − 1.
- This does *not* explain a decision: a large weight says where a head takes from, not that it matters for the result.
"""
    )
