import streamlit as st

from components.engine.wordbench import ENGLISH
from components.ui import (
    cached,
    controls,
    frame,
    inputs,
    material,
    sense_compare,
    sense_curve,
    sense_groups,
    sense_map,
    sense_picked,
    sense_quiz,
    sense_words,
)

frame.require()

st.title("One word, many contexts: does BERT tell its meanings apart?")
st.write("Each point is the word in one sentence. Move the layer: points glide as the context does its work.")
model = controls.model()
left, right = frame.page_columns()
with left:
    language = inputs.language()
    word = inputs.word(language)
    own_text, inflected = inputs.own_sentences(word, language)
    file = inputs.sentence_file(model, word, inflected)
if language != ENGLISH:
    with right:
        controls.offer_multilingual()
made_of = material.gather(model, word, own_text, inflected, file, language)
with right:
    view = controls.view(["Map", "Groups", "Words", "Quiz", "Compare"])
    if view == "Map":
        layer = sense_map.show(made_of)
    elif view == "Compare":
        layer = cached.facts(model).layers
        sense_compare.show(made_of)
    else:
        layer = controls.layer_slider(cached.facts(model))
        {"Groups": sense_groups, "Words": sense_words, "Quiz": sense_quiz}[view].show(made_of, layer)
with left:
    material.say_what_is_missing(made_of, file)
    sense_picked.show_own(made_of, layer)
    material.offer_new_basis(made_of)
if view == "Map":
    sense_curve.show(made_of, layer)

with st.expander("The sentences that make this map", icon=":material/list:"):
    material.show_sentences(made_of)
frame.how_to_read(material.HOW_TO_READ)
