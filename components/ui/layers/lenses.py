"""What do cosines say once the directions that all vectors share are taken out? The same text through a lens."""

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.geometry.project import fit_paths
from components.engine.geometry.vectors import cosine_matrix, mean_cosine
from components.engine.layers.lenses import LENSES, Lens, fit_lens, largest_dimensions
from components.engine.records import Encoding, ModelFacts
from components.figures import heatmap, token_map
from components.ui.parts import chart
from components.ui.shared import built_in
from components.ui.shared.readings import EncodedText
from components.ui.shell import choices, visit

visit.declare(__name__, components=int, lens=str)
HOW_TO_READ = """
- Left: cosines of your text’s tokens as the model gives them. Right: the same vectors through the lens.
- **Standardised**: each dimension less its mean, divided by its standard deviation (Timkey & van Schijndel, EMNLP
  2021: a few dimensions can dominate all cosines). **Top components dropped**: less the mean, and without the first
  principal components (Mu & Viswanath, ICLR 2018). **Centred**: only less the mean.
- Means, deviations and components are those of random words of the built-in sentences, one a sentence, at this layer.
- A dimension’s share is the part of the random words’ mean cosine that it alone adds; the shares of all add up to 1.
  Some can be below zero, so that a few others may add up to more.
- This does *not* make cosines true: it shows what of them is common to all words and what is not.
"""


def show(encoded: EncodedText, picked: int) -> None:
    """Draw cosines and a map of the tokens at one layer, as they are and through a lens."""
    facts, encoding = encoded.facts, encoded.encoding
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        kind = choices.choose("Lens", "lens", list(LENSES[1:]))
    bench = built_in.bench_vectors(facts.name)
    with right:  # it opens where the lens has most to take out
        layer = choices.layer_slider(facts, default=int(bench.baseline.anisotropy.argmax()))
    components = 3
    if kind == LENSES[2]:
        components = choices.number("Components dropped", "components", 1, 12, 3)
    drawn = bench.drawn()[layer]  # (n, width)
    lens = fit_lens(drawn, kind, components)
    raw = encoding.states[layer]
    both = {"as it is": raw, kind: lens.apply(raw)}
    for column, (name, vectors) in zip(st.columns(2), both.items(), strict=True):
        with column:
            show_cosines(encoding, vectors, name, layer, picked)
    show_difference(drawn, lens, kind, layer)
    st.markdown("**The same on a map**")
    for column, (name, vectors) in zip(st.columns(2), both.items(), strict=True):
        with column:
            show_map(encoding, vectors, name, layer, picked)
    show_dimensions(facts)


def show_cosines(encoding: Encoding, vectors: np.ndarray, name: str, layer: int, picked: int) -> None:
    """Draw the cosines of all pairs of tokens."""
    matrix, tokens = cosine_matrix(vectors), list(encoding.tokens)
    inside = ~encoding.special
    mean = mean_cosine(vectors[None, inside])[0]
    said = f"mean cosine {mean:.2f}" if inside.sum() > 1 else "one token"
    st.markdown(f"**{name[0].upper()}{name[1:]}**: {said}")
    chart.show(
        heatmap.draw_cosines(matrix, tokens, picked),
        f"cosines layer {layer} {name}",
        f"Cosines of {len(tokens)} tokens with each other at layer {layer}, {name}; {said}.",
        chart.token_table(matrix, tokens, "token", tokens),
        key=f"cosines_{name.split()[0]}",
    )


def show_difference(drawn: np.ndarray, lens: Lens, kind: str, layer: int) -> None:
    """Say what the lens does to random words, and which dimensions dominate without it."""
    before, after = mean_cosine(drawn[None])[0], mean_cosine(lens.apply(drawn)[None])[0]
    named = ", ".join(f"dimension {number} ({share:.0%})" for number, share in largest_dimensions(drawn))
    st.caption(
        f"Random words of the built-in sentences (n = {len(drawn)}) have a mean cosine of {before:.3f} at layer "
        f"{layer}; {kind}, {after:.3f}. Dimensions that add most to it: {named}."
    )


def show_map(encoding: Encoding, vectors: np.ndarray, name: str, layer: int, picked: int) -> None:
    """Draw the tokens by the first two principal components of their directions."""
    made, tokens = fit_paths(vectors[None]), list(encoding.tokens)
    points, share = made.points[0], np.nan_to_num(made.explained[0])
    chart.show(
        token_map.draw_tokens(points, tokens, picked),
        f"tokens layer {layer} {name}",
        f"Map of {len(tokens)} tokens at layer {layer}, {name}, by PCA; it shows {share:.0%} of the variance.",
        pd.DataFrame({"token": tokens, "x": points[:, 0], "y": points[:, 1]}),
        key=f"token_map_{name.split()[0]}",
    )
    st.caption(f"PCA of these tokens, {name}; the two axes hold {share:.0%} of the variance.")


def show_dimensions(facts: ModelFacts) -> None:
    """List the dominating dimensions of every layer."""
    st.markdown("**Which dimensions dominate, at every layer?**")
    table = built_in.dominating_dimensions(facts.name)
    percent = {name: st.column_config.NumberColumn(format="percent") for name in table if name.startswith("share")}
    columns = percent | {"mean cosine": st.column_config.NumberColumn(format="%.3f")}
    st.dataframe(table, hide_index=True, column_config=columns, alt="The dimensions that add most to the mean cosine")
    chart.download(table, "dominating dimensions", "dimensions_csv")
