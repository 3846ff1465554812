"""Judged pairs: the uses of a word as the class holds them, beside the same uses in the model."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.built_in.wordbench import ENGLISH
from components.engine.classroom import judging
from components.engine.errors import WordError
from components.engine.lessons.lesson import Step
from components.figures.classroom import draw_uses
from components.figures.curves import draw_curves
from components.ui.parts import chart
from components.ui.shared import readings
from components.ui.shared.store import STORE
from components.ui.shell import frame, sidebar
from components.ui.shell.markdown import prose


def show(step: Step, said: Sequence[str], layer: int | None, who: str) -> None:
    """Draw both graphs, and say how far people agree with each other, and with each layer of the model.

    With no layer, nothing is said of the model.
    """
    uses = step.answers
    judged = judging.read_judgements(said, len(uses))
    means = judging.mean_judgements(judged)
    close = model_closeness(sidebar.model(), uses, *word_of(step))
    left, right = st.columns(2, gap="medium")
    theirs = judging.places(means, len(uses))
    pairs, known = judging.pairs_of(len(uses)), ~np.isnan(means)
    joined = known & (np.nan_to_num(means) > judging.SAME)
    with left:
        st.markdown(f"**{who}**: joined where the mean judgement is over {judging.SAME}")
        table = pairs_table(uses, judged, close)
        if known.any():
            alt = graph_alt("the class", pairs, joined)
            chart.show(draw_uses(theirs, pairs, means, joined, uses), "uses, the class", alt, table, key="class_uses")
        else:
            st.caption("No pair is judged yet.")
    if layer is not None:
        with right:
            show_model(close[layer], layer, int(joined.sum()), theirs, uses)
    st.markdown("\n".join(f"{number}. {prose(use)}" for number, use in enumerate(uses, 1)))
    if len(said) > 1:
        say_agreement(judged)
    if layer is not None:
        show_layers(means, close, layer)
    frame.how_to_read(HOW_TO_READ)


def show_model(near: np.ndarray, layer: int, count: int, beside: np.ndarray, uses: Sequence[str]) -> None:
    """Draw the model's graph, of cosines (pairs,), with as many lines as the people's, turned to lie like it."""
    pairs = judging.pairs_of(len(uses))
    joined = np.isin(np.arange(len(pairs)), np.argsort(-near, kind="stable")[:count])
    many = "the nearest pair" if count == 1 else f"the {count} nearest pairs"
    st.markdown(f"**BERT, layer {layer}**: joined {'is' if count == 1 else 'are'} {many}, as many as beside it")
    figure = draw_uses(judging.places(near, len(uses), beside), pairs, near, joined, uses)
    chart.show(figure, "uses, BERT", graph_alt(f"layer {layer}", pairs, joined), None, key="model_uses")


def word_of(step: Step) -> tuple[str, bool]:
    """Return the word whose uses are judged, and whether its inflections count, which are known for English."""
    return str(step.settings.get("word", "")), step.settings.get("language", ENGLISH) == ENGLISH


def model_closeness(model: str, uses: tuple[str, ...], word: str, inflections: bool) -> np.ndarray:
    """Compare the model's vectors of the word in each pair of uses: cosines (layers + 1, pairs)."""
    spans = [next(iter(readings.spans((use,), word, inflections)), None) for use in uses]
    if None in spans:
        raise WordError(f"“{word}” is not in “{uses[spans.index(None)]}”. The lesson’s file needs it in each use.")
    places = tuple(type(span)(number, span.start, span.end) for number, span in enumerate(spans) if span)
    return STORE.get(
        ("closeness of uses", model, uses, places),
        lambda: judging.closeness(readings.occurrences(model, uses, places).states),
    )


def pairs_table(uses: Sequence[str], judged: np.ndarray, close: np.ndarray) -> pd.DataFrame:
    """List the pairs with what people judged and the model's cosines."""
    first, second = np.array(judging.pairs_of(len(uses))).T
    rows = {
        "first use": [uses[number] for number in first],
        "second use": [uses[number] for number in second],
        "mean judgement": judging.mean_judgements(judged),
        "people": (~np.isnan(judged)).sum(axis=0),
    }
    return pd.DataFrame(rows | {f"cosine, layer {number}": values for number, values in enumerate(close)})


def graph_alt(whose: str, pairs: Sequence[tuple[int, int]], joined: np.ndarray) -> str:
    """Tell a graph in words."""
    lines = [f"{a + 1} and {b + 1}" for (a, b), one in zip(pairs, joined, strict=True) if one]
    return f"Graph of uses, {whose}: joined are {', '.join(lines) or 'none'}."


def say_agreement(judged: np.ndarray) -> None:
    """Say how far people agree with each other."""
    found = judging.agreement(judged)
    if found is None:
        st.markdown("**Agreement between people**: none to measure yet; two must have judged the same pairs, unlike.")
        return
    st.markdown(
        f"**Agreement between people**: Krippendorff’s α = {found.alpha:.2f} ({found.low:.2f} to {found.high:.2f}; "
        f"{found.judges} people, {found.pairs} pairs; 0 by chance, 1 at best)"
    )


def show_layers(means: np.ndarray, close: np.ndarray, layer: int) -> None:
    """Draw how far each layer agrees with the class, and how far chance would."""
    agreement = judging.rank_agreement(means, close)
    pairs = int((~np.isnan(means)).sum())
    if np.isnan(agreement).all():
        st.markdown("**Agreement with BERT**: none to measure until pairs are judged unlike.")
        return
    reach = judging.chance_reach(pairs)
    st.markdown(
        f"**Agreement with BERT**, layer {layer}: Spearman’s ρ = {agreement[layer]:.2f} between mean judgement and "
        f"cosine (n = {pairs} pairs; by chance 95 of 100 lie between −{reach:.2f} and {reach:.2f})"
    )
    curves = {
        "Spearman’s ρ": agreement,
        "chance, upper end": np.full(len(agreement), reach),
        "chance, lower end": np.full(len(agreement), -reach),
    }
    figure = draw_curves(curves, "Spearman’s ρ", ["chance, upper end", "chance, lower end"], (-1.05, 1.05), layer)
    alt = f"Spearman’s ρ by layer, from {agreement[0]:.2f} at layer 0 to {agreement[-1]:.2f} at the last."
    chart.show(figure, "agreement by layer", alt, chart.layer_table(curves), key="class_agreement")


HOW_TO_READ = """
- People judged each pair of uses: **1** unrelated, **2** distantly related, **3** closely related, **4** identical (the
  scale of DURel, Schlechtweg et al. 2018). Uses lie near each other where the mean is high.
- **α** compares how often people differ with how often they would by chance, with the four grades as ranks. Around 0
  the class guessed; above 0.67 many fields begin to trust a mean.
- **ρ** compares two orders of the pairs: by the class's mean, and by the cosine of BERT's vectors of the word. It says
  nothing about how large a cosine is. Pairs share uses, so they are fewer independent facts than n says.
- The model's graph is turned to lie like the class's as far as it can; what lies near what is all that counts.
"""
