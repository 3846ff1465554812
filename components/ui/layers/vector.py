"""Which numbers make up one vector? One token’s at one layer, drawn."""

import numpy as np
import pandas as pd
import streamlit as st

from components.figures import bars
from components.ui.layers import change
from components.ui.parts import chart
from components.ui.shared.readings import EncodedText
from components.ui.shell import choices
from components.ui.shell.markdown import code

HOW_TO_READ = change.HOW_TO_READ


def show(encoded: EncodedText, picked: int) -> None:
    """Draw the numbers of one token's vector at one layer."""
    layer = choices.layer_slider(encoded.facts)
    vector = encoded.encoding.states[layer, picked]
    token = encoded.encoding.tokens[picked]
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
