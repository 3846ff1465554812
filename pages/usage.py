import streamlit as st

from components.engine.built_in.wordbench import ENGLISH
from components.ui.contexts import find_contexts, lasso, sentence_files, used_sentences, word_boxes
from components.ui.shared import models
from components.ui.shell import choices, frame, sidebar
from components.ui.usage import axis, change, groups, more_like_this, uses

frame.require()

st.title("Does a word mean something else there?")
st.write(
    "Uses of one word from two sources, two times or two files: on one map, and how far they differ, beside chance."
)


@frame.live
def body() -> None:
    model = sidebar.model()
    left, right = frame.page_columns()
    with left:
        language = word_boxes.language()
        word = word_boxes.word(language, "charge")
        own_text, inflected = word_boxes.own_sentences(word, language, uses.WHERE)
        file = sentence_files.sentence_file(model, word, inflected)
    with right:
        if language != ENGLISH:
            sidebar.offer_multilingual()
        if find_contexts.asks_for_sentences(word, own_text, inflected, language, file):
            return
        made_of = find_contexts.gather(model, word, own_text, inflected, file, language)
    with left:
        given = uses.ask_senses(made_of)
    with right:
        view = choices.view(["Groups", "Change", "Axis", "More like this"])
        layer = choices.layer_slider(models.facts(model)) if view != "Groups" else groups.layer_of(model)
        all_uses = uses.gather(made_of, layer, given)
        if view == "Axis":
            axis.show(all_uses, layer)
        elif view == "More like this":
            more_like_this.show(all_uses, layer)
        elif uses.asks_for_groups(all_uses):
            groups.show_map(all_uses, layer)
            lasso.show(all_uses.made_of)
        else:
            {"Groups": groups, "Change": change}[view].show(all_uses, layer)
    with left:
        find_contexts.say_what_is_missing(made_of, file)
        find_contexts.say_what_is_no_group(own_text)
    with st.expander("The sentences that are compared", icon=":material/list:"):
        used_sentences.show(all_uses.made_of)
    frame.how_to_read(uses.HOW_TO_READ)
