import streamlit as st

from components.ui import (
    controls,
    finetune_compare,
    finetune_done,
    finetune_earlier,
    finetune_options,
    finetune_run,
    frame,
)

frame.require()

st.title("What changes when BERT learns a task?")
st.write(
    "Classify reads frozen vectors; here the layers themselves learn to tell labels apart. Then look at what moved, "
    "what it gained, and what was forgotten."
)
VIEWS = {
    "Scores": finetune_done.show_scores,
    "Texts": finetune_compare.show_texts,
    "Word": finetune_compare.show_word,
    "Layers": finetune_compare.show_layers,
    "Forgotten": finetune_compare.show_forgotten,
}
chosen, run = finetune_run.current(), None
if chosen is not None:
    with frame.errors_shown():
        run = finetune_run.find(chosen)
if run is None:
    left, right = frame.page_columns()
    with left:
        job = finetune_options.ask(controls.model())
    with right:
        finetune_options.offer(job)
        finetune_compare.show_before(job)
        finetune_earlier.show()
else:
    finetune_run.describe(run)
    if run.phase == "done":
        with frame.errors_shown():  # its base may be gone: the model can still be taken along or deleted
            VIEWS[controls.view(list(VIEWS))](run)
        finetune_done.show_model(run)
    else:
        finetune_run.show(run)
frame.how_to_read(finetune_run.HOW_TO_READ)
