"""Words in context, sentences, or a question with candidate answers: matrix and ranked list."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.encoding.text_vectors import POOLINGS
from components.engine.errors import TextError
from components.engine.geometry.vectors import cosine_matrix, mean_cosine
from components.engine.similarity.agreement import built_in_pairs
from components.engine.text.starred_words import read_marked
from components.figures import curves, similarity
from components.figures.palette import shortened
from components.ui.parts import chart, downloads, pooling_choice, text_boxes
from components.ui.shared import models, readings, text_vectors
from components.ui.shell import choices, frame, visit
from components.ui.shell.markdown import prose
from components.ui.similarity import computed

visit.declare(__name__, compared=str, sentences=str, starred=str, candidates=str, ranked_against=str)

SENTENCES, WORDS, QUESTION = "Sentences", "Words in context", "Question and candidates"
MOST_LINES = 60
REST = "mean of all pairs"
SHOWN = 7  # other texts in the ranked list and the curves
EXAMPLES = {
    SENTENCES: "The bank raised its interest rates.\nBorrowing money has become dearer.\nThey sat on the bank and "
    "watched the boats.\nA river flows slowly past the meadow.\nMy cat sleeps all day long.\nThe kitten is asleep.",
    WORDS: "They sat on the *bank* of the river.\nThe *shore* of the lake was muddy.\nThe *bank* lent her the money."
    "\nHe took out a *loan* last week.\nThe fishermen mended nets on the *bank*.\nMy *bank* closed the account.",
    QUESTION: "Why is the sky blue?\nSunlight is scattered by air, and short waves are scattered most.\nThe sky was "
    "blue and the sun was shining.\nGrass is green because of chlorophyll.\nBlue is my favourite colour.\nMolecules "
    "in the atmosphere deflect blue light more than red.\nWhy is the sea salty?",
}
KEYS = {SENTENCES: "sentences", WORDS: "starred", QUESTION: "candidates"}
LABELS = {
    SENTENCES: "Sentences, one a line",
    WORDS: "Sentences, one a line, each with one word in \\*stars\\*",
    QUESTION: "The question, then candidates, one a line",
}
HOW_TO_READ = r"""
- **Cosine** of two vectors: $\cos(u, v) = u \cdot v \,/\, (|u|\,|v|)$. 1 is the same direction, 0 unrelated.
- **Pooling** makes one vector of many tokens. With *mean* at the last layer and the bundled model the figures are
  those of `sentence-transformers` for the same model, which cuts texts after 256 tokens; here 512 are read. A word in
  stars is the mean of its pieces.
- At some layers *all* cosines are large (anisotropy; Ethayarajh 2019). Compare cosines of one layer with each other,
  not across layers; the grey dotted line is the mean of all pairs of your texts.
