import streamlit as st

from components.engine.built_in.wordbench import ENGLISH
from components.ui.contexts import (
    find_contexts,
    group_names,
    sentence_files,
    used_sentences,
    word_boxes,
    word_in_contexts,
)
from components.ui.senses import (
    compare,
    curve,
    found_groups,
    picked_sentence,
    quiz,
    vectors,
    which_words,
    word_map,
    words,
)
from components.ui.shared import models
from components.ui.shell import choices, frame, sidebar

frame.require()

st.title("One word, many contexts: does BERT tell its meanings apart?")
st.write("Each point is the word in one sentence. Move the layer: points glide as the context does its work.")


@frame.live
def body() -> None:
    model = sidebar.model()
    left, right = frame.page_columns()
    with left:
        language = word_boxes.language()
        word = word_boxes.word(language)
        which_words.show(model, language, word)
        own_text, inflected = word_boxes.own_sentences(word, language)
        file = sentence_files.sentence_file(model, word, inflected)
    if language != ENGLISH:
        with right:
            sidebar.offer_multilingual()
    group_names.given_names()  # in the link of every view
    with right:
        if find_contexts.asks_for_sentences(word, own_text, inflected, language, file):
            return
    made_of = find_contexts.gather(model, word, own_text, inflected, file, language)
    with right:
        view = choices.view(["Map", "Groups", "Words", "Quiz", "Compare"])
        if view == "Map":
            layer = word_map.show(made_of)
        elif view == "Compare":
            layer = models.facts(model).layers
            compare.show(made_of)
        else:
            layer = choices.layer_slider(models.facts(model))
            {"Groups": found_groups, "Words": words, "Quiz": quiz}[view].show(made_of, layer)
    with left:
        find_contexts.say_what_is_missing(made_of, file)
        picked_sentence.show_own(made_of, layer)
        find_contexts.offer_new_basis(made_of)
    if view == "Map":
        curve.show(made_of, layer)

    with st.expander("The sentences that make this map", icon=":material/list:"):
        used_sentences.show(made_of)
    vectors.show(made_of)
    frame.how_to_read(word_in_contexts.HOW_TO_READ)
