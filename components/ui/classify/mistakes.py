"""The confusion matrix, and the texts behind each of its cells."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.classify.scores import Trial
from components.engine.classify.splits import make_splits, shared_texts
from components.ui.classify import computed
from components.ui.parts import downloads, labelled_table
from components.ui.parts.labelled_table import Settings
from components.ui.shell import choices, frame, visit
from components.ui.shell.markdown import prose

visit.declare(__name__, mistake=str)
SHOWN, LISTED = 15, 8
HOW_TO_READ = r"""
- Rows are the true classes, columns the predicted ones; the diagonal is right. Shades are shares of the row.
- **Macro-F1** is the mean over classes of $F_1 = 2PR/(P+R)$: a small class counts as much as a large one.
- The texts of a cell come most certain first: those are the mistakes that teach most. Certainty is the regression’s
  probability; it is not calibrated on other texts.
- Every text was predicted by a classifier that had not seen it (or only a copy of it in the table).
"""


def show(settings: Settings) -> None:
    """Draw the matrix, and open one cell."""
    model, data, way, seed = settings.key
    trial = partial(computed.trial, model, data, way, seed, settings.pooling, settings.layer)
    made = trial()
    labelled_table.show_scores(settings, made)
    labelled_table.show_confusion(trial, settings.data.classes, "confusion", "confusion")
    frame.live(lambda: open_cell(settings, trial()))
    splits = make_splits(settings.data.numbers, settings.way, settings.seed)
    labelled_table.warn_of_duplicates(shared_texts(settings.data.texts, splits))
    downloads.offer(
        "predictions",
        lambda: predictions(settings, trial()),
        f"Held-out predictions of logistic regression, {settings.tested_by}, accuracy {made.accuracy:.4f}",
        settings.model,
        layer=settings.layer,
        pooling=settings.pooling,
        seed=settings.seed,
    )


def predictions(settings: Settings, made: Trial) -> pd.DataFrame:
    """List every tested text with what was said about it."""
    classes = np.array(settings.data.classes)
    tested = np.flatnonzero(made.tested)
    assert made.probabilities is not None, "logistic regression gives them"
    return pd.DataFrame(
        {
            "text": [settings.data.texts[number] for number in tested],
            "true": classes[made.truth[tested]],
            "predicted": classes[made.predicted[tested]],
            "probability": made.probabilities[tested].max(axis=1),
        }
    )


def open_cell(settings: Settings, made: Trial) -> None:
    """Let the visitor pick a kind of mistake, and list its texts, the most certain first."""
    wrong = made.confusion * (1 - np.eye(made.classes, dtype=int))
    if not wrong.any():
        st.success("No mistakes among the tested texts.", icon=":material/check:")
        return
    classes = settings.data.classes
    cells = sorted(map(tuple, np.argwhere(wrong).tolist()), key=lambda cell: -wrong[cell])[:SHOWN]
    kinds = {f"{classes[true]} → {classes[predicted]}": (true, predicted) for true, predicted in cells}
    picked = choices.choose(
        "Open the misclassified texts",
        "mistake",
        list(kinds),
        format_func=lambda kind: f"{prose(kind)} ({wrong[kinds[kind]]})",
    )
    true, predicted = kinds[picked]
    certain = made.probabilities
    assert certain is not None, "logistic regression gives them"
    members = np.flatnonzero((made.truth == true) & (made.predicted == predicted))
    for number in sorted(members, key=lambda number: -certain[number, predicted])[:LISTED]:
        st.markdown(f"- {certain[number, predicted]:.0%} · {prose(settings.data.texts[number][:300])}")
    if len(members) > LISTED:
        st.caption(f"{len(members) - LISTED} more are in the file below.")
