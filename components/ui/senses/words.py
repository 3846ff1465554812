"""Which words moved it? What each word of a sentence does to the vector of the word in question."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.files.sentence_files import UNNAMED
from components.engine.geometry.vectors import centroids
from components.engine.senses.keywords import telling
from components.figures import bars, usage
from components.ui.contexts import found_senses, picked
from components.ui.contexts.word_in_contexts import Material
from components.ui.parts import chart
from components.ui.senses import computed
from components.ui.shell import choices, visit
from components.ui.shell.markdown import code, prose, with_highlight

visit.declare(__name__, without=str, by_sense=bool, whose=str, whole_sense=str, function_words=bool)
ONE, ALL = "of one occurrence", "of a whole sense"
SHOWN = 18  # words in the picture of a whole sense: two thirds towards it, one away
METHODS = {"mask": "mask it", "drop": "leave it out"}


def show(made_of: Material, layer: int) -> None:
    """Ask for an occurrence or a whole sense, take away each other word, and draw what that does."""
    if choices.choose("Whose words?", "whose", [ONE, ALL], label_shown=False) == ALL:
        show_group(made_of, layer)
        return
    which, how = st.columns([3, 2])
    with which:
        number = ask_occurrence(made_of)
    with how:
        method = choices.choose("Take each word away", "without", list(METHODS), format_func=METHODS.__getitem__)
    placed, index = made_of.everything[number]
    sentence, span = computed.around(placed.sentence(index), placed.spans[index])
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
    words = [sentence[start:end] for start, end in effects.words]
    st.markdown(f"##### {with_highlight(sentence, span.start, span.end)}")
    pull = Pull(words, names, effects.shift[:, :, layer], effects.base[:, layer])
    table = pd.DataFrame(pull.shift, words, names).rename_axis(index="word", columns="towards").stack()
    chart.show(
        bars.draw_pull(pull.lead, words, pull.sides, "adds to the lead").update_layout(height=300),
        f"words that move {made_of.word} at layer {layer}",
        f"What each word of the sentence adds, at layer {layer}, to the lead of {names[pull.nearest]} over "
        f"{names[pull.rival]}: "
        + ", ".join(f"{word} {lead:+.3f}" for word, lead in zip(words, pull.lead, strict=True)),
        table.rename("cosine with it minus without it").reset_index(),
        key="effects",
    )
    st.markdown(conclusion(pull))
    st.caption(in_figures(pull, layer, made_of.word))
    if choices.switch("Sense by sense", "by_sense", "What each bar is the difference of: the cosine to every sense."):
        towards = {f"towards {name}": pull.shift[:, number] for number, name in enumerate(names)}
        figure = bars.draw_for_words(towards, words, "cosine with the word − without", digits=4)
        strongest = np.unravel_index(np.abs(pull.shift).argmax(), pull.shift.shape)
        alt = f"Most by {words[strongest[0]]}, {pull.shift[strongest]:+.3f} in cosine to {names[strongest[1]]}."
        chart.show(figure, f"words that move {made_of.word} sense by sense", alt, None, key="effects_by_sense")


@dataclass(frozen=True)
class Pull:
    """What each word of a sentence does for the nearest sense against the next."""

    words: list[str]
    names: list[str]  # of the senses
    shift: np.ndarray  # (words, senses): cosine with the word minus without it
    base: np.ndarray  # (senses,): cosine with all words

    @property
    def nearest(self) -> int:
        """Return the number of the nearest sense."""
        return int(self.base.argmax())

    @property
    def rival(self) -> int:
        """Return the number of the sense that is next nearest."""
        return int(np.argsort(-self.base, kind="stable")[1])

    @property
    def sides(self) -> dict[int, str]:
        """Name the two senses by their numbers, the nearest first."""
        return {number: self.names[number] for number in (self.nearest, self.rival)}

    @property
    def lead(self) -> np.ndarray:
        """Return what each word adds to the nearest sense’s lead over the next: (words,)."""
        return self.shift[:, self.nearest] - self.shift[:, self.rival]

    @property
    def nearest_without(self) -> np.ndarray:
        """Return the number of the sense that is nearest without each word: (words,)."""
        return (self.base - self.shift).argmax(axis=1)


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


def show_group(made_of: Material, layer: int) -> None:
    """Ask for a sense or a group, and draw which context words pull most towards it over all its uses."""
    labels = np.array(known_or_found(made_of, layer))
    names = sorted({*labels} - {UNNAMED})
    if len(names) < 2:
        st.info("All occurrences are in one group, so there is nothing to be pulled between.", icon=":material/info:")
        return
    which, how = st.columns([3, 2])
    with which:
        name = choices.pick("Sense or group", "whole_sense", names)
    with how:
        method = choices.choose("Take each word away", "without", list(METHODS), format_func=METHODS.__getitem__)
    found = computed.group_effects(made_of.key, labels == name, layer, method)
    function_words = choices.switch("Also function words", "function_words", "Such as the, of, to; in English.")
    every = range(len(found.words))
    kept = [place for place in every if function_words or telling([found.words[place]])] or list(every)
    if not function_words and not telling(found.words):
        st.caption(":material/info: No content word stands in 4 of these uses; with more sentences some would.")
    shown = kept if len(kept) <= SHOWN else kept[: SHOWN - SHOWN // 3] + kept[-(SHOWN // 3) :]
    words = [found.words[place] for place in shown]
    pull, low, high, uses = (part[shown] for part in (found.pull, found.low, found.high, found.uses))
    table = pd.DataFrame({"word": found.words, "uses": found.uses, "pull": found.pull, "low": found.low})
    chart.show(
        usage.draw_pulls(pull, low, high, words, uses),
        f"words that move {made_of.word} towards {name} at layer {layer}",
        f"What context words add on average to the lead of {name}: "
        + ", ".join(f"{word} {lead:+.3f}" for word, lead in zip(words, pull, strict=True)),
        table.assign(high=found.high),
        key="group_effects",
    )
    clear = [code(word) for word, least in zip(words, low, strict=True) if least > 0][:5]
    st.markdown(f"Most towards {code(name)}: {', '.join(clear) or 'no word, as far as these uses tell'}.")
    st.caption(
        f"Each word is taken away in every use of {found.counted} it stands in (numbers in brackets, at least 4); a "
        "point is the mean of what it adds to the cosine with the middle of the group minus that with the rest, both "
        f"without that sentence; 95 % interval, all sentences drawn anew. {len(found.words)} words were looked at: "
        f"where nothing pulls, about {max(1, round(len(found.words) / 20))} of so many intervals miss 0 by chance."
    )


def known_or_found(made_of: Material, layer: int) -> list[str]:
    """Return each occurrence’s sense, or its group where no senses are known."""
    if made_of.reference.labelled:
        return list(made_of.reference.labels)
    found = found_senses.senses(made_of.key, layer).nearest if len(made_of.reference.spans) > 1 else [0]
    return [f"group {number + 1}" for number in found]


def conclusion(pull: Pull) -> str:
    """Say in words what the bars show."""
    nearest, rival = (code(name) for name in pull.sides.values())
    most, least = int(pull.lead.argmax()), int(pull.lead.argmin())
    facts = []
    if pull.lead[most] > 0:
        facts.append(f"{code(pull.words[most])} does most for {nearest}")
        if (other := pull.nearest_without[most]) != pull.nearest:
            facts.append(f"without it {code(pull.names[other])} would be nearest")
    if pull.lead[least] < 0:
        facts.append(f"{code(pull.words[least])} does most for {rival}")
    return f"{'; '.join(facts) or 'No word makes a difference here'}."


def in_figures(pull: Pull, layer: int, word: str) -> str:
    """Say what decides and by how much, and what a bar is."""
    nearest, rival = (code(name) for name in pull.sides.values())
    ahead = pull.base[pull.nearest] - pull.base[pull.rival]
    return (
        f"At layer {layer} this “{prose(word)}” is nearest to {nearest} (cosine {pull.base[pull.nearest]:.2f}), "
        f"{ahead:.3f} ahead of {rival}. A bar is that lead with the word minus the lead without it: up helps {nearest} "
        f"(at most {pull.lead.max():+.3f}), down {rival} (at most {pull.lead.min():+.3f}). Bars do not add up: two "
        "words can say the same, and then taking either away changes little."
    )
