"""Before and after fine-tuning: the texts, a word's senses, the layers, and what was forgotten."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.built_in.wordbench import bench_words
from components.engine.finetune.job import Job
from components.engine.finetune.runs import Run
from components.engine.geometry.intervals import paired_interval
from components.engine.geometry.map_quality import silhouette
from components.engine.geometry.vectors import cosine_matrix
from components.figures import curves, scatter
from components.figures.palette import wrapped
from components.ui.finetune import computed
from components.ui.parts import chart
from components.ui.shared import built_in, readings
from components.ui.shared.models import facts
from components.ui.shared.text_vectors import table_vectors
from components.ui.shell import choices, frame, visit

visit.declare(__name__, tuned_word=str)
MOST_POINTS = 400
WHEN = ("Before", "After")


@dataclass(frozen=True)
class Sides:
    """The same things as vectors, once or before and after."""

    vectors: list[np.ndarray]  # each (n, width)
    labels: list[str]
    hovers: list[str]
    judged: np.ndarray  # (n,) bool: those that the silhouettes are of


def show_before(job: Job) -> None:
    """Draw where the texts' [CLS] vectors lie before anything is learned."""
    sides = draw_sides(partial(text_sides, job, job.base), f"{job.title} texts", "before")
    st.caption(
        f"[CLS] at the last layer of {len(sides.labels):,} texts, colours by label. Fine-tuning moves the texts until "
        "their labels part; afterwards you see both pictures side by side."
    )


def text_sides(job: Job, *models: str) -> Sides:
    """Read some of the texts by each model: their [CLS] vectors; those that are held out are judged."""
    chosen = np.random.default_rng(job.seed).permutation(len(job.texts))[:MOST_POINTS]
    last = facts(job.base).layers
    sides = [table_vectors(name, job.texts).at("[CLS]", last)[chosen] for name in models]
    hovers = [f"{wrapped(job.texts[number])}<br>{wrapped(job.labels[number])}" for number in chosen]
    return Sides(sides, [job.labels[number] for number in chosen], hovers, np.isin(chosen, job.test))


def show_texts(run: Run) -> None:
    """Draw the texts' [CLS] vectors before and after, on one basis."""
    job, last = run.job, facts(run.job.base).layers
    sides = draw_sides(partial(text_sides, job, job.base, run.name), f"{job.title} texts", "texts")
    st.caption(
        f"[CLS] at layer {last} of {len(sides.labels):,} texts, colours by label; what lies elsewhere has moved. Most "
        "of these texts were learned from, and for them it is no wonder that labels part; the silhouette is of the "
        f"{sides.judged.sum()} held-out ones among them alone."
    )


def show_word(run: Run) -> None:
    """Draw one word of the built-in sentences before and after."""
    base, tuned = run.job.base, run.name

    @frame.live
    def show_picked() -> None:
        word = choices.pick("Word", "tuned_word", bench_words())
        sides = draw_sides(partial(word_sides, word, base, tuned), f"{word} before and after", "word")
        st.caption(
            f"“{word}” at layer {facts(base).layers} in {len(sides.labels)} built-in sentences, none of which was "
            "learned from."
        )


def word_sides(word: str, base: str, tuned: str) -> Sides:
    """Read one word of the built-in sentences by both models."""
    bench, last = built_in.bench(word), facts(base).layers
    spans = readings.spans(bench.sentences, word, True)
    sides = [readings.occurrences(name, bench.sentences, spans).states[last] for name in (base, tuned)]
    labels = [bench.labels[span.sentence] for span in spans]
    hovers = [wrapped(bench.sentences[span.sentence], span.start, span.end) for span in spans]
    return Sides(sides, labels, hovers, np.ones(len(labels), bool))


