"""Pairs with scores by people: how well cosines agree with them, by layer and pooling."""

import numpy as np
import pandas as pd
import streamlit as st
from scipy.stats import rankdata

from components.engine.encoding.text_vectors import POOLINGS
from components.engine.files.tables import TABLES
from components.engine.similarity.agreement import Agreement, ScoredPairs, built_in_pairs, check_pairs
from components.figures import curves, similarity
from components.ui.parts import chart, downloads, files, pooling_choice
from components.ui.shared import models
from components.ui.shell import choices, frame, visit
from components.ui.shell.markdown import prose
from components.ui.similarity import computed

visit.declare(__name__, score=str, pairs_header=bool, pairs_first=str, pairs_second=str, pairs_score=str)
MEASURES = ("Spearman", "Pearson")
HOW_TO_READ = r"""
- People gave each pair a score; the model gives it a cosine. **Pearson’s** $r$ asks whether they lie on a line,
  **Spearman’s** $\rho$ only whether they agree on the order, which is the usual figure (STS benchmark).
- The band is the 95 % interval of the chosen pooling: Fisher (1921) for $r$, Bonett & Wright (2000) for $\rho$, with
  pairs taken as independent.
- The built-in 82 pairs were written and scored (0 nothing in common, 5 the same) by one writer, to have an
  example; they are no benchmark. Your own file needs two columns of texts and one of scores, on any scale.
- Pairs with a negation (“may smoke”, “must not smoke”) are scored low by people and high by most models.
"""


def show(model: str) -> None:
    """Ask for pairs, and draw the agreement at every layer."""
    left, right = frame.page_columns()
    with left:
        measure = choices.choose("Measure", "score", MEASURES)
        pooling, layer = pooling_choice.pooling_and_layer(model)
        pairs = None
        with frame.errors_shown():
            pairs = from_file() or built_in_pairs()
    if pairs is None:  # the file was refused in a sentence
        return
    with right:
        draw(model, pairs, measure.lower(), pooling, layer)


def from_file() -> ScoredPairs | None:
    """Offer to take pairs from a file.

    Raises FileError if it cannot be read.
    """
    uploaded = files.brought_file(f"Pairs with scores ({', '.join(TABLES)})", "pairs_file", TABLES)
    if uploaded is None:
        st.caption("Until then: 82 built-in pairs. A file needs two columns of texts and one of scores.")
        return None
    layout = files.look(uploaded, "pairs_header", 3)
    first = files.column("First text", "pairs_first", layout)
    second = files.column("Second text", "pairs_second", layout, 1)
    scores = files.column("Score", "pairs_score", layout, -1)
    return files.read_columns(uploaded, layout, (first, second, scores), check_pairs)


def draw(model: str, pairs: ScoredPairs, measure: str, pooling: str, layer: int) -> None:
    """Draw the curves of all poolings, the chosen one's interval, and cosines against scores."""

    def table() -> pd.DataFrame:
        made = computed.agreement(model, pairs)
        figures = zip(POOLINGS, getattr(made, measure), *made.interval(measure), strict=True)
        parts = [
            pd.DataFrame({"pooling": name, measure: ours, "low": low, "high": high})
            for name, ours, low, high in figures
        ]
        return pd.concat(parts).rename_axis("layer").reset_index()

    made: Agreement = computed.agreement(model, pairs)
    values = getattr(made, measure)
    low, high = made.interval(measure)
    row = POOLINGS.index(pooling)
    lines = [
        curves.measured(name, values[n], *((low[n], high[n]) if n == row else ())) for n, name in enumerate(POOLINGS)
    ]
    facts = models.facts(model)
    chart.show(
        curves.draw_by_depth(lines, f"{measure.capitalize()} with the scores", mark=layer / facts.layers),
        f"{measure} by layer",
        f"{measure.capitalize()} correlation of cosines with scores by people at every layer.",
        table,
        key="agreement",
    )
    if not np.isnan(values[row, layer]):
        st.markdown(in_words(values[row, layer]))
    interval = f"95 %: {low[row, layer]:.3f} to {high[row, layer]:.3f}, n = {len(pairs.scores):,}"
    best = np.unravel_index(np.nanargmax(values), values.shape) if not np.isnan(values).all() else (row, layer)
    here = f"**{values[row, layer]:.3f}** ({interval})"
    if np.isnan(values[row, layer]):
        here = "all cosines are equal, so there is nothing to correlate"
    st.caption(
        f"{measure.capitalize()}, {pooling}, layer {layer}: {here}. Best: {POOLINGS[best[0]]} at layer {best[1]}, "
        f"{values[best]:.3f}."
    )
    if made.shortened:
        st.caption(
            f":material/cut: {made.shortened:,} texts are longer than the model reads: only their beginning counts."
        )
    cosines, scores = made.cosines[row, layer], np.array(pairs.scores)
    names = [f"{first} ⟷ {second}" for first, second in zip(pairs.first, pairs.second, strict=True)]
    chart.show(
        similarity.draw_against(cosines, scores, names),
        "cosines against scores",
        f"Cosine against score for {len(scores)} pairs.",
        lambda: pd.DataFrame({**vars(pairs), "cosine": computed.agreement(model, pairs).cosines[row, layer]}),
        key="against",
    )
    show_disagreements(pairs, cosines, scores)
    downloads.offer(
        "agreement",
        table,
        f"{measure.capitalize()} correlation of cosines with {len(scores)} human scores",
        model,
        lambda: {
            "cosines": computed.agreement(model, pairs).cosines,
            "scores": np.array(pairs.scores),
            "poolings": np.array(POOLINGS),
        },
        layer=layer,
        pooling=pooling,
    )


def in_words(correlation: float) -> str:
    """Say how far model and people agree: 1 is the same, 0 no agreement."""
    names = {0.7: "much as people do", 0.4: "partly as people do", -1: "hardly as people do"}
    name = next(name for least, name in names.items() if correlation >= least)
    return f"The model finds these pairs alike **{name}**: {correlation:.2f}, where 1 is the same and 0 is chance."


def show_disagreements(pairs: ScoredPairs, cosines: np.ndarray, scores: np.ndarray) -> None:
    """Name the pairs whose ranks differ most."""
    apart = rankdata(cosines) - rankdata(scores)  # ties share a rank, as in Spearman's ρ
    with st.expander("Where model and people differ most", icon=":material/compare_arrows:"):
        for number in np.argsort(-np.abs(apart))[:5]:
            who = "the model" if apart[number] > 0 else "people"
            st.markdown(
                f"- {prose(pairs.first[number])} ⟷ {prose(pairs.second[number])}: score {scores[number]:g}, cosine "
                f"{cosines[number]:.2f}; more alike to {who}"
            )
