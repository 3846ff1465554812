"""Compare: two words on one map, or two models (or layers) and how far their neighbours agree."""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.built_in.wordbench import ENGLISH, bench_words
from components.engine.errors import WordError
from components.engine.geometry.map_quality import NEIGHBOURS
from components.engine.geometry.neighbours import elsewhere, shared_neighbours
from components.engine.geometry.project import fit_pca
from components.engine.geometry.vectors import cosine_matrix
from components.engine.loading.installed import installed
from components.engine.records import Span
from components.figures import scatter
from components.ui.parts import chart, word_in_contexts, word_points
from components.ui.parts.word_in_contexts import Material, Placed
from components.ui.senses import computed, word_map
from components.ui.senses.curve import in_figures
from components.ui.shared import built_in, readings
from components.ui.shared.models import facts
from components.ui.shell import choices, sidebar, visit
from components.ui.shell.markdown import code

visit.declare(__name__, second=str, versus=str, layer_a=int, layer_b=int)
visit.declare(__name__, model_a=str, model_b=str)

WORDS, MODELS = "two words", "two models or layers"


def show(made_of: Material) -> None:
    """Ask what to compare, and draw it."""
    chosen = choices.choose("Compare", "versus", [WORDS, MODELS], label_shown=False)
    if chosen == MODELS:
        show_models(made_of)
    else:
        show_words(made_of)


def show_words(made_of: Material) -> None:
    """Draw the occurrences of two words on one map."""
    known = bench_words(made_of.language)
    default = next(word for word in (*(word for word in known if word == "rock"), *known) if word != made_of.word)
    options = [word for word in choices.with_typed(list(known), "second") if word != made_of.word]
    second = st.selectbox(
        "Second word",
        options,
        index=options.index(default),
        help="A built-in word, or any word in your sentences.",
        accept_new_options=True,
        **visit.linked("second", default, lambda word: None if word == made_of.word else word),
    )
    other = other_word(made_of, (second or default).strip())
    both = replace(made_of, reference=join(made_of, other), own=None if made_of.reference.typed else made_of.own)
    word_in_contexts.say_what_was_cut(both)
    layer = word_map.show(both)
    found = computed.separation(both.key, both.reference.labels)
    words = ("first",) * len(made_of.reference.spans) + ("second",) * len(other.spans)
    same = computed.separation(both.key, words)
    if not found.counted:
        return
    st.markdown(
        f"For **{same.accuracy[layer]:.0%}** of the occurrences the nearest in another sentence is of the same word "
        f"(guessing gets {same.majority:.0%}): the fewer, the more the two can stand for each other."
    )
    in_figures(
        f"Nearest in another sentence, layer {layer}: the same word {same.accuracy[layer]:.0%} (95 %: "
        f"{same.low[layer]:.0%}–{same.high[layer]:.0%}; always guessing the most frequent gives {same.majority:.0%}), "
        f"the same word and sense {found.accuracy[layer]:.0%} ({found.low[layer]:.0%}–{found.high[layer]:.0%}; "
        f"guessing {found.majority:.0%}); n = {found.counted}. Layer 0 keeps any two words apart; those that can stand "
        "for each other come close in high layers."
    )


def other_word(made_of: Material, word: str) -> Placed:
    """Find the second word: in its built-in sentences, else in the visitor’s own.

    Raises WordError if it is nowhere.
    """
    if word.lower() == made_of.word.lower():
        raise WordError(f"“{word}” is the first word already. Pick another one to compare it with.")
    if word in bench_words(made_of.language):
        bench = built_in.bench(word, made_of.language)
        built = word_in_contexts.place(made_of.model, bench.sentences, word, made_of.language == ENGLISH, bench.labels)
        assert built is not None, "every built-in sentence has its word"
        return built
    own = made_of.typed
    placed = word_in_contexts.place(made_of.model, own, word, True, "yours") if own else None
    if placed is None:
        raise WordError(
            f"“{word}” has no built-in sentences, and none of your {len(own)} sentences has it. Write some with it in "
            "the box on the left, or pick another word."
        )
    return placed


def join(made_of: Material, other: Placed) -> Placed:
    """Put two words’ occurrences into one set, labelled with word and sense."""
    first, shift = made_of.reference, len(made_of.reference.sentences)
    sentences = first.sentences + other.sentences
    spans = first.spans + tuple(Span(span.sentence + shift, span.start, span.end) for span in other.spans)
    word = other.sentences[other.spans[0].sentence][other.spans[0].start : other.spans[0].end].lower()
    labels = [f"{made_of.word}: {label}" for label in first.labels] + [f"{word}: {label}" for label in other.labels]
    found = first.found + other.found
    return Placed(sentences, spans, tuple(labels), readings.occurrences(made_of.model, sentences, spans), found)


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
