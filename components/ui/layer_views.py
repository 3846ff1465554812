"""The three views of the layers page: what changes, along which path, and the numbers themselves."""

import io

import numpy as np
import pandas as pd
import streamlit as st

from components.engine import geometry
from components.engine.project import fit_paths
from components.engine.records import Encoding, ModelFacts
from components.figures import bars, heatmap, scatter
from components.ui import charts, controls, state

MEASURES = {
    "to the layer before": "cosine with the same token one layer below: dark means little changed",
    "to layer 0": "cosine with the token’s own embedding: what is left of the bare word",
    "to the picked token": "cosine with the picked token in the same layer",
    "length": "Euclidean length of the vector",
}


FIRST_MEASURE = "to the layer before"
HOW_TO_READ = """
- State 0 is the sum of piece, position and segment embeddings after LayerNorm; state *k* is the output of block *k*.
- Cosine is 1 for one direction, 0 for a right angle. Layers differ in how close everything lies (anisotropy;
  Ethayarajh 2019), so compare a cosine with the mean of its layer before you compare layers.
- Paths: every vector is scaled to length 1, then one affine map (PCA of the chosen tokens at all layers) draws them.
- This does *not* show what a layer “does”: it shows where vectors go, not why.
"""


def known_measure(name: str) -> str | None:
    """Refuse a measure that a link made up."""
    return name if name in MEASURES else None


def show_change(encoding: Encoding, picked: int) -> None:
    """Draw one number a token and layer: cosines, or lengths."""
    measure = st.segmented_control(
        "Compare",
        list(MEASURES),
        default=FIRST_MEASURE,
        required=True,
        wrap=True,
        **state.linked("compare", FIRST_MEASURE, known_measure),
    )
    states, tokens = encoding.states, list(encoding.tokens)
    layers = list(range(len(states)))
    if measure == "to layer 0":
        values = geometry.cosine_to_state(states, 0)
    elif measure == "to the picked token":
        values = geometry.cosine_to_token(states, picked)
    elif measure == "length":
        values = np.linalg.norm(states, axis=-1)
    else:
        values, layers = geometry.cosine_to_previous(states), layers[1:]
    unit = "length" if measure == "length" else "cosine"
    st.caption(f"{MEASURES[measure][0].upper()}{MEASURES[measure][1:]}. Picked: `{tokens[picked]}`.")
    low, high = np.unravel_index(values.argmin(), values.shape), np.unravel_index(values.argmax(), values.shape)
    charts.show(
        heatmap.draw_by_layer(values, tokens, layers, unit, signed=unit == "cosine" and values.min() < -0.05),
        f"layers {measure}",
        f"{unit} {measure} for {len(tokens)} tokens and {len(layers)} layers: lowest {values[low]:.2f} for "
        f"{tokens[low[1]]} at layer {layers[low[0]]}, highest {values[high]:.2f} for {tokens[high[1]]}.",
        charts.token_table(values, tokens, "layer", layers),
        key="layers_change",
    )
    baseline = geometry.mean_cosine(states[:, ~encoding.special])
    st.caption(
        "Read cosines against their layer’s mean over all pairs of tokens here ("
        + ", ".join(f"layer {layer}: {value:.2f}" for layer, value in enumerate(baseline) if not np.isnan(value))
        + "): layers differ in how close everything lies (anisotropy; Ethayarajh 2019)."
    )


def show_paths(encoding: Encoding, picked: int) -> None:
    """Draw the ways of chosen tokens through all layers on one PCA basis."""
    names = [f"{place} {token}" for place, token in enumerate(encoding.tokens)]
    twins = [place for place, token in enumerate(encoding.tokens) if token == encoding.tokens[picked]]
    chosen = st.multiselect(
        "Tokens to follow",
        range(len(names)),
        default=twins[:7],
        format_func=names.__getitem__,
        max_selections=7,
        key=f"paths_{hash(encoding.tokens)}_{picked}",
    )
    if not chosen:
        st.info("Choose a token to follow.", icon=":material/info:")
        return
    projection = fit_paths(encoding.states[:, chosen])
    points = projection.points
    others = [place for place in range(len(names)) if place not in chosen]
    charts.show(
        scatter.draw_paths(points, [names[place] for place in chosen], projection.add(encoding.states[:, others])),
        "paths through the layers",
        f"Paths of {', '.join(encoding.tokens[place] for place in chosen)} through layers 0 to {len(points) - 1}.",
        pd.DataFrame(
            [
                {"token": names[place], "layer": layer, "x": points[layer, number, 0], "y": points[layer, number, 1]}
                for number, place in enumerate(chosen)
                for layer in range(len(points))
            ]
        ),
        key="layers_paths",
    )
    st.caption(
        "The number is the layer; grey are the other tokens at all layers. All layers are drawn by one map (PCA of the "
        f"chosen tokens’ vectors; it shows {np.nanmean(projection.explained):.0%} of a layer’s spread): a vector that "
        "does not change does not move. Near on the map need not be near in the full space."
    )


def show_vector(facts: ModelFacts, encoding: Encoding, picked: int) -> None:
    """Draw the numbers of one token's vector at one layer."""
    layer = controls.layer_slider(facts)
    vector = encoding.states[layer, picked]
    token = encoding.tokens[picked]
    charts.show(
        bars.draw_vector(vector),
        f"vector of token {picked} at layer {layer}",
        f"The {len(vector)} numbers of {token} at layer {layer}, from {vector.min():.2f} to {vector.max():.2f}.",
        pd.DataFrame({"dimension": range(len(vector)), "value": vector}),
        key="layers_vector",
    )
    strongest = np.argsort(-np.abs(vector))[:3]
    st.caption(
        f"`{token}`, layer {layer}: {len(vector)} numbers, length {np.linalg.norm(vector):.2f}. The largest: "
        + ", ".join(f"dimension {number} ({vector[number]:+.2f})" for number in strongest)
        + ". A single dimension has no meaning by itself; directions do."
    )
    file = io.BytesIO()
    np.savez_compressed(file, states=encoding.states, tokens=np.array(encoding.tokens), ids=encoding.ids)
    st.download_button(
        "All layers, all tokens (npz)",
        file.getvalue(),
        "states.npz",
        "application/octet-stream",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help='numpy.load("states.npz")["states"] has the shape (layers + 1, tokens, width).',
    )
