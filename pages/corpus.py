import streamlit as st

from components.ui.corpus import bringing, chosen, compare, corpus_map, embedding, find
from components.ui.shell import choices, frame, sidebar

frame.require()

st.title("What does a whole text say, and where?")
st.write("A book, a newspaper, a folder of reviews: every sentence or word of it found again by meaning, at any layer.")


VIEWS = {"Map": corpus_map, "Find": find, "Compare": compare}


@frame.live
def body() -> None:
    model = sidebar.model()
    left, right = frame.page_columns()
    with left:
        corpus = chosen.ask()
        if corpus is None:
            chosen.say_the_way()
        made = chosen.ask_embedding(corpus) if corpus is not None else None
        aside = st.container()
    with right:
        chosen.say_if_lost()
        if corpus is None:
            bringing.show()
        elif made is None:
            embedding.ask(corpus, model)
        elif not embedding.is_done(made):
            embedding.watch(made)
        else:
            VIEWS[choices.view(list(VIEWS))].show(made, aside)
    if corpus is not None:
        with left:
            if made is not None and embedding.is_done(made):
                embedding.offer_delete(made)
            chosen.about(corpus)
    frame.how_to_read(chosen.HOW_TO_READ)
