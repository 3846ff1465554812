"""How many labelled texts it takes: accuracy after training on few and on many."""

from functools import partial

import pandas as pd
import streamlit as st

from components.engine.classify.splits import WAYS, make_splits, shared_texts
from components.figures import classify
from components.ui.classify import computed
from components.ui.parts import chart, downloads, labelled_table
from components.ui.parts.labelled_table import Settings

HOW_TO_READ = r"""
- A fifth of the texts is held out; from the rest, random parts are trained on, from two texts a class to all. Five
  draws, each with other held-out texts: small marks are draws, lines their mean.
- A curve that still climbs at its right end says that more labels would help; a flat one, that other vectors would.
- The dotted line is the largest class’s share: what knowing nothing gets.
"""


def show(settings: Settings) -> None:
    """Draw the curve of the vectors beside that of TF-IDF."""
    learned = partial(
        computed.learning_curve, settings.model, settings.data, settings.seed, settings.pooling, settings.layer
    )

    def table() -> pd.DataFrame:
        made = learned()
        draws = range(1, made.vectors.shape[1] + 1)
        rows = pd.MultiIndex.from_product([made.sizes.astype(int), draws], names=["training texts", "draw"])
        return pd.DataFrame({"vectors": made.vectors.ravel(), "TF-IDF": made.words.ravel()}, rows).reset_index()

    made = learned()
    chance = pd.Series(settings.data.labels).value_counts(normalize=True).iloc[0]
    ours = f"layer {settings.layer}, {settings.pooling}"
    chart.show(
        classify.draw_learning(made.sizes, {ours: made.vectors, "TF-IDF": made.words}, float(chance)),
        "learning curve",
        f"Accuracy after {made.sizes[0]} to {made.sizes[-1]} training texts.",
        table,
        key="learning",
    )
    few, most = made.vectors[0].mean(), made.vectors[-1].mean()
    words = made.words[-1].mean()
    better = made.sizes[made.vectors.mean(axis=1) > words]
    said = f", which the vectors beat with {better[0]} texts. " if len(better) else ". "
    if words < chance:
        said = f", below the {chance:.0%} of always giving the most frequent label, so it is no bar to beat. "
    st.caption(
        f"Vectors: {few:.0%} after {made.sizes[0]} texts, {most:.0%} after {made.sizes[-1]}; TF-IDF after "
        f"{made.sizes[-1]}: {words:.0%}{said}Each on {made.held_out} held-out texts, {made.vectors.shape[1]} draws, "
        f"seeds from {settings.seed}; other splits than in “By layer”, so the figures differ a little."
    )
    first = make_splits(settings.data.numbers, WAYS[1], settings.seed)
    labelled_table.warn_of_duplicates(shared_texts(settings.data.texts, first))
    downloads.offer(
        "learning curve",
        table,
        f"Accuracy by number of training texts, {made.held_out} held-out texts a draw",
        settings.model,
        layer=settings.layer,
        pooling=settings.pooling,
        seed=settings.seed,
    )
