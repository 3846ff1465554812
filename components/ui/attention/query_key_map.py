"""Queries and keys of one head on one map, over the built-in sentences of a word (as in AttentionViz)."""

import pandas as pd
import streamlit as st

from components.engine.built_in.wordbench import bench_words
from components.engine.text.sentences import split_sentences
from components.figures.attention import heads as figures
from components.ui.attention import computed
from components.ui.attention.scene import Scene
from components.ui.parts import chart
from components.ui.shared import built_in
from components.ui.shell import choices, visit

visit.declare(__name__, queries_word=str, queries_special=bool)


def show(scene: Scene) -> None:
    """Draw the joint map."""
    layer, head = scene.layer_and_head()
    with scene.left:
        word = choices.pick("Built-in sentences with", "queries_word", bench_words())
        special = choices.switch("Show special tokens", "queries_special")
    own = (*split_sentences(scene.encoded.text), *split_sentences(scene.encoded.pair))
    sentences = own + built_in.bench(word).sentences
    made = computed.joint_map(scene.facts.name, sentences, layer - 1, head - 1)
    with scene.right:
        hide = made.special & (not special)
        chart.show(
            figures.draw_joint(made.queries, made.keys, made.tokens, made.sentences, hide, len(own)),
            f"queries and keys of layer {layer} head {head}",
            f"Queries and keys of layer {layer}, head {head}, for {len(made.tokens)} tokens of "
            f"{int(made.sentences.max()) + 1} sentences.",
            pd.DataFrame(
                {
                    "token": made.tokens,
                    "sentence": made.sentences + 1,
                    "place": made.places,
                    "query x": made.queries[:, 0],
                    "query y": made.queries[:, 1],
                    "key x": made.keys[:, 0],
                    "key y": made.keys[:, 1],
                }
            ),
            key="queries_map",
        )
        st.caption(
            f"Layer {layer}, head {head}: {len(made.tokens):,} tokens of {int(made.sentences.max()) + 1} sentences "
            "(yours first, larger). A query should lie near the keys it looks at: keys are moved onto the queries’ "
            "centre and both brought to one scale, which the softmax does not see; then one PCA draws both. The two "
            f"axes hold {made.explained:.0%} of the spread; within sentences a query’s closeness to keys and its q · k "
            f"correlate at {made.fit:.2f}: the lower, the less to trust the map."
        )
