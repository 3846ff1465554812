"""Two views of the layers page: what changes from layer to layer, and the numbers of one vector."""

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.geometry import vectors
from components.figures import bars, heatmap
from components.ui.parts import chart
from components.ui.shared.readings import EncodedText
from components.ui.shell import choices, visit
from components.ui.shell.markdown import code

visit.declare(__name__, compare=str)
MEASURES = {
    "to the layer before": "cosine with the same token one layer below: full colour means little changed",
    "to layer 0": "cosine with the token’s own embedding: full colour means that all of the bare piece is left",
    "to the picked token": "cosine with the picked token in the same layer",
    "length": "Euclidean length of the vector",
}
HOW_TO_READ = """
- State 0 is the sum of piece, position and segment embeddings after LayerNorm; state *k* is the output of block *k*.
- Cosine is 1 for one direction, 0 for a right angle. Layers differ in how close everything lies (anisotropy;
  Ethayarajh 2019), so compare a cosine with the mean of its layer before you compare layers.
- This does *not* show what a layer “does”: it shows where vectors go, not why.
"""


def show_change(encoded: EncodedText, picked: int) -> None:
    """Draw one number a token and layer: cosines, or lengths."""
    encoding = encoded.encoding
    measure = choices.choose("Compare", "compare", list(MEASURES))
    states, tokens = encoding.states, list(encoding.tokens)
    layers = list(range(len(states)))
    if measure == "to layer 0":
        values = vectors.cosine_to_state(states, 0)
    elif measure == "to the picked token":
        values = vectors.cosine_to_token(states, picked)
    elif measure == "length":
        values = np.linalg.norm(states, axis=-1)
    else:
        values, layers = vectors.cosine_to_previous(states), layers[1:]
    unit = "length" if measure == "length" else "cosine"
    st.caption(f"{MEASURES[measure][0].upper()}{MEASURES[measure][1:]}. Picked: {code(tokens[picked])}.")
    low, high = np.unravel_index(values.argmin(), values.shape), np.unravel_index(values.argmax(), values.shape)
    chart.show(
        heatmap.draw_by_layer(values, tokens, layers, unit, unit == "cosine" and values.min() < -0.05, picked),
        f"layers {measure}",
        f"{unit} {measure} for {len(tokens)} tokens and {len(layers)} layers: lowest {values[low]:.2f} for "
        f"{tokens[low[1]]} at layer {layers[low[0]]}, highest {values[high]:.2f} for {tokens[high[1]]}.",
        chart.token_table(values, tokens, "layer", layers),
        key="layers_change",
    )
    baseline = vectors.mean_cosine(states[:, ~encoding.special])
    st.caption(
        "Read cosines against their layer’s mean over all pairs of tokens here, special ones left out ("
        + ", ".join(f"layer {layer}: {value:.2f}" for layer, value in enumerate(baseline) if not np.isnan(value))
        + "): layers differ in how close everything lies (anisotropy; Ethayarajh 2019)."
    )


def show_vector(encoded: EncodedText, picked: int) -> None:
    """Draw the numbers of one token's vector at one layer."""
    facts, encoding = encoded.facts, encoded.encoding
    layer = choices.layer_slider(facts)
    vector = encoding.states[layer, picked]
    token = encoding.tokens[picked]
    chart.show(
        bars.draw_vector(vector),
        f"vector of token {picked} at layer {layer}",
        f"The {len(vector)} numbers of {token} at layer {layer}, from {vector.min():.2f} to {vector.max():.2f}.",
        pd.DataFrame({"dimension": range(len(vector)), "value": vector}),
        key="layers_vector",
    )
    strongest = np.argsort(-np.abs(vector))[:3]
    st.caption(
        f"{code(token)}, layer {layer}: {len(vector)} numbers, length {np.linalg.norm(vector):.2f}. The largest: "
        + ", ".join(f"dimension {number} ({vector[number]:+.2f})" for number in strongest)
        + ". A single dimension has no meaning by itself; directions do."
    )
