"""The curves below the map: how well each layer tells the senses apart, all in the full space."""

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.catalog import DEFAULT_MODEL
from components.engine.files.paper import Paper
from components.engine.layers import published
from components.engine.layers.published import PublishedCurve
from components.engine.records import LayerCurves
from components.figures import curves
from components.figures.curves import DepthCurve, measured
from components.ui.contexts import find_contexts
from components.ui.contexts.word_in_contexts import Material
from components.ui.parts import chart
from components.ui.senses import computed, own_curve
from components.ui.shared import built_in, models
from components.ui.shared.jobs import Job
from components.ui.shell import frame, visit
from components.ui.shell.choices import choose

visit.declare(__name__, curves=str)

ACCURACY, ALIKE, WORDNET = "senses told apart", "how alike the word stays", "published: WordNet senses"
CHOICES = [ACCURACY, ALIKE, WORDNET]


def show(made_of: Material, layer: int) -> None:
    """Draw the chosen curves."""
    reference = made_of.reference
    several = reference.labelled and len(reference.senses) > 1
    labelled = several and computed.separation(made_of.key, reference.labels).counted > 0  # copies alone tell nothing
    choices = CHOICES if labelled else CHOICES[1:]
    question = "At which layer do the senses part?" if labelled else "How alike does the word stay from layer to layer?"
    st.subheader(question, anchor=False)
    chosen = choose("Curves", "curves", choices, label_shown=False)
    built_in_curve = {ACCURACY: show_accuracy, ALIKE: show_likeness, WORDNET: show_wordnet}.get(chosen, show_likeness)
    if len(made_of.everything) - made_of.first_typed < 2:
        built_in_curve(made_of, layer)
        st.caption("Where do *yours* part? Add two sentences with the word to see their curve beside this one.")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        built_in_curve(made_of, layer)
    with right:
        own_curve.show(made_of, layer)


def ghost(curve: PublishedCurve) -> DepthCurve:
    """Wrap a published curve."""
    name = f"{curve.measure} ({curve.source})"
    return DepthCurve(name, curve.layers, curve.values, published.LAST, published=True)


def draw(
    made_of: Material,
    layer: int,
    lines: list[DepthCurve],
    axis: str,
    name: str,
    alt: str,
    paper: Paper | None = None,
) -> None:
    """Draw lines with their table."""
    depth = layer / models.facts(made_of.model).layers
    table = pd.concat(
        pd.DataFrame(
            {"curve": line.name, "layer": line.layers, "of": line.last, "value": line.values}
            | ({} if line.low is None else {"low": line.low, "high": line.high})
        )
        for line in lines
    )
    chart.show(curves.draw_by_depth(lines, axis, depth), name, alt, table, key="senses_curve", paper=paper)


def show_accuracy(made_of: Material, layer: int) -> None:
    """Draw accuracy and silhouette of the labelled senses."""
    counted = find_contexts.counted(made_of)
    found: LayerCurves = computed.separation(counted.key, counted.reference.labels)
    best = int(np.nanargmax(found.accuracy))
    lines = [
        measured("nearest in another sentence has the same sense", found.accuracy, found.low, found.high),
        measured("silhouette", found.silhouette),
    ]
    draw(
        made_of,
        layer,
        lines,
        "accuracy, silhouette",
        f"{made_of.word} senses by layer",
        f"Sense accuracy by layer, from {found.accuracy[0]:.2f} at layer 0 to {found.accuracy[-1]:.2f} at the last.",
        Paper(
            f"The senses of “{made_of.word}”, layer by layer",
            "Accuracy: how often the nearest occurrence in another sentence (cosine, all dimensions) has the same "
            "sense; shaded: 95 % bootstrap over sentences. Silhouette: by the same cosines",
            made_of.model,
            ("silhouette", "bootstrap"),
            {
                "n": f"{found.counted} occurrences in {found.sentences} sentences",
                "always guessing the most frequent sense": f"{found.majority:.2f}",
                "layer marked": layer,
                "seed": 0,
            },
        ),
    )
    st.markdown(
        f"From **{found.accuracy[0]:.0%}** told apart at layer 0 to **{found.accuracy[-1]:.0%}** at the last; best at "
        f"layer {best}, {found.accuracy[best]:.0%}. Guessing gets {found.majority:.0%}."
    )
    in_figures(
        f"**Accuracy**: how often the nearest occurrence in another sentence (cosine, all dimensions; a copy is no "
        f"other sentence) has the same sense; shaded: 95 % bootstrap over sentences; n = {found.counted} occurrences "
        f"in {found.sentences} sentences. Always guessing the most frequent sense gives {found.majority:.2f}. "
        f"{below_guessing(found)}**Silhouette**: 1 is well "
        f"apart, 0 is no groups. Best: layer {best}, {found.accuracy[best]:.2f} ({found.low[best]:.2f}–"
        f"{found.high[best]:.2f}); the best of {len(found.accuracy)} is a little too good."
    )