def draw_sides(read: Callable[[], Sides], name: str, key: str) -> Sides:
    """Draw what is read, side by side on one basis; return it."""
    from components.engine.finetune.before_after import on_one_map

    def table() -> pd.DataFrame:
        sides = read()
        points = on_one_map(*sides.vectors).points
        places = [(side, place) for side in range(len(points)) for place in range(2)]
        columns = {f"{'xy'[place]} {WHEN[side].lower()}": points[side, :, place] for side, place in places}
        return pd.DataFrame({"label": sides.labels} | columns)

    sides = read()
    made, judged = on_one_map(*sides.vectors), sides.judged
    names = sorted(set(sides.labels))
    numbers = np.array([names.index(label) for label in sides.labels])
    clouds = []
    for number, label in enumerate(names):
        members = np.flatnonzero(numbers == number)
        hover = [sides.hovers[member] for member in members]
        clouds.append(scatter.Cloud(label, made.points[:, members], hover, members.tolist(), number))
    for side, column in enumerate(st.columns(len(sides.vectors))):
        with column:
            worth = silhouette(1 - cosine_matrix(sides.vectors[side][judged]), numbers[judged].tolist())
            told = f"{worth:.2f}, n = {judged.sum()}" if np.isfinite(worth) else "– (too few texts)"
            st.markdown(f"**{WHEN[side]}** · silhouette in the full space {told}")
            figure = scatter.draw_map(clouds, side).update_layout(height=380)
            figure.frames = ()
            alt = f"{WHEN[side]} fine-tuning: PCA map of {name} with {len(names)} labels; silhouette {told}."
            last = side == len(sides.vectors) - 1
            chart.show(figure, f"{name} {WHEN[side]}", alt, table if last else None, key=f"{key}_{WHEN[side]}")
    shares = [f"{share:.0%} {when.lower()}" for share, when in zip(made.explained, WHEN, strict=False)]
    st.caption(
        f"One PCA draws all of this, with what all points moved together; its two axes hold {' and '.join(shares)} of "
        "the squared distances from the middle of all."
    )
    return sides


def show_layers(run: Run) -> None:
    """Draw how far each layer moved."""
    job = run.job
    measure = partial(computed.moved, job.base, run.name, job.texts[:MOST_POINTS], job.seed)

    def lines() -> dict[str, np.ndarray]:
        found = measure()
        alike = {"CKA, before and after": found.cka, "mean cosine, before and after": found.cosine}
        return alike | {"CKA, texts shuffled": found.chance}

    found = measure()
    lowest = min(0.0, *(float(values.min()) for values in lines().values()))
    chart.show(
        curves.draw_curves(lines(), "likeness", baselines=["CKA, texts shuffled"], limits=(lowest - 0.02, 1.05)),
        "layers that moved",
        f"CKA by layer, from {found.cka[0]:.2f} at layer 0 to {found.cka[-1]:.2f} at the last.",
        lambda: chart.layer_table(lines()),
        key="layers_moved",
    )
    least = int(found.cka.argmin())
    st.caption(
        f"Means of all tokens of {min(len(job.texts), MOST_POINTS):,} texts. **CKA** (Kornblith et al. 2019, "
        "without its bias: Nguyen et al. 2021): 1 is the same up to turning and scaling; the grey line is what "
        f"unrelated vectors give here, about 0. Layer {least} moved most "
        f"(CKA {found.cka[least]:.2f}, cosine {found.cosine[least]:.2f})."
    )


def show_forgotten(run: Run) -> None:
    """Draw how well senses part before and after."""
    base, tuned, seed = run.job.base, run.name, run.job.seed

    def measure() -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        before, after = computed.sense_hits(base), computed.sense_hits(tuned)
        change, low, high = paired_interval(before, after, seed)
        means = {"before": before.mean(axis=1), "after": after.mean(axis=1)}
        return means, {"change": change, "low": low, "high": high}

    lines, changes = measure()
    counted, (change, low, high) = computed.sense_hits(base).shape[1], changes.values()
    chart.show(
        curves.draw_curves(lines, "sense accuracy", limits=(0, 1.05)),
        "senses before and after",
        f"Sense accuracy at the last layer: {lines['before'][-1]:.2f} before, {lines['after'][-1]:.2f} after.",
        lambda: chart.layer_table({name: line for part in measure() for name, line in part.items()}),
        key="forgotten",
    )
    verb = "forgot" if high[-1] < 0 else "gained" if low[-1] > 0 else "neither forgot nor gained for sure"
    st.caption(
        f"How often a word’s nearest occurrence in another sentence has the same sense: all {counted:,} occurrences of "
        f"{len(bench_words())} words in the built-in sentences, which have nothing to do with what was learned. At the "
        f"last layer the model **{verb}**: {change[-1] * 100:+.1f} points (95 %: {low[-1] * 100:+.1f} to "
        f"{high[-1] * 100:+.1f}, paired bootstrap over sentences)."
    )
