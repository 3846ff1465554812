"""Two sentences in two languages, word by word."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.languages.examples import read_aligned
from components.figures import curves, similarity
from components.ui.languages import computed
from components.ui.parts import chart, downloads, text_boxes
from components.ui.shared import models
from components.ui.shell import choices, frame, visit

visit.declare(__name__, pair_first=str, pair_second=str)
MOST_WORDS = 120
DEFAULT_SHARE = 2 / 3  # of the layers: words are best aligned in the middle and above
EXAMPLES = {  # a sentence and its translation, one a language
    "Chinese": ("The bank raised its interest rates yesterday.", "银行昨天提高了利率。"),
    "French": ("The bank raised its interest rates yesterday.", "La banque a relevé ses taux d’intérêt hier."),
    "German": ("Yesterday we sat on a bench by the river.", "Gestern saßen wir auf einer Bank am Fluss."),
    "Spanish": ("The old man sold his white house.", "El anciano vendió su casa blanca."),
    "Arabic": ("The children are playing in the garden.", "الأطفال يلعبون في الحديقة."),
    "Japanese": ("My sister drinks green tea every morning.", "姉は毎朝緑茶を飲みます。"),
    "Russian": ("The cat is sleeping under the table.", "Кошка спит под столом."),
}
HOW_TO_READ = """
- **SimAlign** (Jalili Sabet et al. 2020, “Argmax”): two words are linked when each is the other’s nearest by cosine. No
  dictionary and no translated text: the links come out of the vectors alone. A word may stay alone.
- A word’s vector is the mean of its pieces. In Chinese, Japanese and Thai a word is what the tokenizer takes as one
  piece: the unit that has a vector.
- **The curve** holds the links against those drawn by hand for the built-in pairs. F1 is the harmonic mean of precision
  (how many links are right) and recall (how many right ones are found). These are short, plain sentences; newspapers
  are harder.
- Models for sentences, such as multilingual-e5-small, are trained to sum up a sentence in their last layer, so words
  are told apart better below it.
"""


def show(model: str) -> None:
    """Ask for two sentences, and draw the links between their words."""
    facts = models.facts(model)
    left, right = frame.page_columns()
    with left:
        ask_example()
        begin = EXAMPLES["Chinese"]
        first = text_boxes.box("First sentence", "pair_first", begin[0], "first sentence", height=80, hint=False)
        second = text_boxes.box("Second sentence", "pair_second", begin[1], "second sentence", height=80)
        layer = choices.layer_slider(facts, default=round(DEFAULT_SHARE * facts.layers))
    with right:
        compare = partial(computed.word_cosines, model, first, second)

        def table() -> pd.DataFrame:
            made = compare()
            links = [(made.first[i], made.second[j], made.cosines[layer, i, j]) for i, j in sorted(made.links(layer))]
            return pd.DataFrame(links, columns=["first", "second", "cosine"])

        made = compare()
        links = sorted(made.links(layer))
        told = f"{len(links)} links between {len(made.first)} and {len(made.second)} words at layer {layer}."
        if len(made.first) + len(made.second) <= MOST_WORDS:
            chart.show(
                similarity.draw_links(made.first, made.second, made.cosines[layer], links),
                "word alignment",
                told,
                table,
                key="word_links",
            )
        else:
            st.dataframe(table(), hide_index=True, alt="Every link with its cosine")
        st.caption(told)
        downloads.offer(
            "word alignment",
            table,
            f"Words linked by mutual nearest neighbours: “{first}” and “{second}”",
            model,
            lambda: {"cosines": compare().cosines},
            methods=("simalign",),
            layer=layer,
        )
    show_curve(model, layer)


def ask_example() -> None:
    """Offer pairs, each by its language."""

    def take(language: str) -> None:
        first, second = EXAMPLES[language]
        visit.put("pair_first", first)
        visit.put("pair_second", second)

    text_boxes.offer_examples("pair_example", list(EXAMPLES), take)


def show_curve(model: str, layer: int) -> None:
    """Draw how well links agree with those drawn by hand."""

    def lines() -> dict[str, np.ndarray]:
        return dict(zip(("F1", "precision", "recall"), computed.alignment_curve(model)[:, [2, 0, 1]].T, strict=True))

    found, pairs = computed.alignment_curve(model), read_aligned()
    count, best = sum(len(pair.links) for pair in pairs), int(np.argmax(found[:, 2]))
    st.markdown("**How often are the links right?**")
    chart.show(
        curves.draw_curves(lines(), "agreement with hand-drawn links", limits=(0, 1.05), mark=layer),
        "alignment by layer",
        f"F1 of word alignment by layer, best {found[best, 2]:.2f} at layer {best}.",
        lambda: chart.layer_table(lines()),
        key="alignment_curve",
    )
    st.caption(
        f"{len(pairs)} built-in pairs (English with Chinese, Spanish, French, German), {count} links drawn by hand. "
        f"Best: layer {best}, F1 {found[best, 2]:.2f}; last layer {found[-1, 2]:.2f}."
    )
