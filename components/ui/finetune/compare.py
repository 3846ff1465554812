"""Before and after fine-tuning: the texts, a word's senses, the layers, and what was forgotten."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.built_in.wordbench import bench_words
from components.engine.geometry.map_quality import silhouette
from components.figures import curves, scatter
from components.figures.palette import wrapped
from components.ui.finetune import computed
from components.ui.parts import chart
from components.ui.shared import built_in, readings
from components.ui.shared.models import facts
from components.ui.shared.text_vectors import table_vectors
from components.ui.shell import visit

if TYPE_CHECKING:
    from components.engine.finetune.job import Job
    from components.engine.finetune.runs import Run

visit.declare(__name__, tuned_word=str)
MOST_POINTS = 400


def show_before(job: "Job") -> None:
    """Draw where the texts' [CLS] vectors lie before anything is learned."""
    chosen, sides, labels, hovers = text_vectors(job, job.base)
    draw_sides(sides, labels, hovers, f"{job.title} texts", "before", np.isin(chosen, job.test))
    st.caption(
        f"[CLS] at the last layer of {len(chosen):,} texts, drawn by PCA, colours by label. Fine-tuning moves the "
        "texts until their labels part; afterwards you see both pictures side by side."
    )


def text_vectors(job: "Job", *models: str) -> tuple[np.ndarray, list[np.ndarray], list[str], list[str]]:
    """Return the numbers of some texts, their [CLS] vectors (n, width) by each model, their labels and hover texts."""
    chosen = np.random.default_rng(job.seed).permutation(len(job.texts))[:MOST_POINTS]
    last = facts(job.base).layers
    sides = [table_vectors(name, job.texts).at("[CLS]", last)[chosen] for name in models]
    hovers = [f"{wrapped(job.texts[number])}<br>{wrapped(job.labels[number])}" for number in chosen]
    return chosen, sides, [job.labels[number] for number in chosen], hovers


def show_texts(run: "Run") -> None:
    """Draw the texts' [CLS] vectors before and after, on one basis."""
    job, last = run.job, facts(run.job.base).layers
    chosen, sides, labels, hovers = text_vectors(job, job.base, run.name)
    draw_sides(sides, labels, hovers, f"{job.title} texts", "texts", np.isin(chosen, job.test))
    st.caption(
        f"[CLS] at layer {last} of {len(chosen):,} texts, colours by label; one PCA basis for both maps, so that what "
        "lies elsewhere has moved. Most of these texts were learned from, and for them it is no wonder that labels "
        f"part; the silhouette is of the {np.isin(chosen, job.test).sum()} held-out ones among them alone."
    )


def show_word(run: "Run") -> None:
    """Draw one word of the built-in sentences before and after."""
    word = st.selectbox("Word", bench_words(), **visit.linked("tuned_word", bench_words()[0], known_word))
    bench, last = built_in.bench(word), facts(run.job.base).layers
    spans = readings.spans(bench.sentences, word, True)
    sides = [readings.occurrences(name, bench.sentences, spans).states[last] for name in (run.job.base, run.name)]
    labels = [bench.labels[span.sentence] for span in spans]
    hovers = [wrapped(bench.sentences[span.sentence], span.start, span.end) for span in spans]
    draw_sides(sides, labels, hovers, f"{word} before and after", "word")
    st.caption(f"“{word}” at layer {last} in {len(spans)} built-in sentences, none of which was learned from.")


def known_word(word: str) -> str | None:
    """Let only words with built-in sentences through."""
    return word if word in bench_words() else None


