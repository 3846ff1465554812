"""One head step by step, with the model's own numbers."""

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.attention.head_steps import HeadSteps
from components.figures import bars
from components.figures.attention import steps
from components.figures.palette import numbered
from components.ui.attention import computed
from components.ui.attention.scene import Scene
from components.ui.parts import chart
from components.ui.shell import visit
from components.ui.shell.markdown import code

EXAMPLE, EXAMPLE_WORD = "I love natural language processing", "love"


def show(scene: Scene) -> None:
    """Draw the arithmetic of one head for one token, then write it out."""
    layer, head = scene.layer_and_head()
    with scene.left:
        st.button(
            "Worked example",
            icon=":material/school:",
            on_click=take_example,
            help=f"The classic sentence “{EXAMPLE}”, with the query “{EXAMPLE_WORD}”.",
        )
    encoding, facts = scene.encoding, scene.facts
    with scene.right:
        wish = st.session_state.pop("example_word", None)
        if wish in encoding.tokens:
            visit.put("token", encoding.tokens.index(wish))
        query = scene.token("chips_steps", "The token that looks; click another")
        made = computed.head_steps(scene.encoded, layer - 1, head - 1, query)
        most = int(made.weights.argmax())
        name, at = (numbered(encoding.tokens, place) for place in (query, most))
        chart.show(
            steps.draw_steps(made, encoding.tokens, query),
            f"head {head} of layer {layer} step by step",
            f"Layer {layer}, head {head}: {name} gives most to {at}, {made.weights[most]:.0%}.",
            step_table(made, encoding.tokens),
            key="steps_picture",
        )
        miss = float(np.abs(made.weights - encoding.attention[layer - 1, head - 1, query]).max())
        st.caption(
            f"Layer {layer}, head {head}, computed here from the weights of the model; it agrees with the attention "
            f"that the model itself reported to {miss:.0e}. Blue is above zero, orange below."
        )
        write_out(made, encoding.tokens, query, layer, head, facts.heads)


def take_example() -> None:
    """Set the worked example; runs before the widgets are drawn."""
    visit.put("text", EXAMPLE)
    visit.put("pair", "")
    st.session_state["example_word"] = EXAMPLE_WORD


def step_table(made: HeadSteps, tokens: tuple[str, ...]) -> pd.DataFrame:
    """List what each token that is looked at contributes."""
    return pd.DataFrame(
        {
            "token": [f"{place} {token}" for place, token in enumerate(tokens)],
            "q · k": made.products,
            "q · k ÷ √d": made.scores,
            "weight": made.weights,
            "length of v": np.linalg.norm(made.values, axis=-1),
            "length of weight × v": np.linalg.norm(made.weighted, axis=-1),
        }
    )


def write_out(made: HeadSteps, tokens: tuple[str, ...], query: int, layer: int, head: int, heads: int) -> None:
    """Write the formulas with this page's numbers."""
    count, d, width = len(tokens), len(made.query), len(made.state)
    most = int(made.weights.argmax())
    st.subheader("The same, written out", anchor=False)
    st.markdown(
        f"**1.** The state of {code(tokens[query])} before block {layer} has {width} numbers. Three matrices of head "
        f"{head} turn it, and every other token’s state, into vectors of {d} numbers."
    )
    st.latex(rf"q = W_Q\,x_{{{query}}} + b_Q,\quad k_j = W_K\,x_j + b_K,\quad v_j = W_V\,x_j + b_V")
    st.latex(rf"W_Q, W_K, W_V \in \mathbb{{R}}^{{{d} \times {width}}},\quad j = 0 \dots {count - 1}")
    st.latex(rf"q = ({numbers(made.query)})")
    st.latex(rf"k_{{{most}}} = ({numbers(made.keys[most])})")
    st.markdown(f"**2.** The query meets every key; here that of {code(tokens[most])}, the one it fits best.")
    st.latex(
        rf"q \cdot k_{{{most}}} = {made.products[most]:.3f},\qquad \frac{{q \cdot k_{{{most}}}}}{{\sqrt{{d}}}} = "
        rf"\frac{{{made.products[most]:.3f}}}{{\sqrt{{{d}}}}} = {made.scores[most]:.3f}"
    )
    total = float(np.exp(made.scores - made.scores.max()).sum())
    st.markdown(f"**3.** Softmax turns the {count} scores into weights that sum to {made.weights.sum():.3f}.")
    st.latex(
        rf"\alpha_{{{most}}} = \frac{{e^{{{made.scores[most]:.3f}}}}}{{\sum_{{j=0}}^{{{count - 1}}} e^{{s_j}}}} = "
        rf"\frac{{1}}{{{total:.3f}}} = {made.weights[most]:.3f}\quad\text{{(both divided by }}"
        rf"e^{{{made.scores.max():.3f}}}\text{{)}}"
    )
    st.dataframe(step_table(made, tokens), hide_index=True, height=min(38 + 35 * count, 320), alt="Every key’s numbers")
    st.markdown(f"**4.** The values are added up by their weights: one vector of {d} numbers.")
    st.latex(rf"z = \sum_{{j=0}}^{{{count - 1}}} \alpha_j v_j = ({numbers(made.mixed)})")
    st.markdown(
        f"**5.** The {heads} heads’ vectors are put one after the other, {heads} × {d} = {heads * d} numbers, and "
        "$W^O$ mixes them. Added to the state and normalised, this goes on to the feed-forward half of the block."
    )
    st.latex(rf"W^O\,[z^{{(1)}}; \dots; z^{{({heads})}}] + b_O = ({numbers(made.output)})")
    st.latex(rf"W^O \in \mathbb{{R}}^{{{width} \times {heads * d}}}")
    share = np.linalg.norm(made.share) / max(float(np.linalg.norm(made.output)), 1e-12)
    chart.show(
        bars.draw_vector(made.output).update_layout(height=200),
        "output of the heads",
        f"The {width} numbers that all heads of layer {layer} together add to {tokens[query]}.",
        pd.DataFrame({"all heads": made.output, "this head": made.share, "concatenated z": made.joined[:width]}),
        key="steps_output",
    )
    st.caption(f"The output of $W^O$. Head {head} alone brings a vector {share:.0%} as long as that of all together.")


def numbers(vector: np.ndarray, most: int = 4) -> str:
    r"""Write the first numbers of a vector for LaTeX, and that there are more."""
    start = r",\,".join(f"{value:.3f}" for value in vector[:most])
    return start + (r",\,\dots" if len(vector) > most else "")
