"""What every view of the attention page looks at, and how it asks for a layer, a head, a token."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.engine.attention.head_patterns import Link
from components.engine.records import Encoding, ModelFacts
from components.ui.attention import component
from components.ui.parts import chart, chips
from components.ui.shared.readings import EncodedText
from components.ui.shell import choices, visit

HOW_TO_READ = """
- Weight of key *j* for query *i*: softmax over *j* of qᵢ · kⱼ ÷ √d, with d the width of one head (Vaswani et al. 2017).
- Many heads give most weight to `[SEP]` or `[CLS]`. That is their way of doing nothing (Clark et al. 2019).
- Layer *k* here is the block that makes state *k* from state *k* − 1.
- The picture’s weights are rounded to 1/510 of their row’s largest; the files to download hold them exactly (CSV) or as
  16-bit floats (npz).
- This does *not* explain a decision: a large weight says where a head takes from, not that it matters for the result.
  “Knock-out” shows what does.
"""


def numbers_of_heads(shape: tuple[int, ...]) -> dict[str, np.ndarray]:
    """Return the columns that begin a table with a row a head: layer and head, from 1."""
    layer, head = np.indices(shape).reshape(2, -1) + 1
    return {"layer": layer, "head": head}


@dataclass(frozen=True)
class Scene:
    """What every view looks at."""

    left: DeltaGenerator  # for what is set
    right: DeltaGenerator  # for the picture
    encoded: EncodedText  # what the page has read
    link: Link

    @property
    def facts(self) -> ModelFacts:
        """Return the facts about the model."""
        return self.encoded.facts

    @property
    def encoding(self) -> Encoding:
        """Return the tokens, states and attention."""
        return self.encoded.encoding

    def layer_and_head(self) -> tuple[int, int]:
        """Ask for both, from 1; they start at the link most worth looking at."""
        return self.sliders(self.link.layer + 1, self.link.head + 1)

    def sliders(self, layer: int, head: int) -> tuple[int, int]:
        """Ask for a layer and a head, from 1, that start where told; side by side, so that both are in sight."""
        with self.left:
            first, second = st.columns(2)
        with first:
            layer = choices.layer_slider(self.facts, first=1, default=layer)
        with second:
            return layer, choices.head_slider(self.facts, default=head)

    def token(self, key: str, label: str) -> int:
        """Ask for a token; the label is on screen and read aloud."""
        st.caption(label)
        return chips.pick_token(self.encoding, key, label, self.link.query)

    def place_clicked(self, key: str) -> tuple[int, int] | None:
        """Return the layer and head, from 1, that were last clicked in the chart `key`; from a browser, so checked."""
        found = chart.clicked(key)
        if not isinstance(found, list) or not all(isinstance(number, int) for number in found[:2]):
            return None
        layer, head = found[:2]
        return (layer, head) if 1 <= layer <= self.facts.layers and 1 <= head <= self.facts.heads else None

    def take_clicked(self, key: str, microscope: str = "") -> None:
        """Open the head that was clicked in the chart `key`; runs before the sliders are drawn.

        The `microscope` that shows it comes into sight.
        """
        if (place := self.place_clicked(key)) is not None:
            visit.put("layer", place[0])
            visit.put("head", place[1])
            component.seek(microscope)
