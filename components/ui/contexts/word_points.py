"""The points of a word’s map, sense by sense, with the visitor’s own on top; several pages draw it."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import numpy as np
import streamlit as st

from components.engine.errors import LaneError
from components.engine.files.paper import Paper
from components.engine.files.sentence_files import UNNAMED
from components.engine.geometry.project import UMAP_FROM, UMAP_WIDTH, Projection, as_umap
from components.engine.geometry.vectors import nearest_label
from components.figures import scatter
from components.ui.contexts.word_in_contexts import ADDED, YOURS, Material
from components.ui.shared import maps
from components.ui.shell.markdown import code

FEW = 3  # sentences of the visitor’s that are named one by one


def projection(made_of: Material, method: str, dimensions: int, noise: bool) -> tuple[Projection, bool]:
    """Return the map, and whether it is still waiting for UMAP: PCA stands in meanwhile."""
    flat = partial(maps.pca, made_of.key, dimensions, noise)
    if method != "UMAP" or len(made_of.reference.spans) < UMAP_FROM:
        return flat(), False
    states = partial(maps.states_of, made_of.key, noise)
    return umap_or_pca(umap_key(made_of, dimensions, noise), states, flat, dimensions)


def umap_or_pca(
    key: tuple, states: Callable[[], np.ndarray], flat: Callable[[], Projection], dimensions: int = 2
) -> tuple[Projection, bool]:
    """Return UMAP's map of some states; or the `flat` one, where UMAP failed or is still at work, and which it is."""
    points, pending = None, True
    try:  # it works while PCA is made and drawn
        points = maps.umap(key, states, dimensions)
    except LaneError as error:
        st.warning(str(error), icon=":material/warning:")
        pending = False
    made = flat()
    return (made, pending) if points is None else (as_umap(made.reference, points), False)


def umap_key(made_of: Material, dimensions: int, noise: bool) -> tuple:
    """Name the UMAP layout of a word's occurrences, or of as much noise."""
    return (made_of.key, dimensions, noise)


def by_sense(made_of: Material) -> tuple[dict[int, str], np.ndarray]:
    """Return the senses' names by number, and the number of every point of the reference; no sense is −1, grey."""
    labels, senses = made_of.reference.labels, [name for name in made_of.reference.senses if name != UNNAMED]
    numbers = {name: number for number, name in enumerate(senses)} | ({UNNAMED: -1} if UNNAMED in labels else {})
    return {number: name for name, number in numbers.items()}, np.array([numbers[label] for label in labels])


def clouds(
    made_of: Material, made: Projection, names: dict[int, str], labels: np.ndarray, noise: bool = False
) -> list[scatter.Cloud]:
    """Group the points by their labels, the visitor's own last, so that they lie on top; a label below 0 is unsure."""
    hovers = made_of.reference.hovers([names[label] for label in labels])
    ringed = made_of.reference.typed and len(labels) <= scatter.NAMED and not noise
    groups = []
    for label, name in names.items():
        members = np.flatnonzero(labels == label)
        hover = ["random numbers" if noise else hovers[number] for number in members]
        number = None if name == YOURS else label  # below 0 is “unsure”: grey
        numbers = (members + 1).tolist() if ringed else ()
        groups.append(scatter.Cloud(name, made.points[:, members], hover, members.tolist(), number, numbers))
    if made_of.own is not None and not noise:
        ids = range(len(labels), len(labels) + len(made_of.own.spans))
        points = made.add(made_of.own.occurrences.states)
        name = ADDED if made_of.reference.typed else YOURS
        numbers = [number + 1 - made_of.first_typed for number in ids]
        groups.append(scatter.Cloud(name, points, made_of.own.hovers(), ids, numbers=numbers))
    return groups


def about_own(made_of: Material, layer: int) -> str:
    """Say in which sense the visitor’s occurrences are nearest to; nothing if there are none, or one sense alone."""
    reference = made_of.reference
    if made_of.own is None or len(reference.senses) < 2:
        return ""
    own, known = made_of.own.occurrences.states[layer], reference.occurrences.states[layer]
    nearest = nearest_label(own, known, reference.labels)
    names = [code(reference.senses[sense]) for sense in nearest]
    if len(names) <= FEW:
        sit = [f"**{number}** {'sits ' * (number == 1)}with {name}" for number, name in enumerate(names, start=1)]
        return f"Your sentence {', '.join(sit)}."
    counts = Counter(names).most_common()
    return f"Of your {len(names)} sentences " + ", ".join(f"{count} sit with {name}" for name, count in counts) + "."


def paper(made_of: Material, made: Projection, layer: int, what: str, colours: str) -> Paper:
    """Return what a paper says of a map; `colours` tells what they mean."""
    counted = made.points.shape[1]
    how = {
        "pca": "PCA, one basis for all layers",
        "umap": f"UMAP of the first {UMAP_WIDTH} principal components, each layer from the layout of the one after it",
    }[made.method]
    settings = {"n": f"{counted} occurrences", "layer": layer} | ({"seed": 0} if made.method == "umap" else {})
    about = f"Each point is the mean vector of the word’s pieces in one sentence, scaled to length 1; {how}. {colours}"
    return Paper(what, about, made_of.model, (made.method,), settings)
