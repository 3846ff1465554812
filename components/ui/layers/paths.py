"""Along which way does a token go? Chosen tokens through all layers on one map, played in the browser."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.encoding.sides import text_sides
from components.engine.geometry import vectors
from components.engine.geometry.project import fit_paths, fit_pca
from components.engine.layers.contextuality import sentence_numbers
from components.figures import token_map
from components.ui.parts import chart, layer_player
from components.ui.shared import readings
from components.ui.shell import choices, sidebar, visit

visit.declare(__name__, differ=bool, alone=bool, followed=list)
MOST = 7
CHART = "layers_paths"
HOW_TO_READ = """
- Every vector is scaled to length 1; then one affine map (PCA of the chosen tokens at all layers) draws them all. So a
  vector that does not change direction does not move, and layers can be compared.
- **Only how they differ** draws the directions in which the chosen tokens part within the layers, without those in
  which they drift from layer to layer together. Switch it off to see the whole way, which is mostly drift.
- The same word in two sentences differs at layer 0 by its position alone, and from there on by what its sentence adds.
  **Each sentence by itself** keeps the one from looking at the other.
- Near on the map need not be near in the full space; the caption gives the cosine there.
"""


def show(encoded: readings.EncodedText, picked: int) -> None:
    """Draw the ways of chosen tokens through all layers on one PCA basis."""
    facts, encoding = encoded.facts, encoded.encoding
    names = [f"{place} {token}" for place, token in enumerate(encoding.tokens)]
    twins = [place for place, token in enumerate(encoding.tokens) if token == encoding.tokens[picked]]
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        default = [names[place] for place in twins[:MOST]]
        linked = visit.linked("followed", default, lambda some: some if set(some) <= set(names) else None)
        followed = st.multiselect("Tokens to follow", names, default, max_selections=MOST, **linked)
        chosen = [names.index(name) for name in followed]
    with right:
        meaning = "Draws the directions in which the chosen tokens part, without those in which all drift."
        differ = choices.switch("Only how they differ", "differ", meaning, default=True)
        meaning = "Reads the sentences one by one, so that none sees another."
        alone = choices.switch("Each sentence by itself", "alone", meaning)
    if not chosen:
        st.info("Choose a token to follow.", icon=":material/info:")
        return
    states = read_alone(encoded, chosen) if alone else encoding.states
    parted = differ and len(chosen) > 1
    projection = (fit_pca if parted else fit_paths)(states[:, chosen])
    points = projection.points
    others = [place for place in range(len(names)) if place not in chosen]
    layer, same = layer_player.layer_of(facts.layers), f"{chosen} {differ} {alone}"
    about = f"{sidebar.short(facts.name)}, PCA of the chosen tokens"
    layer_player.play(CHART, layer, facts.layers, same, "The tokens’ paths through the layers", about)
    ways = {names[place]: pd.DataFrame(points[:, n], columns=["x", "y"]) for n, place in enumerate(chosen)}
    chart.show(
        token_map.draw_paths(points, [names[place] for place in chosen], projection.add(states[:, others])),
        "paths through the layers",
        f"Paths of {', '.join(encoding.tokens[place] for place in chosen)} through layers 0 to {len(points) - 1}.",
        pd.concat(ways, names=["token", "layer"]).reset_index(),
        key=CHART,
    )
    what = "their spread in a layer" if parted else "their distances from the middle of all layers"
    st.caption(
        f"{parting(states, chosen)} One map for all layers (PCA of the chosen tokens; it shows "
        f"{np.nanmean(projection.explained):.0%} of {what}); numbers are layers, grey the others."
        + (" What the chosen tokens share is taken out." if parted else "")
    )


def parting(states: np.ndarray, chosen: Sequence[int]) -> str:
    """Say how far the first two chosen tokens part, in the full space."""
    if len(chosen) < 2:
        return "Choose a second token to compare."
    cosines = vectors.cosine(states[:, chosen[0]], states[:, chosen[1]])
    lowest = int(cosines.argmin())
    return (
        f"The first two have a cosine of {cosines[0]:.2f} at layer 0, {cosines[lowest]:.2f} at layer {lowest}, and "
        f"{cosines[-1]:.2f} at the last, in all {states.shape[2]} dimensions."
    )


def read_alone(encoded: readings.EncodedText, chosen: Sequence[int]) -> np.ndarray:
    """Replace the states of the chosen tokens' sentences by those of the sentences read one by one.

    A sentence that the tokenizer cuts otherwise when it stands alone keeps its states.
    """
    facts, encoding, text, pair = encoded.facts, encoded.encoding, encoded.text, encoded.pair
    numbers, states = sentence_numbers(encoding, text, pair), encoding.states.copy()
    for number in sorted({numbers[place] for place in chosen} - {-1}):
        places = np.flatnonzero(numbers == number)
        source = pair if text_sides(encoding)[places[0]] else text
        start, end = encoding.offsets[places[0], 0], encoding.offsets[places[-1], 1]
        one = readings.read(facts.name, source[start:end]).encoding
        inside = np.flatnonzero(~one.special)
        if np.array_equal(one.ids[inside], encoding.ids[places]):
            states[:, places] = one.states[:, inside]
    return states