def in_figures(told: str) -> None:
    """Fold away what the figures are, for who wants to know."""
    with st.expander("In figures", icon=":material/straighten:"):
        st.caption(told)


def below_guessing(found: LayerCurves) -> str:
    """Explain a layer 0 that is worse than a guess."""
    if found.accuracy[0] > found.majority - 0.1:
        return ""
    return (
        "Layer 0 is below that: it knows form and place alone, and the sentences of one sense have the word at "
        "different places. "
    )


def show_likeness(made_of: Material, layer: int) -> None:
    """Draw self-similarity, raw and adjusted, and the baseline it is adjusted by."""
    job = built_in.read_bench_later(made_of.model)
    found: LayerCurves = computed.separation(made_of.key, made_of.reference.labels, adjusted=job is None)
    lines = [measured("self-similarity", found.self_similarity)]
    if job is None:
        lines += [
            measured("minus the baseline", found.adjusted),
            measured("baseline: random words (anisotropy)", found.baseline),
        ]
    lines += [ghost(published.SELF_SIMILARITY), ghost(published.ANISOTROPY)]
    draw(
        made_of,
        layer,
        lines,
        "mean cosine",
        f"{made_of.word} self-similarity by layer",
        f"Self-similarity of “{made_of.word}” by layer, from {found.self_similarity[0]:.2f} at layer 0 to "
        f"{found.self_similarity[-1]:.2f} at the last.",
        Paper(
            f"How alike “{made_of.word}” stays, layer by layer",
            "Self-similarity: mean cosine of all pairs of occurrences in different sentences. Baseline: that of random "
            "words. Grey: published for BERT-base",
            made_of.model,
            ("self-similarity",),
            {"n": f"{len(made_of.reference.spans)} occurrences", "layer marked": layer},
        ),
    )
    random = f" Random words have {found.baseline[-1]:.2f} there." if job is None else ""
    st.markdown(
        f"Two occurrences have a cosine of **{found.self_similarity[0]:.2f}** on average at layer 0, and of "
        f"**{found.self_similarity[-1]:.2f}** at the last.{random}"
    )
    in_figures(
        f"**Self-similarity**: mean cosine of all pairs of the {len(made_of.reference.spans)} occurrences in "
        "different sentences (Ethayarajh 2019). It falls as contexts pull the vectors apart. Raw curves mislead: in "
        "some layers *all* words lie close, so the cosine of random words from the built-in sentences is subtracted. "
        "Grey: published for BERT-base, mean of many words, placed by depth (layer ÷ last layer)"
        + ("; this model was trained for sentence similarity." if made_of.model == DEFAULT_MODEL else ".")
    )
    if job is not None:
        wait_for_baseline(job)


def wait_for_baseline(job: Job) -> None:
    """Look now and then whether the random words are measured, and draw the page again when they are."""

    def say() -> None:
        st.caption(
            f":material/hourglass: Random words are being measured, once for this model ({job.share:.0%}); they "
            "join the curves when ready."
        )

    frame.rerun_when(job.future.done, say, seconds=0.5)


def show_wordnet(made_of: Material, layer: int) -> None:
    """Draw the published accuracy on fine-grained senses alone: it is another measure than ours."""
    curve = published.WORDNET_ACCURACY
    alt = f"{curve.measure}, {curve.source}."
    draw(made_of, layer, [ghost(curve)], "accuracy", "wordnet senses by layer", alt)
    st.caption(
        f"Not measured here: {curve.measure} by layer, {curve.source}. WordNet parts senses much finer than the "
        "built-in sentences do, so these numbers cannot be held against ours; the shape can."
    )
