"""Two models on the same sentences: layers, neighbours, heads, senses."""

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
from components.ui.shell import sidebar, visit
from components.ui.shell.markdown import prose

visit.declare(__name__, saved=False, second_model=str)  # a model’s folder is on this machine
HOW_TO_READ = """
- **CKA** (Kornblith et al. 2019) compares two sets of vectors of the same sentences (means of their tokens) whatever
  their axes: 1 is the same up to turning and scaling. Shuffled sentences tell what unrelated vectors give here.
- **Neighbours in common**: of each word’s ten nearest among all built-in occurrences, at the last layers.
- **Heads**: how much each word looks at each, over some sentences, as Pearson’s r of the two heads’ numbers. A high r
  says that two heads look at the same places, not that they do the same with what they see.
- **Senses**: how often the nearest other occurrence has the same sense; across is layer ÷ last layer.
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
    other = st.selectbox(
        "Second model",
        others,
        index=others.index(default),
        help="The first is the one in the sidebar. Models that you load there are offered here too.",
        **visit.linked("second_model", default, lambda name: name if name in others else None),
    )
    found = computed.two_models(model, other)
    names = sidebar.short(model), sidebar.short(other)
    if names[0] == names[1]:
        names = model, other
    st.markdown("**How alike is each layer of one to each layer of the other?** CKA, 1 is the same")
    chart.show(
        figures.draw_cka(found.cka, *names),
        f"cka of {names[0]} and {names[1]}",
        f"CKA of every layer of {names[0]} with every layer of {names[1]}: largest {found.cka.max():.2f}.",
        pd.DataFrame(found.cka).rename_axis("layer").reset_index(),
        key="cka",
    )
    cells = st.columns(3)
    cells[0].metric(
        "CKA of the last layers", f"{found.cka[-1, -1]:.2f}", help=f"Sentences shuffled: {found.shuffled:.2f}."
    )
    cells[1].metric("Neighbours in common", f"{found.neighbours:.0%}", help=f"By chance {found.chance:.0%}.")
    cells[2].metric("Most alike heads", f"r = {found.heads.max():.2f}", help=f"Of {found.heads.size:,} pairs of heads.")
    st.caption(
        f"{found.counted:,} occurrences of the built-in words; with sentences shuffled: CKA {found.shuffled:.2f}, "
        f"neighbours {found.chance:.0%}."
    )
    show_heads(model, other, found)
    show_senses(names, found)
    downloads.offer(
        "two models",
        pd.DataFrame(found.cka).rename_axis("layer").reset_index(),
        f"CKA of all layers of {model} and {other} on {found.counted} occurrences",
        f"{model} and {other}",
        lambda: {"cka": found.cka, "heads": found.heads},
    )


def show_heads(model: str, other: str, found: object) -> None:
    """Draw each head's best match in the other model."""
    facts, others = models.facts(model), models.facts(other)
    best, place = found.heads.max(axis=1), found.heads.argmax(axis=1)
    partners = [f"best match: layer {p // others.heads + 1}, head {p % others.heads + 1}" for p in place]
    shape = facts.layers, facts.heads
    st.markdown("**Has each head a twin?**")
    chart.show(
        figures.draw_best_heads(
            np.clip(best, 0, 1).reshape(shape),
            [partners[row * facts.heads : (row + 1) * facts.heads] for row in range(facts.layers)],
            sidebar.short(model),
        ),
        "heads and their twins",
        f"Best correlation of {len(best)} heads with a head of {sidebar.short(other)}; median {np.median(best):.2f}.",
        pd.DataFrame(
            {
                "layer": np.repeat(range(1, facts.layers + 1), facts.heads),
                "head": np.tile(range(1, facts.heads + 1), facts.layers),
                "r": best,
                "layer of the match": place // others.heads + 1,
                "head of the match": place % others.heads + 1,
            }
        ),
        key="twins",
    )
    st.caption(f"Pearson’s r of word-to-word attention over {found.sentences} sentences; hover names the twin.")


def show_senses(names: tuple[str, str], found: object) -> None:
    """Draw how well senses part in both, by depth."""
    lines = [curves.measured(name, values) for name, values in zip(names, found.senses, strict=True)]
    st.markdown("**Where do senses part?**")
    chart.show(
        curves.draw_by_depth(lines, "sense accuracy", limits=(0, 1.02)),
        "senses of two models",
        "Sense accuracy by depth: "
        + ", ".join(f"{name} {values[-1]:.2f}" for name, values in zip(names, found.senses, strict=True))
        + " at the last layer.",
        pd.concat(
            pd.DataFrame({"model": name, "layer": range(len(values)), "accuracy": values})
            for name, values in zip(names, found.senses, strict=True)
        ),
        key="two_senses",
    )
