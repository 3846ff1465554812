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
from components.ui.attention.scene import Scene, numbers_of_heads
from components.ui.parts import chart, text_boxes
from components.ui.shared import built_in, readings
from components.ui.shell import choices, visit
from components.ui.shell.markdown import code

visit.declare(__name__, cut=str, cut_link=str, silence=str)
KINDS = ("One head", "One link", "A whole layer")
MEAN, ZEROS = GIVEN = ("Its mean", "Zeros")  # what a silenced head gives
SHORT = 64  # tokens; below this every head is silenced in turn without being asked


def show(scene: Scene) -> None:
    """Cut, run again, and draw what changed."""
    layer, head = scene.layer_and_head()
    encoding, facts = scene.encoding, scene.facts
    names = [f"{place} {token}" for place, token in enumerate(encoding.tokens)]
    with scene.left:
        given = choices.choose("A silenced head gives", "silence", GIVEN)
        st.caption(
            f"{MEAN} over the built-in sentences is the same for every token: only what the head says about this text "
            f"is lost (Wang et al. 2023). {ZEROS} also take away what it always adds (Michel et al. 2019)."
        )
    with scene.right:
        kind = choices.choose("Cut", "cut", KINDS, label_shown=False)
        means = computed.mean_outputs(facts.name) if given == MEAN else None
        target = scene.token("chips_knockout", "The token whose vector is watched; click another")
        cuts: tuple[tuple[int, int, int | None, int | None], ...] = ((layer - 1, head - 1, None, None),)
        said = f"Layer {layer}, head {head} silenced ({given.lower()})"
        if kind == "A whole layer":
            cuts = tuple((layer - 1, number, None, None) for number in range(facts.heads))
            said = f"All {facts.heads} heads of layer {layer} silenced ({given.lower()})"
        elif kind == "One link":
            weights, name = encoding.attention[layer - 1, head - 1, target], code(names[target])
            largest = names[int(weights.argmax())]
            key = names.index(choices.pick(f"Cut the link from {name} to", "cut_link", names, largest))
            cuts = ((layer - 1, head - 1, target, key),)
            said = f"Layer {layer}, head {head} without its link {name} → {code(names[key])} ({weights[key]:.0%})"
        outcome = computed.knock_out(scene.encoded, cuts, means)
        text_boxes.say_read_as_one(scene.encoded.text, scene.encoded.pair)
        show_change(scene, outcome.kept, target, said)
        show_meaning(scene, outcome.states, target)
        show_ranking(scene, target, (layer - 1, head - 1), given, means)


def show_change(scene: Scene, kept: np.ndarray, target: int, said: str) -> None:
    """Draw how much of each state is left, layer by layer."""
    tokens = scene.encoding.tokens
    name = numbered(tokens, target)
    rest = "mean of the other tokens"
    lines = {name: kept[:, target], rest: np.delete(kept, target, axis=1).mean(axis=1)}
    limits = (min(0.95, float(kept.min()) - 0.02), 1.004)
    chart.show(
        curves.draw_curves(lines, "cosine with the uncut state", baselines=[rest], limits=limits),
        "knock-out by layer",
        f"Cosine of {name} with its own state without the cut: {kept[-1, target]:.3f} at the last layer.",
        pd.DataFrame({"layer": range(len(kept))} | lines),
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


def show_ranking(scene: Scene, target: int, mark: tuple[int, int], given: str, means: np.ndarray | None) -> None:
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
        rows.append(computed.ranked_knock_outs(scene.encoded, target, layer, means))
        if bar:
            bar.progress((layer + 1) / facts.layers, f"Layer {layer + 1} of {facts.layers}")
    if bar:
        bar.empty()
    moved = np.stack(rows)  # (layers, heads)
    name = numbered(scene.encoding.tokens, target)
    best = np.unravel_index(moved.argmax(), moved.shape)
    weights = scene.encoding.attention[:, :, target].max(axis=-1)
    agree = float(np.corrcoef(moved.ravel(), weights.ravel())[0, 1])
    chart.show(
        figures.draw_heads(moved, "1 − cosine", mark=mark),
        f"knock-outs of all heads for {name}",
        f"How far the last vector of {name} moves with each head silenced ({given.lower()}); most by layer "
        f"{best[0] + 1}, head {best[1] + 1}: {moved.max():.3f}.",
        pd.DataFrame({**numbers_of_heads(moved.shape), "moved": moved.ravel(), "a silenced head gives": given}),
        key="knockout_heads",
        on_click=partial(scene.take_clicked, "knockout_heads"),
    )
    st.caption(
        f"1 − cosine of the last vector of {code(name)} when one head is silenced ({given.lower()}), for every head; "
        "click a cell to silence that one. Most: layer "
        f"{best[0] + 1}, head {best[1] + 1}. Correlation with the head’s largest weight from this token: {agree:+.2f} "
        f"(n = {moved.size} heads). A sharp weight is not yet an effect: attention is not explanation (Jain & Wallace "
        "2019)."
    )
