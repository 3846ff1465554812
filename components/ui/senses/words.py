"""Which words moved it? What each word of a sentence does to the vector of the word in question."""

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.geometry.vectors import centroids
from components.engine.records import Span
from components.figures import bars
from components.ui.parts import chart, picked
from components.ui.parts.word_in_contexts import Material
from components.ui.senses import computed
from components.ui.shell import choices, visit
from components.ui.shell.markdown import code, prose, with_highlight

visit.declare(__name__, without=str)
MOST_CHARACTERS = 250  # before and after the word
METHODS = {"mask": "put [MASK] in its place", "drop": "leave it out"}


def show(made_of: Material, layer: int) -> None:
    """Ask for an occurrence, take away each other word of its sentence, and draw what that does."""
    number = ask_occurrence(made_of)
    method = choices.choose("Take each word away", "without", list(METHODS), format_func=METHODS.__getitem__)
    placed, index = made_of.everything[number]
    sentence, span = around(placed.sentence(index), placed.spans[index])
    if len(sentence) < len(placed.sentence(index)):
        st.caption(f":material/content_cut: Only the {len(sentence)} characters around the word are looked at.")
    labels = known_or_found(made_of, layer)
    names, centres = sorted(set(labels)), centroids(made_of.reference.occurrences.states, labels)
    if len(names) < 2:
        st.info(
            "All occurrences are in one group, so there is nothing to be pulled between. Add sentences in which the "
            "word means something else.",
            icon=":material/info:",
        )
        return
    effects = computed.effects(made_of.model, sentence, span, centres, method)
    shift = effects.shift[:, :, layer]  # (words, senses)
    words = [sentence[start:end] for start, end in effects.words]
    st.markdown(f"##### {with_highlight(sentence, span.start, span.end)}")
    table = pd.DataFrame(shift, words, names).rename_axis(index="word", columns="towards").stack()
    towards = {f"towards {name}": shift[:, number] for number, name in enumerate(names)}
    strongest = np.unravel_index(np.abs(shift).argmax(), shift.shape)
    chart.show(
        bars.draw_for_words(towards, words, "cosine with the word − without", digits=4),
        f"words that move {made_of.word} at layer {layer}",
        f"What each word does at layer {layer}: most by {words[strongest[0]]}, {shift[strongest]:+.3f} in cosine to "
        f"{names[strongest[1]]}.",
        table.rename("cosine with it minus without it").reset_index(),
        key="effects",
    )
    st.caption(conclusion(words, names, shift, effects.base[:, layer], layer, made_of.word))


def around(sentence: str, span: Span) -> tuple[str, Span]:
    """Cut a long sentence to whole words around the occurrence: every word costs a run of the model."""
    first, last = 0, len(sentence)
    if span.start > MOST_CHARACTERS:
        first = sentence.find(" ", span.start - MOST_CHARACTERS, span.start) + 1 or span.start - MOST_CHARACTERS
    if last - span.end > MOST_CHARACTERS:
        last = sentence.rfind(" ", span.end, span.end + MOST_CHARACTERS)
        last = last if last > 0 else span.end + MOST_CHARACTERS
    return sentence[first:last], Span(span.sentence, span.start - first, span.end - first)


def ask_occurrence(made_of: Material) -> int:
    """Ask for an occurrence: the one picked on the map at first, else the visitor’s first, else the first."""
    everything = made_of.everything
    start = picked.picked(made_of)
    if start is None:
        start = len(made_of.reference.spans) if made_of.own is not None else 0

    names = [
        f"{number} · {placed.labels[index]}: {placed.sentence(index)}"
        for number, (placed, index) in enumerate(everything, start=1)
    ]
    number = names.index(choices.pick("Sentence", "moved", names, names[start]))
    picked.note_picked(made_of, number)
    return number


def known_or_found(made_of: Material, layer: int) -> list[str]:
    """Return each occurrence’s sense, or its group where no senses are known."""
    if made_of.reference.labelled:
        return list(made_of.reference.labels)
    found = computed.senses(made_of.key, layer).nearest if len(made_of.reference.spans) > 1 else [0]
    return [f"group {number + 1}" for number in found]


def conclusion(words: list[str], names: list[str], shift: np.ndarray, base: np.ndarray, layer: int, word: str) -> str:
    """Say in words what the bars show."""
    nearest = int(base.argmax())
    facts = f"At layer {layer} this “{prose(word)}” is nearest to {code(names[nearest])} (cosine {base[nearest]:.2f}). "
    others = np.delete(shift, nearest, axis=1)
    lead = shift[:, nearest] - (others.max(axis=1) if others.size else 0)
    best = int(lead.argmax())
    if lead[best] > 0:
        facts += f"{code(words[best])} does most to put it there alone: its bars differ by {lead[best]:.3f}. "
    return facts + (
        "A bar up: with this word the vector is closer to that sense than without it. The bars do not add up: two "
        "words can say the same, and then taking either away changes little."
    )