def draw_sides(
    sides: list[np.ndarray], labels: list[str], hovers: list[str], name: str, key: str, judged: np.ndarray | None = None
) -> None:
    """Draw one or two sets of vectors (n, width) of the same things side by side on one basis.

    Their silhouettes are of the things that are `judged` (n,), all by default.
    """
    from components.engine.finetune.before_after import on_one_map
    from components.engine.geometry.vectors import cosine_matrix

    points = on_one_map(*sides).points  # (2, n, 2)
    names = sorted(set(labels))
    numbers = np.array([names.index(label) for label in labels])
    judged = np.ones(len(labels), bool) if judged is None else judged
    clouds = []
    for number, label in enumerate(names):
        members = np.flatnonzero(numbers == number)
        hover = [hovers[member] for member in members]
        clouds.append(scatter.Cloud(label, points[:, members], hover, members.tolist(), number))
    table = pd.DataFrame(
        {"label": labels}
        | {
            f"{axis} {when}": points[side, :, place]
            for side, when in enumerate(("before", "after")[: len(sides)])
            for place, axis in enumerate("xy")
        }
    )
    for side, (column, when) in enumerate(zip(st.columns(len(sides)), ("Before", "After"), strict=False)):
        with column:
            worth = silhouette(1 - cosine_matrix(sides[side][judged]), numbers[judged].tolist())
            told = f"{worth:.2f}, n = {judged.sum()}" if np.isfinite(worth) else "– (too few texts)"
            st.markdown(f"**{when}** · silhouette in the full space {told}")
            figure = scatter.draw_map(clouds, side).update_layout(height=380)
            figure.frames = ()
            alt = f"{when} fine-tuning: PCA map of {name} with {len(names)} labels; silhouette {told}."
            last = side == len(sides) - 1
            chart.show(figure, f"{name} {when}", alt, table if last else None, key=f"{key}_{when}")


def show_layers(run: "Run") -> None:
    """Draw how far each layer moved."""
    job = run.job
    found = computed.moved(job.base, run.name, job.texts[:MOST_POINTS], job.seed)
    lines = {"CKA, before and after": found.cka, "mean cosine, before and after": found.cosine}
    lines["CKA, texts shuffled"] = found.chance
    table = pd.DataFrame({"layer": range(len(found.cka)), **lines})
    chart.show(
        curves.draw_curves(lines, "likeness", baselines=["CKA, texts shuffled"], limits=(0, 1.05)),
        "layers that moved",
        f"CKA by layer, from {found.cka[0]:.2f} at layer 0 to {found.cka[-1]:.2f} at the last.",
        table,
        key="layers_moved",
    )
    least = int(found.cka.argmin())
    st.caption(
        f"Means of all tokens of {min(len(job.texts), MOST_POINTS):,} texts. **CKA** (Kornblith et al. 2019): 1 is the "
        f"same up to turning and scaling; the grey line is what unrelated vectors give here. Layer {least} moved most "
        f"(CKA {found.cka[least]:.2f}, cosine {found.cosine[least]:.2f})."
    )


def show_forgotten(run: "Run") -> None:
    """Draw how well senses part before and after."""
    from components.engine.geometry.intervals import paired_interval

    before, after = computed.sense_hits(run.job.base), computed.sense_hits(run.name)
    change, low, high = paired_interval(before, after, run.job.seed)
    lines = {"before": before.mean(axis=1), "after": after.mean(axis=1)}
    table = pd.DataFrame({"layer": range(len(change)), **lines, "change": change, "low": low, "high": high})
    chart.show(
        curves.draw_curves(lines, "sense accuracy", limits=(0, 1.05)),
        "senses before and after",
        f"Sense accuracy at the last layer: {lines['before'][-1]:.2f} before, {lines['after'][-1]:.2f} after.",
        table,
        key="forgotten",
    )
    verb = "forgot" if high[-1] < 0 else "gained" if low[-1] > 0 else "neither forgot nor gained for sure"
    st.caption(
        f"How often the nearest other occurrence of a word has the same sense: all {before.shape[1]:,} occurrences of "
        f"{len(bench_words())} words in the built-in sentences, which have nothing to do with what was learned. At the "
        f"last layer the model **{verb}**: {change[-1] * 100:+.1f} points (95 %: {low[-1] * 100:+.1f} to "
        f"{high[-1] * 100:+.1f}, paired bootstrap over occurrences)."
    )
