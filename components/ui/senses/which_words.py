"""Which built-in words work well? Told beside the box, so that nobody shows a class a weak one by accident."""

import streamlit as st

from components.engine.built_in.told_apart import ToldApart, told_apart
from components.engine.catalog import MULTILINGUAL_MODEL
from components.ui.parts import text_boxes
from components.ui.shell import visit
from components.ui.shell.markdown import prose

BLOCKS = 5
HARD = 0.6  # of the way from guessing to always right


def show(model: str, language: str, word: str) -> None:
    """Offer the words with a small bar each, and say so where the present one is hard for this model."""
    known = told_apart(model, language)
    if not known:
        return
    best = sorted(known, key=lambda name: -share(known[name]))
    with st.popover("Which words part well?", icon=":material/signal_cellular_alt:", width="stretch"):
        text_boxes.offer_examples(
            "well_parted", best, lambda name: visit.put("word", name), format_func=lambda name: label(name, known[name])
        )
        st.caption(
            "How often the nearest other sentence has the same sense, at the last layer of this model; the bar is how "
            "far that is from guessing to always right."
        )
    if word in known and share(known[word]) < HARD:
        st.caption(hard(word, known[word], best[:2], told_apart(MULTILINGUAL_MODEL, language).get(word)))


def share(found: ToldApart) -> float:
    """Return how far a word is on the way from guessing to always right."""
    return (found.accuracy - found.guess) / (1 - found.guess)


def label(word: str, found: ToldApart) -> str:
    """Write a word with its bar."""
    full = round(BLOCKS * share(found))
    return f"{word} {'▰' * full}{'▱' * (BLOCKS - full)} {found.accuracy:.0%}"


def hard(word: str, found: ToldApart, better: list[str], other: ToldApart | None) -> str:
    """Say that a word is hard, and what is easier."""
    said = (
        f":material/info: “{prose(word)}” is hard for this model: it tells the senses apart in "
        f"{100 * found.accuracy:.0f} of 100, guessing in {100 * found.guess:.0f}. Clearer: {' or '.join(better)}"
    )
    if other is not None and other.accuracy > found.accuracy:
        said += f", or {MULTILINGUAL_MODEL}, which gets {100 * other.accuracy:.0f} with this word"
    return f"{said}."
