"""What a map of one word is worth: how it was made, and in figures what it keeps of the full space."""

import numpy as np
import streamlit as st

from components.engine.files.sentence_files import UNNAMED
from components.engine.geometry.map_quality import MapQuality, islands, silhouette
from components.engine.geometry.project import UMAP_FROM, Projection, movement
from components.engine.geometry.vectors import cosine_matrix
from components.ui.contexts.word_in_contexts import Material


def about_map(made_of: Material, made: Projection, layer: int, method: str, noise: bool) -> str:
    """Say how the map was made and what it does not show."""
    count = len(made_of.reference.spans)
    what = f"{count} random vectors" if noise else f"{count} occurrences"
    if made.method == "umap":
        steps = ""
        if layer > 0:
            moved, still = movement(made, layer)
            steps = (
                f" From layer {layer - 1} to {layer} points move {moved:.1f} units of the map on average; UMAP alone "
                f"moves them {still:.1f}, with all vectors held still: look at who moves where, not at how far."
            )
        return (
            f"UMAP of {what}; every layer starts from the map of the one after it, so that points can be followed. "
            f"UMAP draws clusters even in noise: trust the figures, not gaps and distances.{steps}"
        )
    share = made.explained[layer]
    held = f"These axes hold {share:.0%} of layer {layer}’s variance."
    if np.isnan(share):
        held = f"All vectors of layer {layer} are the same." if count > 1 else "One occurrence shows no variance."
    few = f" UMAP needs {UMAP_FROM} occurrences; here are {count}." if method == "UMAP" and count < UMAP_FROM else ""
    return f"PCA of {what}, one basis for all layers. {held}{few}"


def show_quality(made_of: Material, made: Projection, quality: MapQuality, layer: int, noise: bool) -> None:
    """Show in figures what the map keeps of the full space."""
    vectors = made.reference[layer]
    cells = st.columns([5, 5, 4, 4])
    cells[0].metric(
        "Trustworthiness",
        two_digits(quality.trustworthiness),
        help=f"1: nobody is near on the map who is not near in all {vectors.shape[1]} dimensions (Venna & Kaski 2001).",
    )
    cells[1].metric(
        "Neighbours kept",
        "–" if np.isnan(quality.kept) or len(vectors) < UMAP_FROM else f"{quality.kept:.0%}",
        help=f"Of each point’s {quality.neighbours} nearest in the full space, how many are nearest on the map too.",
    )
    space, drawn, what = silhouettes(vectors, made.points[layer], quality, made_of.reference.labelled and not noise)
    told = " (the three parts into which an eye would cut this map)" if what == "islands" else ""
    if what == "senses" and (unknown := made_of.reference.labels.count(UNNAMED)):
        told = f", without the {unknown} occurrences that have none"
    about = f"Silhouette of the {what}{told}: 1 is well apart, 0 is no groups (Rousseeuw 1987). "
    cells[2].metric("Silhouette, space", two_digits(space), help=f"{about}By cosine, in all dimensions.")
    cells[3].metric("Silhouette, map", two_digits(drawn), help=f"{about}On this map: what the eye believes.")
    if not np.isnan(quality.kept):
        st.caption(
            f"A map that knows nothing has a trustworthiness of {quality.trustworthiness_by_chance:.2f} here and keeps "
            f"{quality.kept_by_chance:.0%} of the neighbours (n = {len(vectors)})."
        )
    if noise:
        st.caption(
            f":material/casino: This is noise. The islands that an eye would part on this map have a silhouette of "
            f"{two_digits(drawn)} on it and {two_digits(space)} in the full space. Above about 0.1 there is something."
        )


def silhouettes(
    vectors: np.ndarray, points: np.ndarray, quality: MapQuality, labelled: bool
) -> tuple[float, float, str]:
    """Return the silhouette in the full space and on the map, and of what: the senses, or islands on the map."""
    if labelled:
        return quality.silhouette_space, quality.silhouette_map, "senses"
    from scipy.spatial.distance import cdist

    parts = islands(points, 3)
    space, drawn = (silhouette(apart, parts) for apart in (1 - cosine_matrix(vectors), cdist(points, points)))
    return float(space), float(drawn), "islands"


def two_digits(value: float) -> str:
    """Write a figure, or a dash if it is not defined."""
    return "–" if np.isnan(value) else f"{value:.2f}"
