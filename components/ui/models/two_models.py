"""Two models on the same sentences: layers, neighbours, heads, senses."""

from collections.abc import Callable
from functools import partial
from itertools import starmap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.catalog import DEFAULT_MODEL, MULTILINGUAL_MODEL
from components.engine.loading.installed import installed
from components.figures import curves
from components.figures import models as figures
from components.ui.models import computed
from components.ui.parts import chart, downloads
from components.ui.shared import models
from components.ui.shell import choices, sidebar, visit
from components.ui.shell.markdown import code, prose

if TYPE_CHECKING:
    from components.engine.models.two_models import FirstLook, TwoModels

visit.declare(__name__, second_model=str)
HOW_TO_READ = """
- **CKA** (Kornblith et al. 2019, without its bias: Nguyen et al. 2021) compares two sets of vectors of the same
  sentences (means of their tokens) whatever their axes: 1 is the same up to turning and scaling, unrelated ones are
  about 0, a little above or below.
- **Neighbours in common**: of each word’s ten nearest among all built-in occurrences, at the last layers.
- **Heads**: how much each word looks at each, over some sentences, as Pearson’s r of the two heads’ numbers. A high r
  says that two heads look at the same places, not that they do the same with what they see.
- **Senses**: how often the nearest occurrence in another sentence has the same sense; across is layer ÷ last layer.
- **Untrained** is a model of the second one’s build with random weights. What the first shares with it comes from the
  sentences themselves (equal words, equal lengths), not from anything learned: only what lies above it tells.
"""


def show(model: str) -> None:
    """Ask for the second model, and draw both against each other."""
    others = [*installed(), *st.session_state.get("confirmed_models", ())]
    others = [name for name in dict.fromkeys(others) if name != model]
    if not others:
        st.info("There is one model only. Load a second one in the sidebar.", icon=":material/info:")
        return
    default = next((name for name in (MULTILINGUAL_MODEL, DEFAULT_MODEL) if name in others), others[0])
    named = st.query_params.get("second_model")
    if named and named not in (*others, model):
        st.info(f"The link’s second model, {prose(named)}, is not loaded here. Load it in the sidebar.")
    about = "The first is the one in the sidebar. Models that you load there are offered here too."
    other = choices.pick("Second model", "second_model", others, default, help=about)
    compare = partial(computed.two_models, model, other)

    def table() -> pd.DataFrame:
        return pd.DataFrame(compare().cka).rename_axis("layer").reset_index()

    names = sidebar.short(model), sidebar.short(other)
    if names[0] == names[1]:
        names = model, other
    found = computed.two_models(model, other, partial(show_first_look, names))
    st.markdown(
        f"Of an occurrence’s ten nearest, the two models share **{100 * found.neighbours:.0f} of 100**; an untrained "
        f"{code(names[1])} would share {100 * found.untrained.neighbours:.0f}, chance {100 * found.chance:.0f}."
    )
    draw_cka(found.cka, names, table, "cka")
    with st.expander("In figures", icon=":material/straighten:"):
        show_scores(found, names)
    computed.say_where_measured(model, other)
    left, right = st.columns(2, gap="medium")
    with left:
        show_heads(model, other)
    with right:
        show_senses(model, other, names)
    downloads.offer(
        "two models",
        table,
        f"CKA of all layers of {model} and {other} on {found.counted} occurrences",
        f"{model} and {other}",
        lambda: {"cka": compare().cka, "heads": compare().heads, "heads_untrained": compare().untrained.heads},
        methods=("cka", "unbiased-cka"),
    )


def show_scores(found: "TwoModels", names: tuple[str, str]) -> None:
    """Show how alike the two are, beside an untrained model and shuffled sentences."""
    cells = st.columns(3)
    cells[0].metric("CKA of the last layers", f"{found.cka[-1, -1]:.2f}")
    cells[1].metric("Neighbours in common", f"{found.neighbours:.0%}")
    cells[2].metric("Most alike heads", f"r = {found.heads.max():.2f}", help=f"Of {found.heads.size:,} pairs of heads.")
    blank = found.untrained
    st.caption(
        f"{found.counted:,} occurrences of the built-in words. With an untrained {code(names[1])}: CKA "
        f"{blank.cka:.2f}, neighbours {blank.neighbours:.0%}, most alike heads r = {blank.heads.max():.2f}; with "
        f"sentences shuffled: CKA {found.shuffled:.2f}, neighbours {found.chance:.0%}."
    )


