"""Attention over several layers: a flow between the states, and a tree of what a token takes from."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from components.engine.attention.flow import Branch, Ways
from components.figures.layout import sized
from components.figures.palette import CATEGORIES, REST, SILENT, plain

HEIGHT, TOP, BOTTOM, GAP = 470, 34, 10, 13  # pixels; the gap between tokens holds a line of text


def draw_flow(ways: Ways, tokens: Sequence[str], top: int) -> go.Figure:
    """Draw the shares from state `top` (left) down to state 0 (right) as a Sankey diagram."""
    nodes = sorted({node for row, source, target, _ in ways.links for node in ((row, source), (row + 1, target))})
    number = {node: place for place, node in enumerate(nodes)}
    rows, heights = max(len(ways.shares) - 1, 1), column_heights(nodes, ways.links)
    ordinary = "rgba(86,180,233,0.45)"
    stays = "rgba(138,146,158,0.35)"
    figure = go.Figure().add_sankey(
        arrangement="fixed",
        node_label=[f"{token} {plain(tokens[token])}" for _, token in nodes],
        node_x=[0.001 + 0.998 * row / rows for row, _ in nodes],
        node_y=[heights[node] for node in nodes],
        node_customdata=[[top - row, f"{ways.shares[row, token]:.1%}"] for row, token in nodes],
        node_hovertemplate="%{label}, state %{customdata[0]}<br>%{customdata[1]} of the attention<extra></extra>",
        node_color=CATEGORIES[4],
        node_pad=GAP,
        node_thickness=12,
        link_source=[number[row, source] for row, source, _, _ in ways.links],
        link_target=[number[row + 1, target] for row, _, target, _ in ways.links],
        link_value=[share for *_, share in ways.links],
        link_color=[stays if source == target else ordinary for _, source, target, _ in ways.links],
        link_hovertemplate="%{source.label} → %{target.label}<br>%{value:.3f}<extra></extra>",
    )
    for row in range(rows + 1):
        place = 0.001 + 0.998 * row / rows
        name = f"state {top - row}" if row in (0, rows) else str(top - row)
        anchor = "left" if row == 0 else "right" if row == rows else "center"
        look = {"showarrow": False, "xref": "paper", "yref": "paper", "xanchor": anchor, "yanchor": "bottom"}
        figure.add_annotation(x=place, y=1.01, text=name, **look)
    return figure.update_layout(height=HEIGHT, margin={"l": 10, "r": 10, "t": TOP, "b": BOTTOM})


def column_heights(
    nodes: Sequence[tuple[int, int]], links: Sequence[tuple[int, int, int, float]]
) -> dict[tuple[int, int], float]:
    """Stack each state's tokens in the order of the text, `GAP` apart: the middle of each, 0 … 1 from the top.

    A node is as high as what goes in or out, whichever is more, on the one scale by which the fullest state fits.
    """
    into: dict[tuple[int, int], float] = defaultdict(float)
    out = into.copy()
    for row, source, target, share in links:
        out[row, source] += share
        into[row + 1, target] += share
    sizes = {node: max(into[node], out[node]) for node in nodes}
    states = [[node for node in nodes if node[0] == row] for row in sorted({row for row, _ in nodes})]
    gap = GAP / (HEIGHT - TOP - BOTTOM)
    scale = min((1 - gap * (len(state) - 1)) / max(sum(sizes[node] for node in state), 1e-9) for state in states)
    middles = {}
    for state in states:
        filled = 0.0
        for node in state:
            middles[node] = float(np.clip(filled + sizes[node] * scale / 2, 0.001, 0.999))
            filled += sizes[node] * scale + gap
    return middles


def draw_tree(root: Branch, tokens: Sequence[str]) -> go.Figure:
    """Draw a token's branches from left to right; a line's width is its share of the root."""
    places: dict[int, tuple[float, float]] = {}
    leaves = [0]
    figure = go.Figure()

    def draw_branch(branch: Branch, depth: int) -> float:
        middles = [draw_branch(child, depth + 1) for child in branch.children]
        if not middles:
            leaves[0] += 1
        height = float(np.mean(middles)) if middles else float(leaves[0])
        places[id(branch)] = (depth, -height)
        for child in branch.children:
            (x1, y1), (x2, y2) = places[id(branch)], places[id(child)]
            figure.add_scatter(
                x=[x1, (x1 + x2) / 2, x2],
                y=[y1, (y1 + 3 * y2) / 4, y2],
                mode="lines",
                line={"color": REST, "width": 0.8 + 14 * child.share, "shape": "spline"},
                **SILENT,
            )
        return height

    draw_branch(root, 0)
    everything = listed(root)
    figure.add_scatter(
        x=[places[id(branch)][0] for branch in everything],
        y=[places[id(branch)][1] for branch in everything],
        mode="markers+text",
        text=[f"{plain(tokens[branch.token])} {percent(branch.share)}" for branch in everything],
        textposition="top center",
        marker={"color": CATEGORIES[4], "size": [7 + 14 * branch.share**0.5 for branch in everything]},
        customdata=[[branch.state, branch.token] for branch in everything],
        hovertemplate="%{text}<br>token %{customdata[1]}, state %{customdata[0]}<extra></extra>",
        showlegend=False,
    )
    depth = max(place[0] for place in places.values())
    states = [str(root.state - step) for step in range(int(depth) + 1)]
    figure.update_xaxes(
        tickvals=list(range(len(states))), ticktext=[f"state {state}" for state in states], range=[-0.3, depth + 0.4]
    )
    figure.update_yaxes(visible=False)
    return sized(figure, max(380, 70 + 24 * leaves[0]))


def percent(share: float) -> str:
    """Write a share with two digits that count."""
    return f"{share:.0%}" if share >= 0.1 else f"{share:.1%}"


def listed(branch: Branch) -> list[Branch]:
    """List a branch and all below it."""
    return [branch, *(deeper for child in branch.children for deeper in listed(child))]
