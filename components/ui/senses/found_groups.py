"""Senses found without labels: the groups as cards, each with its most typical sentences and context words."""

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.files.sentence_files import UNNAMED
from components.engine.geometry.vectors import centroids, cosine
from components.engine.records import MASKED, SenseClusters, Span
from components.engine.senses.agreement import b_cubed
from components.engine.senses.keywords import telling, typical_words
from components.figures.scatter import draw_swatch
from components.ui.contexts import as_senses, found_senses, group_names
from components.ui.contexts.group_names import LETTERS, group_name, member_keys
from components.ui.contexts.word_in_contexts import Material
from components.ui.parts import chart
from components.ui.senses import computed
from components.ui.shared import models, objectives
from components.ui.shell import visit
from components.ui.shell.choices import choose
from components.ui.shell.markdown import code, prose

visit.declare(__name__, groups=str)

TYPICAL, NAMED_BY = 3, 5  # occurrences shown on a card, and those that its name comes from
FOUND = "found"
VECTORS, BOTH = "the vectors alone", "the vectors and the words that could stand in its place"
MOST_GROUPS = 8
CLEAR, FEW = 0.45, 30  # mean confidence, and occurrences: with less, a single sense may have been cut in parts


def show(made_of: Material, layer: int) -> None:
    """Draw the groups at this layer, and how far they agree with the labels."""
    if len(made_of.reference.spans) < 2:
        st.info("One occurrence makes no groups. Add sentences with the word.", icon=":material/info:")
        return
    count = ask_count(made_of)
    found = found_senses.senses(made_of.key, layer, count)
    st.markdown(in_words(made_of, found))
    with st.expander("In figures", icon=":material/straighten:"):
        both = found_senses.needs_substitutes(made_of.model, layer)
        st.caption(describe(made_of, found, layer, BOTH if both else VECTORS))
    suggest_names(made_of, found)
    found = group_names.merged(made_of, found)
    own = own_groups(made_of, found, layer)
    words = typical_words(
        [made_of.reference.sentence(number) for number in range(len(found.nearest))], found.nearest, made_of.word
    )
    st.caption(
        "A card a group. Its name is what the model would put in the word’s place there; type another one over it, "
        "or one for two groups that are one to you. Sentences of yours stand with the nearest group."
    )
    first = 1 + len(made_of.reference.spans) - made_of.first_typed  # the numbers are those on the map
    columns = st.columns(min(3, found.count))
    for number in range(found.count):
        with columns[number % len(columns)].container(border=True):
            show_card(made_of, found, number, words[number], [int(n) + first for n in np.flatnonzero(own == number)])
    unsure = np.flatnonzero(found.labels < 0)
    if len(unsure):
        with st.expander(f"Unsure: {len(unsure)} occurrences between the groups", icon=":material/help:"):
            for number in unsure.tolist():
                st.markdown(made_of.reference.marked(number))
    if found.count > 1:
        as_senses.offer(made_of, found.labels, [group_name(made_of, found, n) for n in range(found.count)])
    table = group_table(made_of, found)
    chart.download(table, f"{made_of.word} groups layer {layer}", "groups_csv")


def ask_count(made_of: Material) -> int | None:
    """Ask for the number of groups; None is to find it."""
    most = min(MOST_GROUPS, len({made_of.reference.sentence(n) for n in range(len(made_of.reference.spans))}))
    choices = [FOUND, *map(str, range(1, most + 1))]
    about = (
        "“found” makes another group only if there is evidence for it: “In figures” says what. Any other number is "
        "cut, whether there is evidence for it or not."
    )
    chosen = choose("Number of groups", "groups", choices, help=about)
    return None if chosen == FOUND else int(chosen)


def in_words(made_of: Material, found: SenseClusters) -> str:
    """Say in plain words what was found, and how far to trust it."""
    count = len(found.labels)
    if found.count == 1:
        return f"BERT gives **no evidence for more than one meaning** in these {count} occurrences."
    said = f"BERT parts these {count} occurrences into **{found.count} groups**"
    if overlap(found) or count < FEW:
        said += ", which may be one meaning cut in parts"
    if made_of.reference.labelled and (senses := senses_given(made_of)).max() >= 0:
        right, known = np.array(looks(made_of, found))[found.nearest] == senses, senses >= 0
        whose = "them" if known.all() else f"the {known.sum()} with a sense"
        said += (
            f"; {right[known].mean():.0%} of {whose} are with the writer’s sense that their group matches (one group "
            f"for all: {np.bincount(senses[known]).max() / known.sum():.0%})"
        )
    return f"{said}."


