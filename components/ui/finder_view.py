"""Which head does what? All heads ranked by a measure, or on a map by what they do."""

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.heads import TARGETS, HeadMeasures, target_name
from components.figures import heads as figures
from components.ui import cached_attention, charts, chips, controls, state
from components.ui.attention_views import Scene
from components.ui.plain import code, prose

WAYS = ("Ranking", "Map")
LOOKS = "share to "
FIRST = "sharpness on the chosen token"
MEASURES = {
    FIRST: "the largest weight that the chosen token gives to one token",
    "entropy": "bits; 0 looks at one token alone, the most possible is log2 of the number of tokens",
    "distance": "how far away, in tokens, a head looks on average",
}


def show(scene: Scene) -> None:
    """Draw the ranking or the map."""
    with scene.left:
        token = chips.pick_token(scene.encoding, "chips_finder", "The chosen token", default=scene.link.query)
    with scene.right:
        way = controls.choose("Show", "finder", WAYS, label_shown=False)
        if way == "Map":
            show_map(scene)
        else:
            show_ranking(scene, token)


def show_ranking(scene: Scene, token: int) -> None:
    """Draw one measure of all heads, and list the heads by it."""
    measures = cached_attention.head_measures(scene.facts.name, scene.text, scene.pair)
    tokens = scene.encoding.tokens
    names = [*MEASURES, *(LOOKS + target_name(target, tokens) for target in TARGETS)]
    measure = st.selectbox(
        "Rank by", names, **state.linked("measure", FIRST, lambda name: name if name in names else None)
    )
    table = head_table(scene, measures, token)
    values = table[measure].to_numpy().reshape(scene.facts.layers, scene.facts.heads)
    best = np.unravel_index(values.argmax(), values.shape)
    charts.show(
        figures.draw_heads(values, unit_of(measure), list(table["pattern"]), best),
        f"heads by {measure}",
        f"{measure} of {values.size} heads: highest {values.max():.2f}, layer {best[0] + 1}, head {best[1] + 1}.",
        table,
        key="finder_heads",
    )
    st.caption(
        f"{measure[0].upper()}{measure[1:]} ({MEASURES.get(measure, 'mean over the tokens that are no special ones')})."
        f" Chosen token: {code(tokens[token])}. Click a row to open its head."
    )
    show_table(scene, table, measure)


def unit_of(measure: str) -> str:
    """Name the unit of a measure."""
    return {"entropy": "bits", "distance": "tokens"}.get(measure, "share")


def head_table(scene: Scene, measures: HeadMeasures, token: int) -> pd.DataFrame:
    """Make a table with a row a head."""
    facts, tokens = scene.facts, scene.encoding.tokens
    places = list(np.ndindex(facts.layers, facts.heads))
    columns = {
        "layer": [layer + 1 for layer, _ in places],
        "head": [head + 1 for _, head in places],
        "pattern": [measures.describe(layer, head, tokens) for layer, head in places],
        FIRST: scene.encoding.attention[:, :, token].max(axis=-1).ravel(),
        "entropy": measures.entropy.ravel(),
        "distance": measures.distance.ravel(),
    }
    shares = {LOOKS + target_name(target, tokens): share.ravel() for target, share in measures.shares.items()}
    return pd.DataFrame({**columns, **shares})


def show_table(scene: Scene, table: pd.DataFrame, measure: str) -> None:
    """List the heads, the largest of the measure first, filtered by what they look at."""
    words = st.text_input("Only heads whose pattern has these words", key="finder_words", placeholder="previous token")
    kept = table[table["pattern"].str.contains(words.strip(), case=False, regex=False)]
    kept = kept.sort_values(measure, ascending=measure == "entropy", kind="stable").reset_index(drop=True)
    if kept.empty:
        st.info(f"None of the {len(table)} heads has “{prose(words)}” in its pattern.", icon=":material/info:")
        return
    shares = {
        name: st.column_config.NumberColumn(format="percent") for name in table if name.startswith((LOOKS, FIRST))
    }
    order = ["layer", "head", "pattern", measure, *(name for name in table.columns[3:] if name != measure)]
    chosen = st.dataframe(
        kept,
        hide_index=True,
        column_order=order,
        column_config=shares,
        on_select="rerun",
        selection_mode="single-row",
        key=f"finder_table_{measure}_{hash(words)}",
        alt="Heads and their measures",
    )
    rows = chosen["selection"]["rows"]
    if rows and rows[0] < len(kept):
        layer, head = (int(kept[name][rows[0]]) for name in ("layer", "head"))
        open_head(layer, head)


def open_head(layer: int, head: int) -> None:
    """Offer to open a head under the microscope."""
    st.button(
        f"Open layer {layer}, head {head}",
        icon=":material/arrow_forward:",
        on_click=take,
        args=(layer, head),
        key=f"open_{layer}_{head}",
    )


def take(layer: int, head: int) -> None:
    """Go to the microscope with a head; runs before the widgets are drawn."""
    state.put("layer", layer)
    state.put("head", head)
    st.session_state["view"] = "Heads"


def show_map(scene: Scene) -> None:
    """Draw the heads by what they do."""
    facts = scene.facts
    made = cached_attention.head_map(facts.name, scene.text, scene.pair)
    places = list(np.ndindex(facts.layers, facts.heads))
    table = pd.DataFrame(
        {
            "layer": [layer + 1 for layer, _ in places],
            "head": [head + 1 for _, head in places],
            "x": made.points[:, 0],
            "y": made.points[:, 1],
            "group": [made.names[number] for number in made.groups],
        }
    )
    charts.show(
        figures.draw_head_map(made.points, made.groups, made.names, facts.heads),
        "map of heads",
        f"{len(places)} heads in {len(made.names)} groups: {'; '.join(made.names)}.",
        table,
        key="finder_map",
    )
    st.caption(
        f"Heads that look alike on this text lie close (Hellinger distance of their rows; the two axes hold "
        f"{made.explained:.0%} of it). Groups are found in the full space (Ward, {len(made.names)} groups, a number we "
        "chose) and named by what their heads give most to; shares can overlap."
    )
