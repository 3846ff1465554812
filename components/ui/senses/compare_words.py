"""Compare words: two to twelve on one map of all layers, and how far each two stand in each other's place."""

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.built_in.wordbench import bench_words
from components.engine.files.paper import Paper
from components.engine.usage.overlap import Overlaps, word_overlaps
from components.figures import heatmap
from components.ui.contexts.word_in_contexts import MOST_BYTES, Material, join
from components.ui.parts import chart
from components.ui.senses import computed, word_map, word_uses
from components.ui.senses.curve import in_figures
from components.ui.shared import models, readings
from components.ui.shared.store import shared
from components.ui.shell import choices, visit
from components.ui.shell.markdown import code, prose

visit.declare(__name__, second=list, overlap=str)
MOST, MOST_USES = 12, 2000  # words on one map, and uses of all together
ABOUT_WORDS = (
    f"Up to {MOST} in all. Built-in words, or any word or word form of your sentences or your file: type it, then ⏎."
)
ON_MAP, CENTRED = "as on the map", "without each word’s mean"
TELLS = 0.05  # an overlap below is none to speak of
HOW_TO_READ = """
**Overlap**: among the uses of two words, how often the nearest use in another sentence (cosine, all dimensions) is of
the other word, ÷ how often a blind pick would be, given how many uses each has. 0: each keeps to itself; 1: they lie as
if the words had been drawn by lot. It is the nearest-neighbour test of two samples (Schilling 1986) as a ratio; the
interval draws the sentences anew.

BERT keeps almost any two words apart, even “crane” and “cranes”, for a vector keeps which word it is. **Without each
word’s mean**, what all its uses share is taken out (as Laicher et al. 2021 do with word forms), and what is left is
compared: what each context does to its word. Then two forms of one word overlap, and words of other contexts do not.
Chance is there what comes out when the words are drawn by lot among the same uses, 20 times.
"""


@dataclass(frozen=True)
class Words:
    """The uses of several words on one map."""

    made_of: Material  # the labels are “word: sense”
    names: tuple[str, ...]
    owners: tuple[int, ...]  # the number of each use's word

    @property
    def as_labels(self) -> tuple[str, ...]:
        """Return each use's word."""
        return tuple(self.names[owner] for owner in self.owners)


@shared
def overlaps(key: tuple, owners: tuple[int, ...], layer: int, centred: bool) -> Overlaps:
    """Measure the overlaps of the words of the occurrences `key`, at one layer."""
    occurrences = readings.occurrences(*key)
    return word_overlaps(occurrences.states[layer], owners, occurrences.texts, centred)


def show(made_of: Material) -> None:
    """Ask for the words, draw their uses on one map, and measure how far they overlap."""
    others = ask(made_of)
    if not others:
        st.info(f"Pick or type a word to compare “{prose(made_of.word)}” with.", icon=":material/info:")
        return
    words = gather(made_of, others)
    layer = word_map.show(words.made_of, words.as_labels)
    tell(words, layer)
    if len(words.names) > 2:
        show_overlaps(words, layer)


def ask(made_of: Material) -> list[str]:
    """Ask for the words beside the first."""
    known = bench_words(made_of.language)
    default = next(word for word in (*(word for word in known if word == "rock"), *known) if word != made_of.word)

    def fit(some: list[str]) -> list[str] | None:
        written = [" ".join(word.split()) for word in some]
        others = {word.lower(): word for word in written if word.lower() not in ("", made_of.word.lower())}
        return list(others.values())[: MOST - 1] or (None if some else [])

    linked = visit.linked("second", [default], fit)
    options = dict.fromkeys([*known, *(st.session_state.get("second") or [])])
    return st.multiselect(
        f"Words beside “{prose(made_of.word)}”",
        [word for word in options if word != made_of.word],
        [default],
        max_selections=MOST - 1,
        accept_new_options=True,
        help=ABOUT_WORDS,
        wrap=True,
        **linked,
    )