def describe(made_of: Material, found: SenseClusters, layer: int, by: str = VECTORS) -> str:
    """Say what was found, by what, and how far it agrees with the labels."""
    from components.engine.senses.discover import ENOUGH
    from components.engine.senses.halves import MOST_DOUBT

    count = len(found.labels)
    unsure = int((found.labels < 0).sum())
    text = (
        f"{found.count} group{'s' * (found.count != 1)} among {count} occurrences at layer {layer}, "
        f"found by {by}; {unsure} unsure."
    )
    if not (found.evidence >= ENOUGH or found.doubt <= MOST_DOUBT):  # also if they are no numbers
        many = "so many" if found.count > 2 else "more than one"
        text += f" **No evidence for {many}**; a sense with few occurrences would not show."
    if not np.isnan(found.evidence):
        text += (
            f" The {'best cut parts' if found.count == 1 else 'groups part'} {found.evidence:+.1f} standard deviations "
            f"better than noise with the same n and spread (chance 0; {ENOUGH} are asked for)."
        )
    if not np.isnan(found.doubt):
        text += (
            f" Doubt of the {'best' if found.count == 1 else 'weakest'} cut: {found.doubt:.2f} (at most {MOST_DOUBT} "
            "is asked for, cut at random it is about 0.8): the share of occurrences in whose place the words of the "
            "other part fit better, raised if the cut is the best of many, and 0.6 times the share of the neighbours "
            "which the smaller part has room for that it parts."
        )
    if made_of.reference.labelled and (known := senses_given(made_of) >= 0).any():
        from sklearn.metrics import adjusted_rand_score

        senses, groups = senses_given(made_of)[known], found.nearest[known]
        text += (
            f" Agreement with the writer’s {len(set(senses))} senses: adjusted Rand index "
            f"**{adjusted_rand_score(senses, groups):.2f}** (1 the same, 0 chance), B-cubed F "
            f"**{b_cubed(groups, senses):.2f}** (1 the same; one group for all has "
            f"{b_cubed(np.zeros(len(senses)), senses):.2f}); n = {len(senses)}, unsure ones counted in the nearest "
            + ("group." if known.all() else f"group, {(~known).sum()} without a sense left out.")
        )
    if overlap(found):
        text += (
            f" The groups overlap (mean confidence {found.confidence.mean():.2f} of 1; senses mostly have more than "
            "0.5): this may be one sense cut in parts."
        )
    if found.count > 1 and count < FEW:
        text += f" Of {count} occurrences alone, this may be one sense cut in parts."
    return text + (" A group may also be a topic." if found.count > 1 else "")


def overlap(found: SenseClusters) -> bool:
    """Tell whether groups overlap so far that they may be one sense, if no substitutes told them apart."""
    from components.engine.senses.halves import MOST_DOUBT

    return found.count > 1 and found.confidence.mean() < CLEAR and not found.doubt <= MOST_DOUBT


def suggest_names(made_of: Material, found: SenseClusters) -> None:
    """Name each group by what the model would put in the word’s place there and not in the other groups."""
    if MASKED not in models.facts(made_of.model).objectives or found.count < 2:
        return
    reference = made_of.reference

    def near(number: int) -> tuple[str, Span]:
        return computed.around(reference.sentence(number), reference.spans[number])

    typical = tuple(tuple(near(int(number)) for number in members[:NAMED_BY]) for members in found.typical)
    names = objectives.group_names(made_of.model, made_of.word, typical)
    kept = st.session_state.setdefault("suggested_names", {})
    for number, words in enumerate(names):
        if words := telling(words):
            kept[member_keys(made_of, found, number)[0]] = ", ".join(words)


def looks(made_of: Material, found: SenseClusters) -> list[int]:
    """Return the number of each group’s colour and shape: those of the sense it comes closest to, where known."""
    if not made_of.reference.labelled:
        return list(range(found.count))
    from components.engine.senses.discover import match_groups

    return match_groups(found.nearest, senses_given(made_of)).tolist()


def senses_given(made_of: Material) -> np.ndarray:
    """Return the number of each occurrence’s sense, in sorted order: (n,), −1 where none is given."""
    names = sorted({*made_of.reference.labels} - {UNNAMED})
    return np.array([names.index(label) if label != UNNAMED else -1 for label in made_of.reference.labels])


def show_card(made_of: Material, found: SenseClusters, number: int, words: list[str], own: list[int]) -> None:
    """Draw one group."""
    keys, shown = member_keys(made_of, found, number), group_name(made_of, found, number)
    box = f"name_{number}_{keys[0]}"

    def rename() -> None:
        if (typed := st.session_state[box].strip()) != shown:  # a box that is drawn anew reports its own value
            group_names.give(keys, typed)
            st.session_state[box] = group_name(made_of, found, number)  # an empty name gives back what was suggested

    size = int((found.nearest == number).sum())
    swatch, title = st.columns([1, 8], vertical_alignment="center")
    swatch.html(draw_swatch(looks(made_of, found)[number]))
    title.text_input(
        "Name",
        shown,
        key=box,
        on_change=rename,
        label_visibility="collapsed",
        max_chars=LETTERS,
    )
    st.markdown(f"**{size} occurrence{'s' * (size != 1)}**" + (f" · yours: {', '.join(map(str, own))}" if own else ""))
    if words:
        st.markdown("Around it: " + ", ".join(map(code, words)))
    for index in found.typical[number][:TYPICAL]:
        st.markdown(f"- {made_of.reference.marked(int(index))}")
    if made_of.reference.labelled:
        labels, counts = np.unique(np.array(made_of.reference.labels)[found.nearest == number], return_counts=True)
        order = np.argsort(-counts)
        st.caption("Writer’s senses: " + ", ".join(f"{prose(labels[n])} {counts[n]}" for n in order))


def own_groups(made_of: Material, found: SenseClusters, layer: int) -> np.ndarray:
    """Return the group whose centroid is nearest to each of the visitor’s own occurrences."""
    if made_of.own is None:
        return np.empty(0, dtype=int)
    centres = centroids(made_of.reference.occurrences.states[layer], found.nearest)
    return cosine(made_of.own.occurrences.states[layer][:, None], centres).argmax(axis=1)


def group_table(made_of: Material, found: SenseClusters) -> pd.DataFrame:
    """List every occurrence with its group."""
    names = [group_name(made_of, found, number) for number in range(found.count)]
    return pd.DataFrame(
        {
            "sentence": [made_of.reference.sentence(number) for number in range(len(found.labels))],
            "sense": made_of.reference.labels,
            "group": [names[number] for number in found.nearest],
            "unsure": found.labels < 0,
            "confidence": found.confidence,
        }
    )
