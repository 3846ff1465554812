"""The map of one word: its built-in sentences and the visitor's own, at every layer on one basis.

The map is made of the built-in sentences alone, and the visitor's are placed on it, so that adding a sentence moves
nothing. A word without built-in sentences gets a map of the visitor's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from components.engine import geometry
from components.engine.errors import LaneError, WordError
from components.engine.project import UMAP_FROM, Projection, as_umap, fit_pca
from components.engine.records import Occurrence
from components.engine.wordbench import bench_words
from components.figures import curves, scatter
from components.figures.palette import wrapped
from components.ui import cached, charts, controls
from components.ui.plain import code, prose, with_mark

YOURS = "your sentences"
POLL_SECONDS = 0.25
MOST_OWN = 500  # more sentences than this want a file and a progress bar


@dataclass(frozen=True)
class Placed:
    """Some sentences, the places of the word in them, and their vectors."""

    sentences: tuple[str, ...]
    spans: tuple[Occurrence, ...]
    labels: tuple[str, ...]  # one a span
    states: np.ndarray  # (layers + 1, n, width)

    @property
    def hovers(self) -> list[str]:
        """Write each occurrence's hover text."""
        return [
            f"{wrapped(self.sentences[span.sentence], span.start, span.end)}<br><i>{wrapped(label)}</i>"
            for span, label in zip(self.spans, self.labels, strict=True)
        ]


def split_lines(text: str) -> tuple[str, ...]:
    """Take one sentence a line; empty lines do not count."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def place(model: str, sentences: tuple[str, ...], word: str, labels: Sequence[str] | None = None) -> Placed | None:
    """Find the word in the sentences and compute its vectors; None if it does not occur."""
    spans = cached.spans(sentences, word)
    if not spans:
        return None
    names = tuple(YOURS if labels is None else labels[span.sentence] for span in spans)
    return Placed(sentences, spans, names, cached.occurrences(model, sentences, spans).states)


def gather(model: str, word: str, own_text: str) -> tuple[Placed, Placed | None, tuple[str, ...]]:
    """Return the sentences the map is made of, those placed on it, and own sentences without the word.

    Raises WordError if there is nothing to draw, or too much.
    """
    own_sentences = split_lines(own_text)
    if len(own_sentences) > MOST_OWN:
        raise WordError(f"You have {len(own_sentences):,} sentences; the box takes {MOST_OWN}. Leave some out.")
    own = place(model, own_sentences, word) if own_sentences else None
    found = {span.sentence for span in own.spans} if own else set()
    without = tuple(sentence for number, sentence in enumerate(own_sentences) if number not in found)
    if word in bench_words():
        bench = cached.bench(word)
        reference = place(model, bench.sentences, word, bench.labels)
        if reference is not None:
            return reference, own, without
    if own is None:
        raise WordError(
            f"“{word}” has no built-in sentences, and none of your {len(own_sentences)} has it. Write at least two, "
            f"one a line, or pick one of: {', '.join(bench_words())}."
        )
    return own, None, without


def projection(model: str, reference: Placed, method: str) -> tuple[Projection, bool]:
    """Return the map, and whether it is still waiting for UMAP: PCA stands in meanwhile."""
    if method != "UMAP" or len(reference.spans) < UMAP_FROM:
        return fit_pca(reference.states), False
    try:
        points = cached.umap_layout(model, reference.sentences, reference.spans)
    except LaneError as error:
        st.warning(str(error), icon=":material/warning:")
        return fit_pca(reference.states), False
    return (fit_pca(reference.states), True) if points is None else (as_umap(reference.states, points), False)


def clouds(reference: Placed, own: Placed | None, made: Projection) -> list[scatter.Cloud]:
    """Group the points by sense, the visitor's own last, so that they lie on top."""
    labels, hovers = np.array(reference.labels), reference.hovers
    groups = [
        scatter.Cloud(
            name,
            made.points[:, labels == name],
            [hover for hover, label in zip(hovers, labels, strict=True) if label == name],
            own=name == YOURS,
        )
        for name in dict.fromkeys(reference.labels)
    ]
    if own is not None:
        groups.append(scatter.Cloud(YOURS, made.add(own.states), own.hovers, own=True))
    return groups


def show_map(model: str, word: str, reference: Placed, own: Placed | None) -> int:
    """Draw the controls and the map; return the chosen layer."""
    facts = cached.facts(model)
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    with left:
        method = controls.map_method()
    with right:
        layer = controls.layer_slider(facts)
    made, pending = projection(model, reference, method)
    draw_map(word, reference, own, made, layer, facts.layers)
    if pending:
        wait_for_umap(model, reference)
    else:
        st.caption(about_map(reference, made, layer, method))
    return layer


def wait_for_umap(model: str, reference: Placed) -> None:
    """Look now and then whether UMAP is ready, and draw the page again when it is; the map stays meanwhile."""

    @st.fragment(run_every=POLL_SECONDS)
    def look() -> None:
        st.caption(":material/hourglass: UMAP is at work; until it is ready this is PCA.")
        if cached.umap_future(model, reference.sentences, reference.spans).done():
            st.rerun()

    look()