def gather(made_of: Material, others: list[str]) -> Words:
    """Put the uses of all words together, of each as many as there is room for, and say where they come from.

    Raises WordError if a word is nowhere.
    """
    names, facts = (made_of.word, *others), models.facts(made_of.model)
    room = max(1, min(MOST_USES, MOST_BYTES // (4 * (facts.layers + 1) * facts.width)) // len(names))
    found = [word_uses.find(made_of, name, names, room) for name in names]
    st.caption(" · ".join(f"{code(name)} {uses.told}" for name, uses in zip(names, found, strict=True)))
    joined = join(made_of.model, [uses.placed for uses in found])
    own = None if made_of.reference.typed else made_of.own
    owners = np.repeat(np.arange(len(names)), [len(uses.placed.spans) for uses in found])
    return Words(replace(made_of, word=", ".join(names), reference=joined, own=own), names, tuple(owners.tolist()))


def tell(words: Words, layer: int) -> None:
    """Say how often the nearest use is of the same word, and of the same sense."""
    made_of = words.made_of
    found = computed.separation(made_of.key, made_of.reference.labels)
    same = computed.separation(made_of.key, words.as_labels)
    if not found.counted:
        return
    st.markdown(
        f"For **{same.accuracy[layer]:.0%}** of the occurrences the nearest in another sentence is of the same word "
        f"(guessing gets {same.majority:.0%}): the fewer, the more {'the two' if len(words.names) == 2 else 'they'} "
        "can stand for each other."
    )
    in_figures(
        f"Nearest in another sentence, layer {layer}: the same word {same.accuracy[layer]:.0%} (95 %: "
        f"{same.low[layer]:.0%}–{same.high[layer]:.0%}; always guessing the most frequent gives {same.majority:.0%}), "
        f"the same word and sense {found.accuracy[layer]:.0%} ({found.low[layer]:.0%}–{found.high[layer]:.0%}; "
        f"guessing {found.majority:.0%}); n = {found.counted}. Layer 0 keeps any two words apart; those that can stand "
        "for each other come close in high layers."
    )


def show_overlaps(words: Words, layer: int) -> None:
    """Draw the overlap of each two words, and name the most and the least."""
    st.subheader("Which words stand in each other’s place?", anchor=False)
    ways = {way: overlaps(words.made_of.key, words.owners, layer, way == CENTRED) for way in (ON_MAP, CENTRED)}
    default = ON_MAP if np.nanmax(ways[ON_MAP].ratio, initial=0) >= TELLS else CENTRED
    chosen = choices.choose("Overlap", "overlap", list(ways), default, label_shown=False)
    found, names = ways[chosen], words.names
    told = [[hover_text(found, (a, b)) for b in range(len(names))] for a in range(len(names))]
    chart.show(
        heatmap.draw_overlaps(found.ratio, names, told),
        f"overlap of {words.made_of.word} layer {layer}",
        f"Overlap of each two of {len(names)} words at layer {layer}, {chosen}: "
        + "; ".join(f"{one['first']} and {one['second']} {one['overlap']:.2f}" for one in rows(found, names)),
        pd.concat(pd.DataFrame(rows(one, names)).assign(vectors=way) for way, one in ways.items()),
        key="overlaps",
        paper=Paper(
            f"Overlap of {len(names)} words: {words.made_of.word}",
            f"How often the nearest use in another sentence is of the other word, ÷ by chance; vectors {chosen}",
            words.made_of.model,
            ("two-samples", *["word-forms"] * (chosen == CENTRED)),
            {"n": f"{len(words.owners)} uses", "layer": layer},
        ),
    )
    st.markdown("  \n".join(in_words(way, rows(one, names)) for way, one in ways.items()))
    with st.expander("What overlap is", icon=":material/menu_book:"):
        st.markdown(HOW_TO_READ)


def rows(found: Overlaps, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """List the figures of each two words that can be compared, the largest overlap first."""
    figures = {"overlap": found.ratio, "low": found.low, "high": found.high, "share": found.share}
    figures |= {"by chance": found.chance, "n": found.counted}
    listed = [
        {"first": names[pair[0]], "second": names[pair[1]]} | {name: one[pair] for name, one in figures.items()}
        for pair in combinations(range(len(names)), 2)
        if found.counted[pair]
    ]
    return sorted(listed, key=lambda one: one["overlap"], reverse=True)


def in_words(way: str, ranked: list[dict[str, Any]]) -> str:
    """Name the two words that overlap most, and the two that do least."""
    if not ranked:
        return f"**{way.capitalize()}**: no two words can be compared; each needs uses in two sentences."
    most, least = (
        f"{code(one['first'])} and {code(one['second'])}, {one['overlap']:.2f} of chance (95 %: {one['low']:.2f}–"
        f"{one['high']:.2f}; the nearest use is of the other word in {one['share']:.0%}, by chance in "
        f"{one['by chance']:.0%}; n = {one['n']:.0f})"
        for one in (ranked[0], ranked[-1])
    )
    if ranked[0]["overlap"] == 0:
        return f"**{way.capitalize()}**, no two overlap: the nearest use is of the same word, always."
    return f"**{way.capitalize()}**, the largest overlap: {most}; the smallest: {least}."


def hover_text(found: Overlaps, pair: tuple[int, int]) -> str:
    """Write what a cell of the picture says."""
    if not found.counted[pair]:
        return "nothing to compare"
    return (
        f"overlap {found.ratio[pair]:.2f}, 95 %: {found.low[pair]:.2f}–{found.high[pair]:.2f}<br>nearest of the other "
        f"word: {found.share[pair]:.0%}, by chance {found.chance[pair]:.0%}; n = {found.counted[pair]:.0f}"
    )
