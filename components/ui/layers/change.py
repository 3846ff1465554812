"""How far does each layer move each token? Cosines, or lengths."""

import numpy as np
import streamlit as st

from components.engine.geometry import vectors
from components.figures import heatmap
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


def show(encoded: EncodedText, picked: int) -> None:
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