def draw_cka(
    values: np.ndarray, names: tuple[str, str], table: Callable[[], pd.DataFrame] | None, key: str | None
) -> None:
    """Draw how alike every two layers are: (layers + 1, other layers + 1)."""
    st.markdown("**How alike is each layer of one to each layer of the other?** CKA: 1 is the same, 0 unrelated")
    chart.show(
        figures.draw_cka(values, *names),
        f"cka of {names[0]} and {names[1]}",
        f"CKA of every layer of {names[0]} with every layer of {names[1]}: largest {values.max():.2f}.",
        table,
        key=key,
    )


def show_first_look(names: tuple[str, str], found: "FirstLook") -> None:
    """Draw what some sentences tell while the rest is read."""
    draw_cka(found.cka, names, None, None)
    st.caption(
        f"Of {found.sentences} sentences so far (shuffled: {found.shuffled:.2f} at the last layers); all others, "
        "neighbours, heads and senses follow."
    )


def show_heads(model: str, other: str) -> None:
    """Draw each head's best match in the other model."""
    facts, found, table = models.facts(model), computed.two_models(model, other), twins(model, other)
    best, layers, numbers = (table[name].to_numpy() for name in ("r", "layer of the match", "head of the match"))
    chance = found.untrained.heads
    partners = [f"best match: layer {layer}, head {head}" for layer, head in zip(layers, numbers, strict=True)]
    shape = facts.layers, facts.heads
    st.markdown("**Has each head a twin?**")
    chart.show(
        figures.draw_best_heads(
            np.clip(best, 0, 1).reshape(shape),
            [partners[row * facts.heads : (row + 1) * facts.heads] for row in range(facts.layers)],
            sidebar.short(model),
        ),
        "heads and their twins",
        f"Best correlation of {len(best)} heads with a head of {sidebar.short(other)}; median {np.median(best):.2f}, "
        f"with an untrained one {np.median(chance):.2f}.",
        partial(twins, model, other),
        key="twins",
    )
    st.caption(
        f"Pearson’s r of word-to-word attention over {found.sentences} sentences; hover names the twin. Median of the "
        f"best r: {np.median(best):.2f}; in an untrained {code(sidebar.short(other))}, where no head has a twin, "
        f"{np.median(chance):.2f}, and up to {chance.max():.2f}."
    )


def twins(model: str, other: str) -> pd.DataFrame:
    """List every head with its best match in the other model."""
    facts, others, found = models.facts(model), models.facts(other), computed.two_models(model, other)
    place = found.heads.argmax(axis=1)
    return pd.DataFrame(
        {
            "layer": np.repeat(range(1, facts.layers + 1), facts.heads),
            "head": np.tile(range(1, facts.heads + 1), facts.layers),
            "r": found.heads.max(axis=1),
            "layer of the match": place // others.heads + 1,
            "head of the match": place % others.heads + 1,
            "r, untrained": found.untrained.heads,
        }
    )


def show_senses(model: str, other: str, names: tuple[str, str]) -> None:
    """Draw how well senses part in both, by depth."""

    def by_model() -> dict[str, np.ndarray]:
        return dict(zip(names, computed.two_models(model, other).senses, strict=True))

    senses = by_model()
    st.markdown("**Where do senses part?**")
    chart.show(
        curves.draw_by_depth(list(starmap(curves.measured, senses.items())), "sense accuracy", limits=(0, 1.02)),
        "senses of two models",
        "Sense accuracy by depth: "
        + ", ".join(f"{name} {values[-1]:.2f}" for name, values in senses.items())
        + " at the last layer.",
        lambda: pd.concat(
            pd.DataFrame({"model": name, "layer": range(len(values)), "accuracy": values})
            for name, values in by_model().items()
        ),
        key="two_senses",
    )
    st.caption(f"If any other occurrence of the word were the nearest: {computed.two_models(model, other).blind:.2f}.")
