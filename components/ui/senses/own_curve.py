"""The curve beside the built-in one: the layer from which on the visitor’s own sentences part.

Two occurrences have parted where they are, to the last layer, nearest to different senses. Their cosine alone does not
tell: two short sentences are more alike than two long ones, whatever the word means in them.
"""

from itertools import combinations

import numpy as np
import streamlit as st

from components.engine.files.paper import Paper
from components.engine.geometry.vectors import cosine, nearest_label
from components.engine.senses.separation import pair_likeness
from components.figures import curves
from components.ui.contexts.word_in_contexts import Material
from components.ui.parts import chart
from components.ui.senses.words import known_or_found
from components.ui.shell.markdown import code

FEW = 4  # occurrences of which each pair has a line
ONE, TWO = "known pairs of one sense", "known pairs of two senses"
ALIKE, UNLIKE = "yours of one group", "yours of two groups"


def show(made_of: Material, layer: int) -> None:
    """Draw how alike the visitor’s own occurrences stay: pair by pair if they are few, else by their groups."""
    typed = made_of.everything[made_of.first_typed :]
    states = np.stack([placed.occurrences.states[:, index] for placed, index in typed], axis=1)
    if len(typed) <= FEW:
        lines, told = pair_by_pair(states), tell_pairs(nearest_senses(made_of, states), made_of.reference.senses)
        about = "Your occurrences by their numbers on the map. "
    else:
        texts = np.unique([placed.sentence(index) for placed, index in typed], return_inverse=True)[1]
        alike_and_not = pair_likeness(states, texts, groups(made_of, states, layer))
        lines = dict(zip((ALIKE, UNLIKE), alike_and_not, strict=True))
        told = tell_groups(lines)
        about = f"Groups: as BERT itself sorts your sentences at layer {layer}, so there they part by construction. "
    known = known_pairs(made_of)
    if known:
        about += f"Grey: means over the pairs of {len(made_of.reference.spans)} occurrences whose senses are known. "
    chart.show(
        curves.draw_curves(lines | known, "cosine", baselines=list(known), mark=layer),
        f"your {made_of.word} by layer",
        "How alike your occurrences are, from layer 0 to the last: "
        + "; ".join(f"{name} from {line[0]:.2f} to {line[-1]:.2f}" for name, line in lines.items()),
        chart.layer_table(lines | known),
        key="own_curve",
        paper=Paper(
            f"How alike uses of “{made_of.word}” stay, layer by layer",
            "Cosines of pairs of occurrences, or their means"
            + ". Grey: means over the pairs of occurrences whose senses are known" * bool(known),
            made_of.model,
            (),
            {"n": f"{len(typed)} occurrences", "layer marked": layer},
        ),
    )
    st.markdown(told)
    st.caption(f"{about}Do not compare cosines of different layers: in some, all words lie close.")


def pair_by_pair(states: np.ndarray) -> dict[str, np.ndarray]:
    """Compare each two occurrences, (layers + 1, n, width), at every layer; they are called by their numbers."""
    pairs = combinations(range(states.shape[1]), 2)
    return {f"{first + 1} and {second + 1}": cosine(states[:, first], states[:, second]) for first, second in pairs}


def nearest_senses(made_of: Material, states: np.ndarray) -> np.ndarray | None:
    """Find the number of the nearest sense, layer by layer: (layers + 1, n); None if no senses are known."""
    reference = made_of.reference
    if not reference.labelled or len(reference.senses) < 2:
        return None
    return nearest_label(states, reference.occurrences.states, reference.labels)


def groups(made_of: Material, states: np.ndarray, layer: int) -> np.ndarray:
    """Find the sense, or the group where no senses are known, that is nearest to each occurrence at this layer."""
    labels = known_or_found(made_of, layer)
    return nearest_label(states[layer], made_of.reference.occurrences.states[layer], labels)


def known_pairs(made_of: Material) -> dict[str, np.ndarray]:
    """Average the cosines of pairs whose senses are known, as something to compare with; empty if none are."""
    reference = made_of.reference
    if not reference.labelled or len(reference.senses) < 2:
        return {}
    occurrences = reference.occurrences
    return dict(zip((ONE, TWO), pair_likeness(occurrences.states, occurrences.texts, reference.labels), strict=True))


def parted_from(first: np.ndarray, second: np.ndarray) -> int | None:
    """Return the layer from which on two occurrences differ in sense, (layers + 1,) twice; None if they end in one.

    Layer 0 knows no context, so nothing has parted there yet.
    """
    alike = np.flatnonzero(first[1:] == second[1:])
    layer = int(alike[-1]) + 2 if len(alike) else 1
    return layer if layer < len(first) else None


def tell_pairs(nearest: np.ndarray | None, senses: list[str]) -> str:
    """Say of each pair at which layer it parts; without senses that are known nothing tells."""
    if nearest is None:
        return "No senses are known here, so nothing tells whether two sentences have parted or merely differ."
    told = []
    for first, second in combinations(range(nearest.shape[1]), 2):
        layer, ends = parted_from(nearest[:, first], nearest[:, second]), nearest[-1, [first, second]]
        where = [code(senses[sense]) for sense in ends]
        pair = f"**{first + 1} and {second + 1}**"
        if layer is None:
            told.append(f"{pair} do not part: both end nearest to {where[0]}.")
        else:
            told.append(
                f"{pair} part at **layer {layer}**: from there on nearest to different senses, at the end "
                f"{where[0]} and {where[1]}."
            )
    return "  \n".join(told)


def tell_groups(lines: dict[str, np.ndarray]) -> str:
    """Say at which layer the visitor’s groups lie furthest apart."""
    apart = lines[ALIKE] - lines[UNLIKE]
    if np.isnan(apart).any():
        return "All your sentences are in one group here, or each in its own, so nothing can be compared."
    return f"Your groups part most at **layer {int(apart.argmax())}**: by {apart.max():.2f} in mean cosine."
