"""Which head does what? All heads ranked by a measure, or on a map by what they do."""

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.attention.head_patterns import TARGETS, target_name
from components.figures.attention import heads as figures
from components.ui.attention import computed, one_head
from components.ui.attention.scene import Scene, numbers_of_heads
from components.ui.parts import chart
from components.ui.shell import choices, visit
from components.ui.shell.markdown import code, prose

visit.declare(__name__, measure=str, finder=str, finder_words=str, finder_range=list)
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
    with scene.right:
        way = choices.choose("Show", "finder", WAYS, label_shown=False)
        if way == "Map":
            show_map(scene)
        else:
            with scene.left:
                token = scene.token("chips_finder", "The chosen token; click another")
            show_ranking(scene, token)


def show_ranking(scene: Scene, token: int) -> None:
    """Draw one measure of all heads, and list the heads by it."""
    tokens = scene.encoding.tokens
    names = [*MEASURES, *(LOOKS + target_name(target, tokens) for target in TARGETS)]
    measure = choices.pick("Rank by", "measure", names, FIRST)
    table = head_table(scene, token)
    values = table[measure].to_numpy().reshape(scene.facts.layers, scene.facts.heads)
    lowest_first = measure == "entropy"
    best = np.unravel_index(values.argmin() if lowest_first else values.argmax(), values.shape)
    chart.show(
        figures.draw_heads(values, unit_of(measure), list(table["pattern"]), best),
        f"heads by {measure}",
        f"{measure} of {values.size} heads: {'lowest' if lowest_first else 'highest'} {values[best]:.2f}, layer "
        f"{best[0] + 1}, head {best[1] + 1}.",
        table,
        key="finder_heads",
        on_click=lambda: None,  # where the click went is read below
    )
    about = MEASURES.get(measure, "mean over the tokens that are no special ones")
    st.caption(
        f"{prose(measure[0].upper() + measure[1:])} ({about})."
        f" Chosen token: {code(tokens[token])}. Ringed is the first of the ranking. Click a cell or a row to open its "
        "head."
    )
    if (place := scene.place_clicked("finder_heads")) is not None:
        open_head(*place)
    show_table(filtered(table, measure), measure)


def filtered(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Keep the heads that the visitor wants, by words and by the measure, in the order of the ranking."""
    words_column, range_column = st.columns(2)
    words = words_column.text_input(
        "Only heads whose pattern has", placeholder="previous token", **visit.linked("finder_words", "")
    )
    percent = 100 if unit_of(measure) == "share" else 1
    low, high = (float(percent * limit) for limit in (table[measure].min(), table[measure].max()))
    step = 0.1 if percent == 1 else 1.0
    low, high = np.floor(low / step) * step, np.ceil(high / step) * step + step * (low == high)
    unit = " (%)" if percent == 100 else f" ({unit_of(measure)})"
    linked = visit.linked(
        "finder_range",
        [low, high],
        lambda some: some if len(some) == 2 and low <= some[0] <= some[1] <= high else None,
    )
    least, most = range_column.slider(f"and {prose(measure)}{unit}", low, high, [low, high], step, "%g", **linked)
    wanted = table[measure].mul(percent).between(least - 1e-9, most + 1e-9)
    kept = table[wanted & table["pattern"].str.contains(words.strip(), case=False, regex=False)]
    return kept.sort_values(measure, ascending=measure == "entropy", kind="stable").reset_index(drop=True)


def unit_of(measure: str) -> str:
    """Name the unit of a measure."""
    return {"entropy": "bits", "distance": "tokens"}.get(measure, "share")


def head_table(scene: Scene, token: int) -> pd.DataFrame:
    """Make a table with a row a head."""
    measures, tokens = computed.head_measures(scene.encoded), scene.encoding.tokens
    columns = {
        **numbers_of_heads((scene.facts.layers, scene.facts.heads)),
        "pattern": one_head.notes(scene),
        FIRST: scene.encoding.attention[:, :, token].max(axis=-1).ravel(),
        "entropy": measures.entropy.ravel(),
        "distance": measures.distance.ravel(),
    }
    shares = {LOOKS + target_name(target, tokens): share.ravel() for target, share in measures.shares.items()}
    return pd.DataFrame(columns | shares)


def show_table(kept: pd.DataFrame, measure: str) -> None:
    """List the heads; a click on a row offers to open its head."""
    if kept.empty:
        st.info("No head is like that. Widen the range or take words away.", icon=":material/info:")
        return
    formats = {
        name: st.column_config.NumberColumn(format="%.2f" if unit_of(name) != "share" else "percent")
        for name in kept.columns[3:]
    }
    formats |= {name: st.column_config.Column(width=60) for name in ("layer", "head")}
    order = ["layer", "head", "pattern", measure, *(name for name in kept.columns[3:] if name != measure)]
    chosen = st.dataframe(
        kept,
        hide_index=True,
        column_order=order,
        column_config=formats,
        on_select="rerun",
        selection_mode="single-row",
        key=f"finder_table_{measure}_{hash(tuple(kept.index) + tuple(kept['pattern']))}",
        alt="Heads and their measures",
    )
    rows = chosen["selection"]["rows"]
    if rows and rows[0] < len(kept):
        layer, head = (int(kept[name][rows[0]]) for name in ("layer", "head"))
        open_head(layer, head, "row")


def open_head(layer: int, head: int, by: str = "cell") -> None:
    """Offer to open a head under the microscope."""
    st.button(
        f"Open layer {layer}, head {head}",
        icon=":material/arrow_forward:",
        on_click=take,
        args=(layer, head),
        key=f"open_{by}_{layer}_{head}",
    )


def take(layer: int, head: int) -> None:
    """Go to the microscope with a head; runs before the widgets are drawn."""
    visit.put("layer", layer)
    visit.put("head", head)
    visit.put("view", "Heads")


def show_map(scene: Scene) -> None:
    """Draw the heads by what they do."""
    facts = scene.facts
    made = computed.head_map(scene.encoded)
    (x, y), groups = made.points.T, [made.names[number] for number in made.groups]
    table = pd.DataFrame({**numbers_of_heads((facts.layers, facts.heads)), "x": x, "y": y, "group": groups})
    chart.show(
        figures.draw_head_map(made.points, made.groups, made.names, facts.heads),
        "map of heads",
        f"{len(table)} heads in {len(made.names)} groups: {'; '.join(made.names)}.",
        table,
        key="finder_map",
        on_click=lambda: None,  # where the click went is read below
    )
    if (place := scene.place_clicked("finder_map")) is not None:
        open_head(*place)
    st.caption(
        "Heads that look alike on this text lie close (root mean square of their rows’ Hellinger distances; the two "
        f"axes hold {made.explained:.0%} of its square). Groups are found in the full space (Ward, {len(made.names)} "
        "groups, a number we chose) and named by what their heads give most to; shares can overlap. Points are "
        "labelled layer.head; click one to open it."
    )
