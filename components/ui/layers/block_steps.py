"""What happens inside one layer? Six steps, and how far each turns and stretches every token's vector."""

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.layers.block_steps import BlockSteps
from components.figures import heatmap
from components.ui.parts import chart
from components.ui.shared import readings
from components.ui.shell import choices, visit
from components.ui.shell.markdown import code

visit.declare(__name__, step=str)
TURN, STRETCH = "turn", "stretch"
MEASURES = [TURN, STRETCH]
HOW_TO_READ = """
- Each step is compared with what it starts from: **attention** with the layer’s input; **add the input** (the residual
  connection, He et al. 2016) with the layer’s input; **feed-forward** with what the first LayerNorm gave.
- Turn: angle between before and after; 0° is the same direction, 90° nothing in common, 180° the opposite. Stretch:
  length after ÷ length before; 1 is unchanged.
- The steps are computed with the model’s own weights and add up to its states exactly (to 0.00001; tested).
- The residual keeps most of the vector: attention’s own output often points elsewhere (about 90°), but after the input
  is added back, the sum has turned far less.
- This does *not* show what a step means: a small turn can carry what matters.
"""


def show(encoded: readings.EncodedText, picked: int) -> None:
    """Draw one number for every step and token of one layer, and the picked token's way in figures."""
    facts, encoding = encoded.facts, encoded.encoding
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        layer = choices.layer_slider(facts, first=1)
    with right:
        measure = choices.choose("Show", "step", MEASURES, TURN)
    block = readings.block(encoded, layer)
    turning = measure == TURN
    values, unit = (block.turns, "degrees") if turning else (block.stretches, "×")
    names, tokens = block.names, list(encoding.tokens)
    most = np.unravel_index(values.argmax(), values.shape)
    chart.show(
        heatmap.draw_steps(values, tokens, names, unit, middle=None if turning else 1.0, picked=picked),
        f"inside layer {layer} {measure}",
        f"Six steps of layer {layer} for {len(tokens)} tokens, {measure}: most {values[most]:.2f} {unit} at "
        f"{names[most[0]]} for {tokens[most[1]]}; mean by step "
        + ", ".join(f"{name} {row.mean():.2f}" for name, row in zip(names, values, strict=True)),
        chart.token_table(values, tokens, "step", names),
        key="block_steps",
    )
    st.caption(
        f"Layer {layer}, {measure}: "
        + ("angle to what the step starts from." if turning else "length after ÷ length before.")
        + f" Picked: {code(tokens[picked])}. It comes in with length {np.linalg.norm(block.vectors[0, picked]):.2f}; "
        "its way through the layer, in figures:"
    )
    show_way(block, layer, picked, tokens)


def show_way(block: BlockSteps, layer: int, picked: int, tokens: list[str]) -> None:
    """List the picked token's vector after each step: length, turn, stretch."""
    lengths = np.linalg.norm(block.vectors[1:, picked], axis=-1)
    compared = ["the input" if number == 0 else f"step {number}" for number in block.starts]
    table = pd.DataFrame(
        {
            "step": block.names,
            "length": lengths,
            "compared with": compared,
            "turn (degrees)": block.turns[:, picked],
            "stretch (×)": block.stretches[:, picked],
        }
    )
    formats = {"length": "%.2f", "turn (degrees)": "%.1f", "stretch (×)": "%.2f"}
    columns = {name: st.column_config.NumberColumn(format=shown) for name, shown in formats.items()}
    alt = f"{tokens[picked]} through the steps of layer {layer}"
    st.dataframe(table, hide_index=True, column_config=columns, alt=alt)
    chart.download(table, f"layer {layer} token {picked}", "block_way_csv")
