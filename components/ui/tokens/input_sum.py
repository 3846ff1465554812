"""What is BERT's first vector made of? Token + segment + position, LayerNorm, and what each part is good for."""

from itertools import combinations

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.geometry import vectors
from components.engine.records import Encoding
from components.engine.tokens.input_sum import InputParts
from components.figures import bars, heatmap
from components.figures.tokens import strips
from components.ui.parts import chart, chips
from components.ui.shared import readings
from components.ui.shell import choices, visit
from components.ui.shell.markdown import code

visit.declare(__name__, off=str)
NAMES = ("token", "segment", "position")
OFF = ["nothing", *NAMES]
HOW_TO_READ = """
- State 0 of a token is LayerNorm(token + segment + position), three learned vectors (Devlin et al. 2019): one for the
  piece, one for text A or B, one for the place. **LayerNorm** (Ba et al. 2016) takes the vector’s own mean off, divides
  by its own standard deviation, and then scales and shifts each dimension by learned numbers.
- A strip shows a vector’s numbers, orange below zero and blue above, each strip with its own full colour.
- **Leave out** puts the sum together without one part and runs all layers on what is left. The model never saw such
  input while it learned, so this shows what later layers *rely on*, not what a model without the part would do.
- Without positions BERT cannot tell two equal pieces apart: attention by itself does not know order.
"""


def show(encoded: readings.EncodedText) -> None:
    """Draw the parts of the picked token's first vector, or what is different without one of them."""
    encoding = encoded.encoding
    picked = chips.pick_token(
        encoding, "chips_input", "Tokens; click one to see its first vector", chips.longest_word(encoding)
    )
    parts = readings.input_parts(encoded)
    off = choices.choose(
        "Leave out", "off", OFF, help="Puts the sum together without this part and runs all layers again."
    )
    if off in NAMES:
        show_without(encoded, picked, off)
    else:
        show_sum(encoding, parts, picked)
        show_lengths(encoding, parts)


def show_sum(encoding: Encoding, parts: InputParts, picked: int) -> None:
    """Draw the three vectors of one token, their sum, and the sum through LayerNorm."""
    token = encoding.tokens[picked]
    own = "AB"[encoding.segment_ids[picked]]
    rows = np.stack([*parts.vectors[:, picked], parts.total[picked], parts.normed[picked]])  # (5, width)
    lengths = np.linalg.norm(rows, axis=1)
    names = [f"{token}", f"+ segment {own}", f"+ position {picked}", "= sum", "LayerNorm"]
    chart.show(
        strips.draw_strips(rows, [f"{name}  ({length:.2f})" for name, length in zip(names, lengths, strict=True)]),
        f"input of token {picked}",
        f"Five vectors of {token}: piece (length {lengths[0]:.2f}), segment ({lengths[1]:.2f}), position "
        f"({lengths[2]:.2f}), their sum ({lengths[3]:.2f}), and the sum through LayerNorm ({lengths[4]:.2f}).",
        pd.DataFrame(rows.T, columns=[*NAMES, "sum", "after LayerNorm"]).rename_axis("dimension").reset_index(),
        key="input_strips",
    )
    st.caption(
        f"In brackets: lengths. The last strip is state 0 of {code(token)}, with which the page Layers starts. "
        "Cosine of the sum: "
        + ", ".join(f"{vectors.cosine(rows[3], rows[i]):.2f} with {name}" for i, name in enumerate(NAMES))
        + "."
    )


def show_lengths(encoding: Encoding, parts: InputParts) -> None:
    """Draw the lengths of the parts for every token, with their cosines as a table."""
    st.markdown("**How long is each part, for every token?**")
    added = dict(zip(NAMES, parts.vectors, strict=True))
    lengths = {name: np.linalg.norm(part, axis=-1) for name, part in (added | {"sum": parts.total}).items()}
    crossed = {f"{one}, {other}": vectors.cosine(added[one], added[other]) for one, other in combinations(NAMES, 2)}
    crossed |= {f"sum, {name}": vectors.cosine(parts.total, part) for name, part in added.items()}
    table = pd.DataFrame(
        {
            "token": encoding.tokens,
            **{f"length of {name}": row for name, row in lengths.items()},
            **{f"cosine {name}": row for name, row in crossed.items()},
        }
    )
    means, cosines = ([f"{name} {row.mean():.2f}" for name, row in measured.items()] for measured in (lengths, crossed))
    chart.show(
        bars.draw_for_tokens(lengths, list(encoding.tokens), "length"),
        "lengths of the parts",
        f"Lengths of the three parts and their sum for {len(encoding.tokens)} tokens. Means: {', '.join(means)}.",
        table,
        key="input_lengths",
    )
    st.caption(
        f"Mean lengths: {', '.join(means)}. Mean cosines: {'; '.join(cosines)}. The file has them for every token."
    )


def show_without(encoded: readings.EncodedText, picked: int, off: str) -> None:
    """Draw how alike each state is to what it would be without one part of the input."""
    encoding = encoded.encoding
    changed = readings.states_without(encoded, off)
    values, tokens = vectors.cosine(changed, encoding.states), list(encoding.tokens)  # (layers + 1, tokens)
    layers = list(range(len(values)))
    chart.show(
        heatmap.draw_by_layer(values, tokens, layers, "cosine", values.min() < -0.05, picked),
        f"without {off}",
        f"Cosine of every state with the same state without the {off} embedding: mean {values[0].mean():.2f} at "
        f"layer 0, {values[-1].mean():.2f} at the last.",
        chart.token_table(values, tokens, "layer", layers),
        key="input_without",
    )
    st.caption(
        f"Cosine of each state with itself when the {off} vectors are left out of the sum: full colour means nothing "
        f"changed. {code(tokens[picked])}: "
        + ", ".join(f"layer {layer} {value:.2f}" for layer, value in zip(layers, values[:, picked], strict=True))
        + f". All tokens at the last layer: mean {values[-1].mean():.2f}."
    )
