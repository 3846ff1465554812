import streamlit as st

from components.ui.finetune import compare, done, earlier, one_run, options
from components.ui.shell import choices, frame, sidebar

frame.require()

st.title("What changes when BERT learns a task?")
st.write(
    "Classify reads frozen vectors; here the layers themselves learn to tell labels apart. Then look at what moved, "
    "what it gained, and what was forgotten."
)
VIEWS = {
    "Scores": done.show_scores,
    "Texts": compare.show_texts,
    "Word": compare.show_word,
    "Layers": compare.show_layers,
    "Forgotten": compare.show_forgotten,
}
chosen, run = one_run.current(), None
if chosen is not None:
    with frame.errors_shown():
        run = one_run.find(chosen)
if run is None:
    left, right = frame.page_columns()
    with left:
        job = options.ask(sidebar.model())
    with right:
        options.offer(job)
        compare.show_before(job)
        earlier.show()
else:
    one_run.describe(run)
    if run.phase == "done":
        with frame.errors_shown():  # its base may be gone: the model can still be taken along or deleted
            VIEWS[choices.view(list(VIEWS))](run)
        done.show_model(run)
    else:
        one_run.show(run)
frame.how_to_read(one_run.HOW_TO_READ)