def draw_map(word: str, reference: Placed, own: Placed | None, made: Projection, layer: int, last: int) -> None:
    """Draw the map at one layer, with its points as a table to take along."""
    groups = clouds(reference, own, made)
    rows = [
        {"sense": cloud.name, "sentence": sentence, "x": x, "y": y}
        for cloud in groups
        for sentence, (x, y) in zip(sentences_of(cloud.name, reference, own), cloud.points[layer].tolist(), strict=True)
    ]
    sizes = ", ".join(f"{len(cloud.hover)} of {cloud.name}" for cloud in groups)
    charts.show(
        scatter.draw_map(groups, layer),
        f"{word} {made.method} layer {layer}",
        f"Map of “{word}” at layer {layer} of {last} by {made.method.upper()}: {sizes}.",
        pd.DataFrame(rows),
        key="word_map",
    )


def sentences_of(name: str, reference: Placed, own: Placed | None) -> list[str]:
    """List the sentence of every occurrence in one cloud, in the cloud's order."""
    source = own if own is not None and name == YOURS else reference
    return [source.sentences[s.sentence] for s, label in zip(source.spans, source.labels, strict=True) if label == name]


def about_map(reference: Placed, made: Projection, layer: int, method: str) -> str:
    """Say how the map was made and what it does not show."""
    count = len(reference.spans)
    if made.method == "umap":
        return (
            f"UMAP of {count} occurrences; every layer starts from the map of the one after it, so that points can be "
            "followed. UMAP draws clusters even in noise: trust the figure below, not gaps and distances."
        )
    share = made.explained[layer]
    start = (
        "One occurrence shows no variance" if np.isnan(share) else f"These two axes hold {share:.0%} of layer {layer}"
    )
    few = f" UMAP needs {UMAP_FROM} occurrences; here are {count}." if method == "UMAP" else ""
    return f"PCA of {count} occurrences, one basis for all layers. {start}’s variance.{few}"


def show_curve(word: str, reference: Placed, layer: int) -> None:
    """Draw how well each layer tells the senses apart, in the full space."""
    auc = geometry.same_sense_auc(reference.states, reference.labels)
    if np.isnan(auc).all():
        return
    count = len(reference.spans)
    st.subheader("At which layer do the senses part?", anchor=False)
    best = int(np.nanargmax(auc))
    charts.show(
        curves.draw_curves(
            {"same sense closer than other sense": auc, "chance": np.full(len(auc), 0.5)},
            "chance of being right",
            baselines=["chance"],
            limits=(0.3, 1.02),
            mark=layer,
        ),
        f"{word} senses by layer",
        f"Area under the ROC curve by layer, from {auc[0]:.2f} at layer 0 to {auc[-1]:.2f} at the last.",
        pd.DataFrame({"layer": range(len(auc)), "chance that a same-sense pair is closer (area under ROC)": auc}),
        key="senses_curve",
    )
    st.caption(
        f"The chance that two occurrences of one sense are closer (cosine, all {reference.states.shape[2]} dimensions) "
        f"than two of different senses (area under the ROC curve); 0.5 is guessing. "
        f"n = {count} occurrences, {count * (count - 1) // 2:,} pairs. Best: layer {best}, {auc[best]:.2f}."
    )


def show_sentences(word: str, reference: Placed) -> None:
    """List the sentences the map is made of."""
    table = pd.DataFrame(
        {"sense": reference.labels, "sentence": [reference.sentences[span.sentence] for span in reference.spans]}
    )
    st.dataframe(table, hide_index=True, alt=f"The sentences with “{word}” and their senses")
    charts.download(table, f"{word} sentences", "sentences_csv")


def show_own(word: str, own: Placed | None, reference: Placed, without: tuple[str, ...], layer: int) -> None:
    """List the visitor's sentences by their numbers on the map, with the nearest sense if there is one."""
    if without:
        st.warning(
            f"Not on the map, because “{prose(word)}” is not in it: {prose(without[0])}"
            + (f" (and {len(without) - 1} more)" if len(without) > 1 else ""),
            icon=":material/search_off:",
        )
    if reference.labels[0] == YOURS:
        for number, span in enumerate(reference.spans, start=1):
            st.markdown(f"**{number}** {with_mark(reference.sentences[span.sentence], span.start, span.end)}")
    if own is None:
        return
    names = np.array(reference.labels)
    senses = list(dict.fromkeys(reference.labels))
    centres = np.stack([geometry.unit(reference.states[layer][names == sense]).mean(axis=0) for sense in senses])
    for number, (span, vector) in enumerate(zip(own.spans, own.states[layer], strict=True), start=1):
        closeness = geometry.cosine(centres, vector)
        order = np.argsort(-closeness)
        margin = closeness[order[0]] - closeness[order[1]]
        st.markdown(
            f"**{number}** {with_mark(own.sentences[span.sentence], span.start, span.end)}  \n"
            f":material/arrow_forward: nearest: {code(senses[order[0]])}, cosine {closeness[order[0]]:.2f}, "
            f"{margin:.2f} ahead of {code(senses[order[1]])}"
        )
