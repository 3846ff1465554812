"""Accuracy by layer for every pooling, against TF-IDF, the majority class and shuffled labels."""

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.classify.probes import Study
from components.engine.classify.scores import Trial, margin
from components.engine.encoding.text_vectors import POOLINGS
from components.figures import classify
from components.ui.classify import computed
from components.ui.parts import chart, downloads, labelled_table
from components.ui.parts.labelled_table import Settings
from components.ui.shared import text_vectors

BEGINNING = 200  # letters of a text
HOW_TO_READ = r"""
- A **logistic regression** (scikit-learn, C = 0.01 on standardized vectors) learns from the frozen vectors of the
  training texts and is tested on the others. The band is the 95 % interval (Wilson) of the chosen pooling.
- **TF-IDF** counts words and word pairs and has no idea of meaning; a logistic regression (C = 10, not standardized)
  reads it. In the built-in texts hardly a telling word occurs twice, so it learns next to nothing: short, varied texts
  are where pretrained vectors shine. With balanced classes it may even fall below chance: where texts come in mirrored
  pairs (“a good film”, “a bad film”), a word learned with one label is tested with the other. To be better than that
  says nothing, so the gain is then told against the majority.
- **Majority** always answers the most frequent class.
- **Shuffled labels**: every text gets another one’s label, drawn anew for each layer (a permutation test of few draws;
  Ojala & Garriga 2010; means of all tokens). Labels then say nothing of the texts, so this line and how much it swings
  is what chance gives with these texts; where the figures above are no better, nothing of the label was read. It does
  *not* tell memory from meaning.
- The layer is chosen by you, looking at the test texts: the best of many is a little too good.
- This shows what can be *read out* of a vector by a line, not what BERT uses.
"""


def show(settings: Settings) -> None:
    """Draw the curves, and what the chosen layer and pooling gain."""
    made = computed.study(*settings.key)
    accuracy, (curves, ends, baselines) = made.layers.accuracy, lines(settings)
    table = partial(table_by_layer, settings)
    ours = made.layers.trial(POOLINGS.index(settings.pooling), settings.layer)
    st.markdown(in_words(settings, ours, made))
    chart.show(
        classify.draw_accuracy(curves, baselines, (settings.pooling, *ends), settings.layer),
        "accuracy by layer",
        f"Accuracy by layer for {len(POOLINGS)} poolings; TF-IDF {made.words.accuracy:.0%}.",
        table,
        key="accuracy",
    )
    best = np.unravel_index(accuracy.argmax(), accuracy.shape)
    with st.expander("In figures", icon=":material/straighten:", expanded=True):
        labelled_table.show_scores(settings, ours)
        st.caption(
            f"Layer {settings.layer}, {settings.pooling}: {told_gain(ours, made)} Shuffled labels: "
            f"{made.shuffled.mean():.0%} on average over the layers ({made.shuffled.min():.0%} to "
            f"{made.shuffled.max():.0%}). Best: {POOLINGS[best[0]]} at layer {best[1]}, {accuracy[best]:.1%}. Seed "
            f"{settings.seed}."
        )
    warn(settings, made)
    downloads.offer(
        "accuracy by layer",
        table,
        f"Accuracy of logistic regression on frozen vectors, {settings.tested_by}, n = {len(settings.data.texts)}",
        settings.model,
        lambda: vectors(settings),
        layer=settings.layer,
        pooling=settings.pooling,
        seed=settings.seed,
    )


def in_words(settings: Settings, ours: Trial, made: Study) -> str:
    """Say how many texts are labelled rightly at the chosen layer, and by those who read no BERT."""
    right, low, high = (100 * share for share in (ours.accuracy, *ours.interval("accuracy", settings.seed)))
    return (
        f"A straight line through BERT’s vectors of layer {settings.layer} labels **{right:.0f} of 100** unseen texts "
        f"rightly (95 %: {low:.0f} to {high:.0f}; n = {len(ours.truth):,}). Counting words (TF-IDF) gets "
        f"{100 * made.words.accuracy:.0f}, and who always says the most frequent label "
        f"{100 * made.majority.accuracy:.0f}."
    )


def told_gain(ours: Trial, made: Study) -> str:
    """Say what is gained against the better of two baselines, how sure that is, and what is no bar to beat."""
    broken = made.words.accuracy < made.majority.accuracy
    bar = made.majority if broken else made.words
    gain, low, high = margin(ours, bar)
    sure = "the interval excludes 0" if low > 0 or high < 0 else "the interval includes 0, so this may be chance"
    told = (
        f"{gain * 100:+.1f} points against {'the majority' if broken else 'TF-IDF'} (95 %: {low * 100:+.1f} to "
        f"{high * 100:+.1f}; {sure})."
    )
    if broken:
        return (
            f"{told} TF-IDF is no bar here: with {made.words.accuracy:.0%} it is below the {bar.accuracy:.0%} of "
            "always giving the most frequent label, so the words it learned mislead it (see “How to read this”)."
        )
    if made.words.interval("accuracy")[0] > made.majority.accuracy:
        return told
    return f"{told} With {len(ours.truth):,} texts like these, TF-IDF is not surely better than the majority."


def lines(settings: Settings) -> tuple[dict[str, np.ndarray], np.ndarray, dict[str, Any]]:
    """Return every pooling’s accuracies (layers + 1,), the ends of the chosen one’s intervals, and the baselines."""
    made = computed.study(*settings.key)
    layers, chosen = range(made.layers.accuracy.shape[1]), POOLINGS.index(settings.pooling)
    ends = [made.layers.trial(chosen, layer).interval("accuracy", settings.seed) for layer in layers]
    words, majority, shuffled = made.words.accuracy, made.majority.accuracy, made.shuffled
    baselines = {"TF-IDF": words, "majority": majority, "shuffled labels": shuffled}
    return dict(zip(POOLINGS, made.layers.accuracy, strict=True)), np.array(ends).T, baselines


def table_by_layer(settings: Settings) -> pd.DataFrame:
    """List everything that is drawn, a row a layer."""
    curves, (low, high), baselines = lines(settings)
    ends = {f"{settings.pooling} low": low, f"{settings.pooling} high": high}
    return chart.layer_table(curves | ends | baselines)


def warn(settings: Settings, made: Study) -> None:
    """Say what makes the figures less than they seem."""
    cut = text_vectors.table_vectors(settings.model, settings.data.texts).shortened
    labelled_table.warn_of_duplicates(made.shared)
    if cut:
        st.warning(
            f"{len(cut):,} texts are longer than the model reads: only their beginning counts.", icon=":material/cut:"
        )
    if (n := int(made.words.tested.sum())) < 50:
        st.warning(
            f"Only {n} texts were tested: look at the interval rather than the figure.", icon=":material/warning:"
        )


def vectors(settings: Settings) -> dict[str, np.ndarray]:
    """Return the chosen vectors with texts and labels."""
    pooled = text_vectors.table_vectors(settings.model, settings.data.texts).at(settings.pooling, settings.layer)
    begun = [text[:BEGINNING] for text in settings.data.texts]  # numpy gives each as much room as the longest
    return {"vectors": pooled, "text beginnings": np.array(begun), "labels": np.array(settings.data.labels)}
