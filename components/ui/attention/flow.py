"""Attention followed through the layers from one token: as a flow, or as a tree."""

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.attention import flow
from components.figures.attention import flows
from components.figures.palette import numbered
from components.ui.attention.scene import Scene
from components.ui.parts import chart
from components.ui.shell import choices, visit
from components.ui.shell.markdown import code

visit.declare(__name__, flow=str, flow_special=bool)
WAYS = ("Flow", "Tree")
MOST_NODES = 8


def show(scene: Scene) -> None:
    """Draw where a token's state comes from."""
    with scene.left:
        top = choices.layer_slider(scene.facts, first=1)
    with scene.right:
        way = choices.choose("Draw as", "flow", WAYS, label_shown=False)
        token = scene.token("chips_flow", "The token to follow; click another")
        special = choices.switch("Follow special tokens as well", "flow_special", "They take most attention.")
        left_out = scene.encoding.special & (not special)
        draw = show_tree if way == "Tree" else show_flow
        draw(scene, token, top, left_out)


def show_flow(scene: Scene, token: int, top: int, left_out: np.ndarray) -> None:
    """Draw the Sankey diagram from state `top` down to the embeddings."""
    tokens = scene.encoding.tokens
    ways = flow.trace(scene.encoding.attention, token, top, MOST_NODES, left_out)
    name = numbered(tokens, token)
    largest = ways.shares[-1].argsort()[::-1][:3]
    said = ", ".join(f"{numbered(tokens, int(place))} {ways.shares[-1, place]:.0%}" for place in largest)
    chart.show(
        flows.draw_flow(ways, tokens, top),
        f"flow to {name}",
        f"Where state {top} of {name} looks through the layers; at the embeddings: {said}.",
        pd.DataFrame(
            [(top - row, tokens[a], a, tokens[b], b, share) for row, a, b, share in ways.links],
            columns=["state", "from", "from place", "to", "to place", "share"],
        ),
        key="flow_sankey",
    )
    without = (
        f"Special tokens, through which {ways.left_out:.0%} would go on the way, are left out, and at each step the "
        "rest is scaled to 1. "
    )
    st.caption(
        f"From state {top} of {code(name)} (left) down to the embeddings (right): the mean over heads, half of it "
        "staying with the token itself (grey), as in rollout. Drawn are the "
        f"{MOST_NODES} largest tokens of each state; the drawn links carry at least {ways.shown:.0%} of each step. "
        + (without if left_out.any() else "")
        + "Shares of attention, not of influence: “Knock-out” measures that."
    )


def show_tree(scene: Scene, token: int, top: int, left_out: np.ndarray) -> None:
    """Draw what a token takes from, and what those take from."""
    tokens = scene.encoding.tokens
    root = flow.grow(scene.encoding.attention, token, top, left_out)
    name = numbered(tokens, token)
    branches = flows.listed(root)
    chart.show(
        flows.draw_tree(root, tokens),
        f"tree of {name}",
        f"{name} at state {top} takes most from "
        + ", ".join(f"{tokens[child.token]} {child.share:.0%}" for child in root.children)
        + ".",
        pd.DataFrame(
            [(b.state, b.token, tokens[b.token], b.share) for b in branches],
            columns=["state", "place", "token", "share"],
        ),
        key="flow_tree",
    )
    kept = sum(child.share for child in root.children)
    st.caption(
        f"What state {top} of {code(name)} looks at (mean over the heads of layer {top}), what those looked at one "
        "layer below, and so on: the three largest at each branching, a share being the product along the way. The "
        f"first {len(root.children)} hold {kept:.0%}; what goes to special tokens is "
        + ("left out, and not given to the others." if left_out.any() else "among them.")
    )