- **Agreement with people**: Spearman’s ρ over 82 built-in pairs that one writer scored 0 to 5 (view **Human scores**).
- all-MiniLM-L6-v2 was trained for exactly this, with mean pooling at the last layer; other BERTs were not.
- This does *not* show truth or usefulness: a question resembles a paraphrase of itself more than its answer.
"""


@dataclass(frozen=True)
class Compared:
    """What is compared, and how: by its key the store finds the vectors, which a visitor's session does not hold."""

    model: str
    kind: str
    lines: tuple[str, ...]
    pooling: str
    layer: int

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the lines as shown."""
        if self.kind != WORDS:
            return self.lines
        marked = zip(*read_marked(self.lines), strict=True)
        return tuple(f"{sentence[span.start : span.end]}: {sentence}" for sentence, span in marked)

    @property
    def states(self) -> np.ndarray:
        """Return the vectors at every layer: (layers + 1, n, width)."""
        if self.kind == WORDS:
            return readings.occurrences(self.model, *read_marked(self.lines)).states
        return text_vectors.text_vectors(self.model, self.lines).pooled[self.pooling]

    @property
    def cosines(self) -> np.ndarray:
        """Compare all texts at the chosen layer: (n, n)."""
        return cosine_matrix(self.states[self.layer])

    def ranked(self, picked: int) -> list[int]:
        """List the other texts, the nearest to the picked one first."""
        order = np.argsort(-self.cosines[picked], kind="stable").tolist()
        return [number for number in order if number != picked]


def show(model: str) -> None:
    """Ask for texts, and draw how alike they are."""
    left, right = frame.page_columns()
    with left:
        kind = choices.choose("Compare", "compared", [SENTENCES, WORDS, QUESTION])
        typed = text_boxes.box(LABELS[kind], KEYS[kind], EXAMPLES[kind], "list of texts", height=190)
        pooling = "mean of its pieces" if kind == WORDS else pooling_choice.pooling()
        layer = choices.layer_slider(models.facts(model))
    with right:
        lines = pooling_choice.lines_of(typed)
        if not 2 <= len(lines) <= MOST_LINES:
            raise TextError(f"Between 2 and {MOST_LINES} lines can be compared; here: {len(lines)}.")
        made = Compared(model, kind, lines, pooling, layer)
        cosines = made.cosines  # what cannot be read is refused before anything else is asked
        picked = 0 if kind == QUESTION else text_boxes.pick_line("Rank against", "ranked_against", made.texts)
        draw(made, picked, cosines)
    show_effect(made, picked)


def draw(made: Compared, picked: int, cosines: np.ndarray) -> None:
    """Draw the matrix, and the others ranked beside it."""
    ranked, texts = made.ranked(picked), made.texts
    table = partial(table_of_ranked, made, picked)
    matrix, ranking = st.columns([1, 1])
    with matrix:
        chart.show(
            similarity.draw_matrix(cosines, texts, picked),
            "cosines of all pairs",
            f"Cosines of {len(texts)} texts at layer {made.layer}.",
            lambda: chart.token_table(made.cosines, made.texts, "text", made.texts),
            key="matrix",
        )
    with ranking:
        best = ranked[:SHOWN]
        nearest = [texts[number] for number in best]
        chart.show(
            similarity.draw_ranked(cosines[picked, best], nearest, [number + 1 for number in best]),
            "ranked",
            f"Nearest to text {picked + 1}: {texts[ranked[0]]}, cosine {cosines[picked, ranked[0]]:.2f}.",
            table,
            key="ranked",
        )
        pairs = cosines[np.triu_indices(len(texts), k=1)]
        st.markdown(
            f"Most like {prose(texts[picked])}: **{prose(texts[ranked[0]])}** (cosine "
            f"{cosines[picked, ranked[0]]:.2f}; all {len(pairs)} pairs have {pairs.mean():.2f} on average)."
        )
        st.caption(f"Layer {made.layer}, {made.pooling}.")
    downloads.offer(
        "similarity",
        table,
        f"Cosines with “{texts[picked]}”",
        made.model,
        lambda: {"vectors": made.states[made.layer], "texts": np.array(made.texts), "cosines": made.cosines},
        {
            "vectors": f"{len(texts)} × {models.facts(made.model).width}, of layer {made.layer}",
            "texts": f"{len(texts)}, as compared",
            "cosines": f"{len(texts)} × {len(texts)}",
        },
        layer=made.layer,
        pooling=made.pooling,
    )


def table_of_ranked(made: Compared, picked: int) -> pd.DataFrame:
    """List the other texts, the nearest first."""
    ranked = made.ranked(picked)
    return pd.DataFrame(
        {
            "rank": range(1, len(ranked) + 1),
            "text": [made.texts[number] for number in ranked],
            "cosine": made.cosines[picked, ranked],
        }
    )


def show_effect(made: Compared, picked: int) -> None:
    """Show what layer and pooling do to this list, and to the agreement with people."""
    st.subheader("What layer and pooling change here", anchor=False)
    columns = st.columns(1 if made.kind == WORDS else [3, 2], gap="medium")
    lines = lines_by_layer(made, picked)
    with columns[0]:
        chart.show(
            curves.draw_curves(lines, f"cosine with text {picked + 1}", baselines=[REST], mark=made.layer),
            "cosine by layer",
            f"Cosine with text {picked + 1} at every layer.",
            lambda: chart.layer_table(lines_by_layer(made, picked)),
            key="effect",
        )
    if made.kind == WORDS:
        st.caption("For words the layer alone matters: a word’s vector is the mean of its pieces.")
    else:
        with columns[1]:
            show_poolings(made, picked)


def lines_by_layer(made: Compared, picked: int) -> dict[str, np.ndarray]:
    """Return the cosines of the picked text with the nearest others, and the mean of all pairs, each (layers + 1,)."""
    cosines = cosine_matrix(made.states)  # (layers + 1, n, n)
    return {
        f"{number + 1} {shortened(made.texts[number], similarity.LETTERS)}": cosines[:, picked, number]
        for number in made.ranked(picked)[: SHOWN - 1]
    } | {REST: mean_cosine(made.states)}


def show_poolings(made: Compared, picked: int) -> None:
    """Say for every pooling who is nearest, how alike all are, and how well it agrees with people at this layer."""
    texts, layer, rows = made.lines, made.layer, []
    vectors = text_vectors.text_vectors(made.model, texts)
    people = computed.agreement(made.model, built_in_pairs())
    for number, name in enumerate(POOLINGS):
        cosines = cosine_matrix(vectors.at(name, layer))
        against = np.where(np.arange(len(texts)) == picked, -np.inf, cosines[picked])
        rows.append(
            {
                "pooling": name,
                "nearest": f"{int(against.argmax()) + 1} {shortened(texts[int(against.argmax())], 16)}",
                "all pairs": cosines[np.triu_indices(len(texts), k=1)].mean(),
                "people": people.spearman[number, layer],
            }
        )
    two = st.column_config.NumberColumn(format="%.2f")
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={"all pairs": two, "people": two},
        alt="For every pooling the nearest text, the mean cosine of all pairs and the agreement with people",
    )
    best = np.unravel_index(np.nanargmax(people.spearman), people.spearman.shape)
    here = people.spearman[POOLINGS.index(made.pooling), layer]
    said = "none, as all cosines are equal" if np.isnan(here) else f"{here:.2f}"
    st.caption(
        f"At layer {layer}. “people”: Spearman’s ρ with the scores of {people.cosines.shape[-1]} built-in pairs. This "
        f"setting: {said}; the best, {POOLINGS[best[0]]} at layer {best[1]}: {people.spearman[best]:.2f}."
    )
