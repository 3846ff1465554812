"""What happens without this head, or without this link? An experiment."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.built_in.wordbench import bench_words
from components.engine.geometry import vectors
from components.figures import curves
from components.figures.attention import heads as figures
from components.figures.palette import numbered
from components.ui.attention import computed
from components.ui.attention.scene import Scene
from components.ui.parts import chart, text_boxes
from components.ui.shared import built_in, readings
from components.ui.shell import choices, visit
from components.ui.shell.markdown import code

visit.declare(__name__, cut=str, cut_link=str)
KINDS = ("One head", "One link", "A whole layer")
SHORT = 64  # tokens; below this every head is silenced in turn without being asked


def show(scene: Scene) -> None:
    """Cut, run again, and draw what changed."""
    layer, head = scene.layer_and_head()
    encoding, facts = scene.encoding, scene.facts
    names = [f"{place} {token}" for place, token in enumerate(encoding.tokens)]
    with scene.right:
        kind = choices.choose("Cut", "cut", KINDS, label_shown=False)
        target = scene.token("chips_knockout", "The token whose vector is watched; click another")
        query = key = None
        if kind == "One link":
            largest = names[int(encoding.attention[layer - 1, head - 1, target].argmax())]
            key = names.index(choices.pick(f"Cut the link from {code(names[target])} to", "cut_link", names, largest))
            query = target
        heads = range(facts.heads) if kind == "A whole layer" else [head - 1]
        cuts = tuple((layer - 1, number, query, key) for number in heads)
        outcome = computed.knock_out(scene.encoded, cuts)
        said = describe(kind, layer, head, names, query, key, scene)
        text_boxes.say_read_as_one(scene.encoded.text, scene.encoded.pair)
        show_change(scene, outcome.kept, target, said)
        show_meaning(scene, outcome.states, target)
        show_ranking(scene, target, (layer - 1, head - 1))


def describe(
    kind: str, layer: int, head: int, names: list[str], query: int | None, key: int | None, scene: Scene
) -> str:
    """Say what is cut."""
    if kind == "A whole layer":
        return f"Without all {scene.facts.heads} heads of layer {layer}"
    if query is None or key is None:
        return f"Without layer {layer}, head {head}"
    weight = scene.encoding.attention[layer - 1, head - 1, query, key]
    return f"Layer {layer}, head {head} without its link {code(names[query])} → {code(names[key])} ({weight:.0%})"


def show_change(scene: Scene, kept: np.ndarray, target: int, said: str) -> None:
    """Draw how much of each state is left, layer by layer."""
    tokens = scene.encoding.tokens
    name = numbered(tokens, target)
    others = np.delete(kept, target, axis=1)
    rest = "mean of the other tokens"
    lowest = float(kept.min())
    figure = curves.draw_curves(
        {name: kept[:, target], rest: others.mean(axis=1)},
        "cosine with the uncut state",
        baselines=[rest],
        limits=(min(0.95, lowest - 0.02), 1.004),
    )
    chart.show(
        figure,
        "knock-out by layer",
        f"Cosine of {name} with its own state without the cut: {kept[-1, target]:.3f} at the last layer.",
        pd.DataFrame({"layer": range(len(kept)), name: kept[:, target], rest: others.mean(axis=1)}),
        key="knockout_change",
    )
    farthest = int(kept[-1].argmin())
    st.caption(
        f"{said}: at the last layer {code(name)} keeps a cosine of {kept[-1, target]:.3f} with its own vector. The "
        f"token that changes most is {code(numbered(tokens, farthest))} ({kept[-1, farthest]:.3f})."
    )


def show_meaning(scene: Scene, states: np.ndarray, target: int) -> None:
    """Say how the sentence's vector and the word's senses move."""
    ordinary = ~scene.encoding.special
    before, after = (part[-1][ordinary].mean(axis=0) for part in (scene.encoding.states, states))
    st.markdown(
        f"**The sentence’s vector** (mean of its tokens, last layer) keeps a cosine of "
        f"{float(vectors.cosine(before, after)):.4f}."
    )
    word = scene.encoding.tokens[target].strip("▁").lower()
    whole = scene.encoding.word_ids.count(scene.encoding.word_ids[target]) == 1  # not "match" of "matchstick"
    if word not in bench_words() or not whole:
        st.caption(
            f"Pick a word with built-in sentences ({', '.join(bench_words()[:8])} …) to see it move between senses."
        )
        return
    bench = built_in.bench(word)
    spans = readings.spans(bench.sentences, word, True)
    reference = readings.occurrences(scene.facts.name, bench.sentences, spans)
    labels = [bench.labels[span.sentence] for span in spans]
    centres = vectors.centroids(reference.states[-1], labels)
    was, now = (vectors.cosine(centres, part[-1, target]) for part in (scene.encoding.states, states))
    table = pd.DataFrame({"sense": sorted(set(labels)), "before": was, "after": now, "move": now - was})
    st.dataframe(
        table,
        hide_index=True,
        column_config={name: st.column_config.NumberColumn(format="%.3f") for name in ("before", "after", "move")},
        alt=f"Closeness of {word} to its senses before and after the cut",
    )
    st.caption(
        f"Cosine of {code(word)} with the middle of each sense’s built-in sentences ({len(labels)} in all), last "
        "layer, before and after the cut."
    )


def show_ranking(scene: Scene, target: int, mark: tuple[int, int]) -> None:
    """Draw what each head's silence does to the watched token; on request for long texts."""
    facts, count = scene.facts, len(scene.encoding.tokens)
    asked = (scene.encoded, target)
    if count > SHORT and st.session_state.get("knockout_ranked") != asked:
        if not st.button(
            f"Silence all {facts.layers * facts.heads} heads in turn", help=f"Takes a while for {count} tokens."
        ):
            return
        st.session_state["knockout_ranked"] = asked
    bar = st.progress(0.0, f"Silencing {facts.layers * facts.heads} heads in turn …") if count > SHORT else None
    rows = []
    for layer in range(facts.layers):
        rows.append(computed.ranked_knock_outs(scene.encoded, target, layer))
        if bar:
            bar.progress((layer + 1) / facts.layers, f"Layer {layer + 1} of {facts.layers}")
    if bar:
        bar.empty()
    moved = np.stack(rows)  # (layers, heads)
    name = numbered(scene.encoding.tokens, target)
    best = np.unravel_index(moved.argmax(), moved.shape)
    weights = scene.encoding.attention[:, :, target].max(axis=-1)
    agree = float(np.corrcoef(moved.ravel(), weights.ravel())[0, 1])
    places = list(np.ndindex(*moved.shape))
    chart.show(
        figures.draw_heads(moved, "1 − cosine", mark=mark),
        f"knock-outs of all heads for {name}",
        f"How far the last vector of {name} moves without each head; most without layer {best[0] + 1}, head "
        f"{best[1] + 1}: {moved.max():.3f}.",
        pd.DataFrame({"layer": [a + 1 for a, _ in places], "head": [b + 1 for _, b in places], "moved": moved.ravel()}),
        key="knockout_heads",
        on_click=partial(scene.take_clicked, "knockout_heads"),
    )
    st.caption(
        f"1 − cosine of the last vector of {code(name)} when one head is silenced, for every head; click a cell to "
        "silence that one. Most: layer "
        f"{best[0] + 1}, head {best[1] + 1}. Correlation with the head’s largest weight from this token: {agree:+.2f} "
        f"(n = {moved.size} heads). A sharp weight is not yet an effect: attention is not explanation (Jain & Wallace "
        "2019)."
    )
