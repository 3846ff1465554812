"""What is classified, and how: the table, the split with its seed, pooling and layer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.classify.scores import Trial
from components.engine.classify.splits import FOLDS, WAYS, count_folds
from components.engine.files.label_tables import TASKS, Labelled, built_in, clean, read_pasted
from components.engine.files.tables import TABLES
from components.figures import classify
from components.ui.parts import chart, files, pooling_choice, text_boxes
from components.ui.shell import choices, visit
from components.ui.shell.markdown import prose

visit.declare(__name__, pasted=str, seed=int, split=str)
visit.declare(__name__, labelled=str, labelled_header=bool, labelled_text=str, labelled_label=str)

SENTIMENT, TOPIC, PASTE, FILE = "Sentiment", "Topic", "Paste", "File"
MOST_SEED = 999
PASTED = (
    "The parcel never came, refund\nMy order is three weeks late, refund\nI want my money back, refund\nThe box was "
    "empty, refund\nIt broke on the first day, refund\nHow do I change my password?, account\nI cannot log in, account"
    "\nPlease delete my profile, account\nMy email address has changed, account\nThe reset link does not work, account"
)


@dataclass(frozen=True)
class Settings:
    """What the visitor chose."""

    model: str
    data: Labelled
    way: str
    seed: int
    pooling: str
    layer: int

    @property
    def tested_by(self) -> str:
        """Say how it is tested; a class of two texts makes two folds."""
        return self.way.replace(str(FOLDS), str(count_folds(self.data.numbers))) if self.way == WAYS[0] else self.way

    @property
    def key(self) -> tuple:
        """Return what `classify.computed` asks for, in its order."""
        return self.model, self.data, self.way, self.seed


def ask(model: str) -> Settings:
    """Ask for the table and the settings.

    Raises TextError or FileError if the table cannot be used.
    """
    data = table()
    way = choices.choose("Test on", "split", WAYS, help="Every figure is of texts that were not trained on.")
    settings = Settings(model, data, way, 0, "", 0)
    if settings.tested_by != way:
        rarest = min(map(data.labels.count, data.classes))
        st.caption(f":material/info: The smallest class has {rarest} texts, so this is {settings.tested_by}.")
    seed = ask_seed()
    pooling, layer = pooling_choice.pooling_and_layer(model)
    return Settings(model, data, way, seed, pooling, layer)


def table() -> Labelled:
    """Ask for the table.

    Raises TextError or FileError if it cannot be used.
    """
    source = choices.choose("Table", "labelled", [SENTIMENT, TOPIC, PASTE, FILE])
    if source == PASTE:
        data = read_pasted(
            text_boxes.box("Lines of a text, a comma and a label", "pasted", PASTED, "table", height=190)
        )
    elif source == FILE:
        data = from_file() or built_in(TASKS[0])
    else:
        data = built_in(source.lower())
    counts = pd.Series(data.labels).value_counts()
    st.caption(
        f"{len(data.texts):,} texts: " + ", ".join(f"{prose(label)} {count:,}" for label, count in counts.items())
    )
    for note in data.notes:
        st.caption(f":material/info: {prose(note)}")
    return data


def title() -> str:
    """Name the table that is in use: a file by its name."""
    source = st.session_state.get("labelled", SENTIMENT)
    if source == FILE:
        file = files.kept("labelled_file")
        return SENTIMENT if file is None else Path(file.name).stem
    return "Pasted table" if source == PASTE else source


def ask_seed() -> int:
    """Ask for the seed of the split."""
    linked = visit.linked("seed", 0, lambda seed: min(max(seed, 0), MOST_SEED))
    return int(st.number_input("Seed", 0, MOST_SEED, 0, help="Which texts fall into which part.", **linked))


def from_file() -> Labelled | None:
    """Offer to take a table from a file.

    Raises FileError or TextError if it cannot be used.
    """
    uploaded = files.brought_file(f"A table ({', '.join(TABLES)})", "labelled_file", TABLES)
    if uploaded is None:
        st.caption(
            "A column of texts and one of labels; up to 50 MB; goes to this app’s server alone. Until then: Sentiment."
        )
        return None
    layout = files.look(uploaded, "labelled_header", 2)
    text = files.column("Column of texts", "labelled_text", layout)
    label = files.column("Column of labels", "labelled_label", layout, without=text)
    return files.read_columns(uploaded, layout, (text, label), clean)


def show_texts(settings: Settings) -> None:
    """List the texts with their labels."""
    st.dataframe(
        pd.DataFrame({"text": settings.data.texts, "label": settings.data.labels}),
        hide_index=True,
        alt="The texts and their labels",
    )
    if settings.data in map(built_in, TASKS):
        st.caption(
            "The built-in texts were written for Sensescope: five topics, each praised 41 times and panned 41 times."
        )


def show_confusion(trial: Callable[[], Trial], classes: Sequence[str], name: str, key: str) -> None:
    """Draw a confusion matrix, with a table called `name`: a row a true class, a column a predicted one."""

    def table() -> pd.DataFrame:
        counts = pd.DataFrame(trial().confusion, columns=[f"predicted {label}" for label in classes])
        counts.insert(0, "true", list(classes))
        return counts

    counts = trial().confusion
    chart.show(
        classify.draw_confusion(counts, classes),
        name,
        f"Confusion matrix of {len(classes)} classes; {np.trace(counts)} of {counts.sum()} texts are right.",
        table,
        key=key,
    )


def warn_of_duplicates(shared: int) -> None:
    """Say how many tested texts were learned from as well, if any."""
    if shared:
        st.warning(
            f"{shared:,} tested texts also stand among those that were learned from, word for word: their labels were "
            "known before, so the figures are too good. Take duplicates out of the table.",
            icon=":material/content_copy:",
        )


def show_scores(settings: Settings, made: Trial) -> None:
    """Show accuracy and macro-F1 with their intervals."""
    accuracy, macro_f1 = st.columns(2)
    n = int(made.tested.sum())
    with accuracy:
        show_score(f"Accuracy, n = {n:,}", made, settings.seed, "The interval: Wilson’s.")
    with macro_f1:
        show_score(f"Macro-F1, n = {n:,}", made, settings.seed, "The interval: 1,000 bootstrap draws.", "macro_f1")


def show_score(label: str, made: Trial, seed: int, about: str, measure: str = "accuracy") -> None:
    """Show one score with its interval."""
    low, high = made.interval(measure, seed)
    interval = f"95 %: {low:.3f} to {high:.3f}"
    st.metric(label, f"{getattr(made, measure):.3f}", interval, delta_color="off", delta_arrow="off", help=about)
