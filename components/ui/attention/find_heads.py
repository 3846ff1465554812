"""Which head does what? All heads ranked by a measure, or on a map by what they do."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.attention.head_patterns import TARGETS, target_name
from components.engine.attention.units import choose_reading
from components.figures.attention import heads as figures
from components.ui.attention import component, computed, one_head
from components.ui.attention.scene import Scene, numbers_of_heads
from components.ui.parts import chart, chips
from components.ui.shell import choices, sidebar, visit
from components.ui.shell.markdown import code, prose

visit.declare(__name__, measure=str, finder=str, finder_words=str, finder_range=list)
KEY = "finder_microscope"
WAYS = ("Ranking", "Map")
LOOKS = "share to "
FIRST = "sharpness on the chosen token"
MEASURES = {
    FIRST: "the largest weight that the chosen token gives to one token",
    "entropy": "bits; 0 looks at one token alone, the most possible is log2 of the number of tokens",
    "distance": "how far away, in tokens, a head looks on average",
}


def show(scene: Scene) -> None:
    """Draw the ranking or the map, and one head opened below it."""
    with scene.right:
        if choices.choose("Show", "finder", WAYS, label_shown=False) == "Map":
            show_map(scene)
        else:
            with scene.left:
                token = scene.token("chips_finder", "The chosen token; click another")
            show_ranking(scene, token)


def show_ranking(scene: Scene, token: int) -> None:
    """Draw one measure of all heads, open one head, and list the heads by the measure."""
    tokens = scene.encoding.tokens
    names = [*MEASURES, *(LOOKS + target_name(target, tokens) for target in TARGETS)]
    measure = choices.pick("Rank by", "measure", names, FIRST)
    table = head_table(scene, token)
    values = table[measure].to_numpy().reshape(scene.facts.layers, scene.facts.heads)
    lowest_first = measure == "entropy"
    best = np.unravel_index(values.argmin() if lowest_first else values.argmax(), values.shape)
    first = f"{'lowest' if lowest_first else 'highest'} {values[best]:.2f}, layer {best[0] + 1}, head {best[1] + 1}"
    layer, head = scene.sliders(int(best[0]) + 1, int(best[1]) + 1)
    chart.show(
        figures.draw_heads(values, unit_of(measure), list(table["pattern"]), (layer - 1, head - 1)),
        f"heads by {measure}",
        f"{measure} of {values.size} heads: {first}.",
        table,
        key="finder_heads",
        on_click=partial(scene.take_clicked, "finder_heads", KEY),
    )
    about = MEASURES.get(measure, "mean over the tokens that are no special ones")
    st.caption(
        f"{prose(measure[0].upper() + measure[1:])} ({about}), {first}. Chosen token: {code(tokens[token])}. Click a "
        "cell, or a row of the list, to open its head here; the opened one is ringed."
    )
    open_below(scene, layer, head, token)
    show_table(filtered(table, measure), measure)


def open_below(scene: Scene, layer: int, head: int, token: int) -> None:
    """Draw one head, the chosen token picked."""
    slide = component.Slide(
        key=component.content_key(*scene.encoded.key, KEY),
        attention=scene.encoding.attention,
        reading=choose_reading(scene.encoding, scene.encoded.text),
        caption=sidebar.short(scene.facts.name),
        text=scene.encoded.words,
        note=one_head.notes(scene)[(layer - 1) * scene.facts.heads + head - 1],
        title=f"Layer {layer}, head {head}",
        height=300,
    )
    component.look(slide, component.Selection(layer - 1, head - 1, token), KEY)


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
    """List the heads; a click on a row opens its head."""
    if kept.empty:
        st.info("No head is like that. Widen the range or take words away.", icon=":material/info:")
        return
    formats = {
        name: st.column_config.NumberColumn(format="%.2f" if unit_of(name) != "share" else "percent")
        for name in kept.columns[3:]
    }
    formats |= {name: st.column_config.Column(width=60) for name in ("layer", "head")}
    order = ["layer", "head", "pattern", measure, *(name for name in kept.columns[3:] if name != measure)]
    key = f"finder_table_{measure}_{hash(tuple(kept.index) + tuple(kept['pattern']))}"
    st.dataframe(
        kept,
        hide_index=True,
        column_order=order,
        column_config=formats,
        on_select=partial(open_row, key, kept[["layer", "head"]]),
        selection_mode="single-cell",  # a row by itself is picked by a small box alone
        key=key,
        alt="Heads and their measures",
    )


def open_row(key: str, heads: pd.DataFrame) -> None:
    """Open the head of the row that was clicked; runs before the sliders are drawn."""
    cells = st.session_state[key]["selection"]["cells"]
    if cells and cells[0][0] < len(heads):
        layer, head = heads.iloc[cells[0][0]].tolist()
        visit.put("layer", layer)
        visit.put("head", head)
        component.seek(KEY)


def show_map(scene: Scene) -> None:
    """Draw the heads by what they do, and open one."""
    facts = scene.facts
    made = computed.head_map(scene.encoded)
    (x, y), groups = made.points.T, [made.names[number] for number in made.groups]
    table = pd.DataFrame({**numbers_of_heads((facts.layers, facts.heads)), "x": x, "y": y, "group": groups})
    layer, head = scene.layer_and_head()
    chart.show(
        figures.draw_head_map(made.points, made.groups, made.names, facts.heads),
        "map of heads",
        f"{len(table)} heads in {len(made.names)} groups: {'; '.join(made.names)}.",
        table,
        key="finder_map",
        on_click=partial(scene.take_clicked, "finder_map", KEY),
    )
    st.caption(
        "Heads that look alike on this text lie close (root mean square of their rows’ Hellinger distances; the two "
        f"axes hold {made.explained:.0%} of its square). Groups are found in the full space (Ward, {len(made.names)} "
        "groups, a number we chose) and named by what their heads give most to; shares can overlap. Points are "
        "labelled layer.head; click one to open it here."
    )
    open_below(scene, layer, head, chips.picked_token(scene.encoding, scene.link.query))
