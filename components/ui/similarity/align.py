"""Two texts matched token by token: BERTScore's greedy alignment drawn as lines."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from components.engine.similarity.bertscore import Alignment, rescale
from components.figures import similarity
from components.ui.parts import chart, downloads, text_boxes
from components.ui.shared import built_in, models, readings
from components.ui.shell import choices, frame, visit
from components.ui.similarity import computed

visit.declare(__name__, align_first=str, align_second=str, rescaled=bool, lines=str)
FIRST = "The cat was chased through the garden by an angry dog."
SECOND = "A furious hound ran after the kitten across the lawn."
DIRECTIONS = ("both ways", "first to second", "second to first")
MOST_TOKENS = 80
MEANS = {
    "Recall": "Mean cosine of the first text’s tokens with their matches.",
    "Precision": "Mean cosine of the second text’s tokens with their matches.",
    "F": "2 · Precision · Recall ÷ (Precision + Recall); 0 unless both are positive.",
}
HOW_TO_READ = r"""
- **BERTScore** (Zhang et al. 2020): every token is matched with the token of the other text whose vector is nearest.
  $R$ is the mean cosine over the first text’s tokens, $P$ over the second’s, $F = 2PR/(P+R)$. Special tokens are left
  out, tokens are not weighted by their rarity.
- Each number beside a token is the cosine with its match. Solid green lines: each is the other’s match; solid blue: the
  first text’s choice; dotted orange: the second’s.
- **Rescaled** puts the mean cosine of random words of this layer at 0, since at some layers all words are alike.
  Unrelated texts still get more than 0, as every token picks its best match.
- Greedy means that several tokens may choose the same one: this is no word-by-word translation.
"""


def show(model: str) -> None:
    """Ask for two texts, and draw who is matched with whom."""
    left, right = frame.page_columns()
    with left:
        first = text_boxes.box("First text", "align_first", FIRST, "first text", height=90, hint=False)
        second = text_boxes.box("Second text", "align_second", SECOND, "second text", height=90)
        layer = choices.layer_slider(models.facts(model))
        direction = choices.choose("Lines", "lines", DIRECTIONS)
        rescaled = choices.switch("Rescale by random words", "rescaled", "0 is what random words have here.")
    with right:
        align = partial(computed.alignment, readings.read(model, first), readings.read(model, second), layer)
        made = align()
        st.markdown(in_words(made))
        table = partial(matches, align)
        if len(made.first) + len(made.second) <= 2 * MOST_TOKENS:
            chart.show(
                similarity.draw_alignment(made, direction),
                "alignment",
                f"Greedy alignment of {len(made.first)} and {len(made.second)} tokens: F {made.f1:.2f}.",
                table,
                key="alignment",
            )
        else:
            st.caption(f"More than {2 * MOST_TOKENS} tokens are not drawn; the table has all matches.")
            st.dataframe(table(), hide_index=True, alt="Every token with its match")
        with st.expander("In figures", expanded=rescaled, icon=":material/straighten:"):
            show_scores(model, made, layer, rescaled)
        downloads.offer(
            "bertscore",
            table,
            f"BERTScore alignment: P {made.precision:.4f}, R {made.recall:.4f}, F {made.f1:.4f}",
            model,
            lambda: {"cosines": align().cosines},
            methods=("bertscore",),
            layer=layer,
        )


def in_words(made: Alignment) -> str:
    """Say how many tokens find a partner that chooses them back."""
    back = sum(made.partners_back[place] == number for number, place in enumerate(made.partners))
    return f"**{back} of the first text’s {len(made.first)} tokens** are chosen back by the token that they choose."


def show_scores(model: str, made: Alignment, layer: int, rescaled: bool) -> None:
    """Show precision, recall and F, moved such that random words have 0 if asked for."""
    base = float(built_in.bench_vectors(model).baseline.anisotropy[layer]) if rescaled else 0.0
    values = (made.recall, made.precision, made.f1)
    for cell, value, (name, meaning) in zip(st.columns(3), values, MEANS.items(), strict=True):
        cell.metric(name, f"{rescale(value, base):.3f}", help=meaning)
    if rescaled:
        st.caption(f"Random words have a cosine of {base:.3f} at layer {layer}; it is put at 0.")


def matches(align: Callable[[], Alignment]) -> pd.DataFrame:
    """List every token with its match."""
    made = align()
    forth = [
        ("first", token, made.second[place], made.cosines[number, place])
        for number, (token, place) in enumerate(zip(made.first, made.partners, strict=True))
    ]
    back = [
        ("second", token, made.first[place], made.cosines[place, number])
        for number, (token, place) in enumerate(zip(made.second, made.partners_back, strict=True))
    ]
    return pd.DataFrame(forth + back, columns=["text", "token", "match", "cosine"])
