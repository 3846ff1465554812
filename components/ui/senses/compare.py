"""Compare: several words on one map, or two models (or layers) and how far their neighbours agree."""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.errors import WordError
from components.engine.geometry.map_quality import NEIGHBOURS
from components.engine.geometry.neighbours import elsewhere, shared_neighbours
from components.engine.geometry.project import fit_pca
from components.engine.geometry.vectors import cosine_matrix
from components.engine.loading.installed import installed
from components.figures import scatter
from components.ui.contexts import word_points
from components.ui.contexts.word_in_contexts import Material
from components.ui.parts import chart
from components.ui.senses import compare_words
from components.ui.senses.curve import in_figures
from components.ui.shared import readings
from components.ui.shared.models import facts
from components.ui.shell import choices, sidebar, visit
from components.ui.shell.markdown import code

visit.declare(__name__, versus=str, layer_a=int, layer_b=int)
visit.declare(__name__, model_a=str, model_b=str)

WORDS, MODELS = "words", "two models or layers"


def show(made_of: Material) -> None:
    """Ask what to compare, and draw it."""
    chosen = choices.choose("Compare", "versus", [WORDS, MODELS], label_shown=False)
    if chosen == MODELS:
        show_models(made_of)
    else:
        compare_words.show(made_of)


def show_models(made_of: Material) -> None:
    """Draw the same occurrences by two models (or at two layers), and say how far their neighbours agree."""
    models = list(dict.fromkeys([made_of.model, *installed(), *st.session_state.get("confirmed_models", ())]))
    sides, count, texts = [], len(made_of.reference.spans), made_of.reference.occurrences.texts
    others = elsewhere(count, texts).sum(axis=1)  # (n,): how many could be neighbours of each
    neighbours = min(NEIGHBOURS, others.min() // 2)
    if neighbours < 1:
        raise WordError(
            f"“{made_of.word}” has {count} occurrences in {texts.max() + 1} different sentences; comparing neighbours "
            "takes at least 3."
        )
    for column, name in zip(st.columns(2), ("A", "B"), strict=True):
        with column:
            sides.append(1 - cosine_matrix(show_side(made_of, models, name)))
    kept, chance = shared_neighbours(sides[0], sides[1], neighbours, texts), (neighbours / others).mean()
    st.markdown(f"A and B agree on **{kept.mean():.0%} of the neighbours** (n = {count}); by chance: {chance:.0%}.")
    table = pd.DataFrame(
        {
            "sentence": [made_of.reference.sentence(number) for number in range(count)],
            "sense": made_of.reference.labels,
            "neighbours agreed on": kept,
        }
    ).sort_values("neighbours agreed on", kind="stable")
    worst = int(kept.argmin())
    in_figures(
        f"Of each occurrence’s {neighbours} nearest in other sentences, by cosine in all dimensions; n = {count}. They "
        f"disagree most ({kept[worst]:.0%}) on: {made_of.reference.marked(worst)}"
    )
    chart.download(table, f"{made_of.word} agreement", "agreement_csv")


def show_side(made_of: Material, models: list[str], name: str) -> np.ndarray:
    """Ask for one side’s model and layer, draw its map, by PCA so that both are made alike; return the vectors."""
    first = models[0] if name == "A" else models[min(1, len(models) - 1)]
    model = choices.pick(f"Model {name}", f"model_{name.lower()}", models, first)
    last = facts(model).layers
    default = last // 2 if name == "B" and model == made_of.model else last  # or both would be the same
    linked = visit.linked(f"layer_{name.lower()}", default, lambda layer: layer if 0 <= layer <= last else None)
    layer = st.slider(f"Layer {name}", 0, last, default, **linked)
    states = readings.occurrences(model, made_of.reference.sentences, made_of.reference.spans).states
    made, title = fit_pca(states), f"{sidebar.short(model)}, layer {layer}"
    clouds = word_points.clouds(replace(made_of, own=None), made, *word_points.by_sense(made_of))
    points = made.points[layer]
    chart.show(
        scatter.draw_map(clouds, layer).update_layout(height=380, title=None),
        f"{made_of.word} {title}",
        f"Map {name} of “{made_of.word}” by PCA: {title}.",
        pd.DataFrame({"sense": made_of.reference.labels, "x": points[:, 0], "y": points[:, 1]}),
        key=f"map_{name}",
    )
    st.caption(f"{name}: {code(title)}, PCA")
    return states[layer]
