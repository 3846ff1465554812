"""One model in four precisions: what it saves, and what it loses."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.catalog import BUNDLED
from components.figures import curves
from components.ui.models import computed
from components.ui.parts import chart, downloads
from components.ui.shell import sidebar
from components.ui.shell.markdown import code

if TYPE_CHECKING:
    from components.engine.models.precisions import PrecisionFigures, Size

COMPUTED = ("bfloat16", "int8")  # in fewer bits; 4 bits are unpacked before
HOW_TO_READ = """
- **bfloat16** halves every weight and computes in 16 bits. **int8** (torch’s dynamic quantization) rounds the weights
  of linear maps to 256 steps and leaves the embeddings, which are half of a small model. **4-bit** rounds every matrix
  to 16 steps in blocks of 32 that share a scale; it saves room in the file and is computed in float32.
- **Cosine**: each built-in word’s vector against its float32 one, mean of all. **Neighbours kept**: of its ten nearest
  at the last layer. **Heads**: the share of attention that stays on the same token. **Senses**: how often a word’s
  nearest occurrence in another sentence has the same sense, mean of words.
- A cosine of .97 looks like nothing lost; look at the neighbours.
- **Time** is one machine’s, for a batch of 32 sentences, in turn with float32; other processors differ. Few multiply in
  16 bits by themselves (AVX-512 BF16, AMX), more in 8; the others take bfloat16 apart first, and are slower with it.
"""


def show(model: str) -> None:
    """Draw the curve and the table."""
    measure = partial(computed.precisions, model)
    found = computed.precisions(model, draw)
    draw(found, lambda: chart.layer_table(by_layer(measure())), "precisions")
    packed = model in BUNDLED and BUNDLED[model].packed
    st.caption(
        f"{code(sidebar.short(model))} on the built-in English sentences. "
        + (
            "This model comes in 4 bits: its “float32” is those weights unpacked, so rounding them to 4 bits once more "
            "changes next to nothing, and the original’s lost precision cannot be seen here."
            if packed
            else "4 bits save room in the file alone: computing unpacks them to float32. int8 shares one scale among "
            "all weights of a map, 4-bit one among 32, so that fewer bits can lose less."
        )
        + f" Time is rough: float32 timed twice differed by {abs(found[0].time - 1):.0%}."
        + told_slower(found)
    )
    computed.say_where_measured(model)
    chance = found[0].chance
    st.caption(
        f"What an untrained model of this build would keep: heads {chance.heads.mean():.2f} (worst "
        f"{chance.heads.min():.2f}), neighbours {chance.neighbours:.2f}. Senses if the nearest were any other "
        f"occurrence of the word: {chance.senses:.2f}."
    )
    downloads.offer(
        "precisions", lambda: with_chance(measure()), "One model in four precisions on the built-in sentences", model
    )


def draw(found: "Sequence[Size]", table: Callable[[], pd.DataFrame] | None = None, key: str | None = None) -> None:
    """Draw what is known: figures, with the `table` of the picture, or sizes alone as long as the rest is measured."""
    st.markdown(in_words(found))
    lines = by_layer(found)
    if lines:
        lowest = min(float(values.min()) for values in lines.values())
        chart.show(
            curves.draw_curves(lines, "cosine with float32", limits=(min(0.9, lowest - 0.01), 1.002)),
            "precision by layer",
            "; ".join(f"{name}: cosine {values[-1]:.3f} at the last layer" for name, values in lines.items()) + ".",
            table,
            key=key,
        )
    st.dataframe(
        table_of(found).style.format(precision=3).format(precision=1, subset=["memory, MB", "file, MB"]),
        hide_index=True,
        placeholder="…",
        alt="Size, time and fidelity of four precisions",
    )


def in_words(found: "Sequence[Size]") -> str:
    """Say what fewer bits save, and of a word's neighbours what they lose, as far as it is measured."""
    full = next(one for one in found if one.precision == "float32")
    less = [one for one in measured(found) if one is not full]
    told = [
        f"in {one.precision}, a file of {one.file / full.file:.0%} the size, a word keeps "
        f"**{100 * one.neighbours:.0f} of 100** nearest neighbours"
        for one in less
    ]
    if not told:
        return "How much smaller can the model be, and does it still see the same words side by side?"
    chance = 100 * less[0].chance.neighbours
    return f"What do fewer bits lose? Against float32, {'; '.join(told)} (by chance: {chance:.0f})."


def by_layer(found: "Sequence[Size]") -> dict[str, np.ndarray]:
    """Return the cosines of those that are measured with float32: (layers + 1,) each."""
    return {one.precision: one.cosine for one in measured(found) if one.precision != "float32"}


def measured(found: "Sequence[Size]") -> "list[PrecisionFigures]":
    """Leave out those of which the size alone is known."""
    from components.engine.models.precisions import PrecisionFigures

    return [one for one in found if isinstance(one, PrecisionFigures)]


def told_slower(found: Sequence["PrecisionFigures"]) -> str:
    """Say why fewer bits took longer, where they did; those of 4 are computed as float32."""
    slow = [f"{one.precision} ({one.time:.1f} ×)" for one in found if one.precision in COMPUTED and one.time > 1.1]
    if not slow:
        return ""
    return (
        f" Slower than float32: {' and '.join(slow)}. A processor that cannot multiply such numbers by itself turns "
        "them into others first; they then save memory, not time."
    )


def table_of(found: "Sequence[Size]") -> pd.DataFrame:
    """List size, time and fidelity of every precision, as far as they are measured."""
    known = measured(found)
    figures = {
        "time ÷ float32": [1.0 if one.precision == "float32" else one.time for one in known],
        "cosine, last layer": [one.cosine[-1] for one in known],
        "heads": [one.heads.mean() for one in known],
        "worst head": [one.heads.min() for one in known],
        "neighbours kept": [one.neighbours for one in known],
        "senses": [one.senses for one in known],
    }
    sizes = {
        "precision": [one.precision for one in found],
        "memory, MB": [one.memory / 1e6 for one in found],
        "file, MB": [one.file / 1e6 for one in found],
    }
    return pd.DataFrame(sizes).join(pd.DataFrame(figures))


def with_chance(found: Sequence["PrecisionFigures"]) -> pd.DataFrame:
    """List them with the levels of chance beside them, for a file."""
    levels = {"heads": [one.chance.heads.mean() for one in found], "senses": [one.chance.senses for one in found]}
    levels["neighbours kept"] = [one.chance.neighbours for one in found]
    return table_of(found).assign(**{f"{name} by chance": level for name, level in levels.items()})
