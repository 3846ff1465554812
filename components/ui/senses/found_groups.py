"""Senses found without labels: the groups as cards, each with its most typical sentences and context words."""

import json

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.geometry.vectors import centroids, cosine
from components.engine.records import MASKED, SenseClusters
from components.engine.senses.agreement import b_cubed
from components.engine.senses.keywords import telling, typical_words
from components.figures.swatch import draw_swatch
from components.ui.parts import chart
from components.ui.parts.word_in_contexts import Material
from components.ui.senses import computed
from components.ui.senses.words import around
from components.ui.shared import models, objectives
from components.ui.shared.store import digest
from components.ui.shell import visit
from components.ui.shell.choices import choose
from components.ui.shell.markdown import code, prose

visit.declare(__name__, groups=str, group_names=str)

TYPICAL, NAMED_BY = 3, 5  # occurrences shown on a card, and those that its name comes from
FOUND = "found"
MOST_GROUPS = 8
LETTERS = 40  # of a name
CLEAR, FEW = 0.45, 30  # mean confidence, and occurrences: with less, a single sense may have been cut in parts


def show(made_of: Material, layer: int) -> None:
    """Draw the groups at this layer, and how far they agree with the labels."""
    if len(made_of.reference.spans) < 2:
        st.info("One occurrence makes no groups. Add sentences with the word.", icon=":material/info:")
        return
    count = ask_count(made_of)
    found = computed.senses(made_of.key, layer, count)
    st.markdown(in_words(made_of, found))
    with st.expander("In figures", icon=":material/straighten:"):
        st.caption(describe(made_of, found, layer))
    words = typical_words(
        [made_of.reference.sentence(number) for number in range(len(found.nearest))], found.nearest, made_of.word
    )
    suggest_names(made_of, found)
    own = own_groups(made_of, found, layer)
    st.caption(
        "A card a group. Its name is what the model would put in the word’s place there; type another one over it. "
        "Sentences of yours stand with the nearest group."
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
    table = group_table(made_of, found)
    chart.download(table, f"{made_of.word} groups layer {layer}", "groups_csv")


def ask_count(made_of: Material) -> int | None:
    """Ask for the number of groups; None is to find it."""
    most = min(MOST_GROUPS, len({made_of.reference.sentence(n) for n in range(len(made_of.reference.spans))}))
    choices = [FOUND, *map(str, range(1, most + 1))]
    about = (
        "“found” lets the vectors decide: more than one, if they part better than noise with the same spread. Any "
        "other number is cut, whether there is evidence for it or not."
    )
    chosen = choose("Number of groups", "groups", choices, help=about)
    return None if chosen == FOUND else int(chosen)


def in_words(made_of: Material, found: SenseClusters) -> str:
    """Say in plain words what was found, and how far to trust it."""
    count = len(found.labels)
    if found.count == 1:
        return f"BERT gives **no evidence for more than one meaning** in these {count} occurrences."
    said = f"BERT parts these {count} occurrences into **{found.count} groups**"
    if found.confidence.mean() < CLEAR or count < FEW:
        said += ", which may be one meaning cut in parts"
    if made_of.reference.labelled:
        senses = np.unique(np.asarray(made_of.reference.labels), return_inverse=True)[1]
        right = np.array(looks(made_of, found))[found.nearest] == senses
        said += (
            f"; {right.mean():.0%} of them are with the writer’s sense that their group matches (one group for all: "
            f"{np.bincount(senses).max() / count:.0%})"
        )
    return f"{said}."


def describe(made_of: Material, found: SenseClusters, layer: int) -> str:
    """Say what was found, and how far it agrees with the labels."""
    from components.engine.senses.discover import ENOUGH

    count = len(found.labels)
    unsure = int((found.labels < 0).sum())
    text = (
        f"{found.count} group{'s' * (found.count != 1)} among {count} occurrences at layer {layer}, from the "
        f"vectors alone; {unsure} unsure."
    )
    if not found.evidence >= ENOUGH:  # also if it is not a number
        text += " **No evidence for more than one**; a sense with few occurrences would not show."
    if not np.isnan(found.evidence):
        text += (
            f" The {'best cut parts' if found.count == 1 else 'groups part'} {found.evidence:+.1f} standard deviations "
            f"better than noise with the same n and spread (chance 0; {ENOUGH} are asked for)."
        )
    if made_of.reference.labelled:
        from sklearn.metrics import adjusted_rand_score

        senses = np.array(made_of.reference.labels)
        text += (
            f" Agreement with the writer’s {len(set(senses))} senses: adjusted Rand index "
            f"**{adjusted_rand_score(senses, found.nearest):.2f}** (1 the same, 0 chance), B-cubed F "
            f"**{b_cubed(found.nearest, senses):.2f}** (1 the same; one group for all has "
            f"{b_cubed(np.zeros(count), senses):.2f}); n = {count}, unsure ones counted in the nearest group."
        )
    if found.count > 1 and (mean := found.confidence.mean()) < CLEAR:
        text += (
            f" The groups overlap (mean confidence {mean:.2f} of 1; senses mostly have more than 0.5): this may be "
            "one sense cut in parts."
        )
    if found.count > 1 and count < FEW:
        text += f" Of {count} occurrences alone, this may be one sense cut in parts."
    return text + (" A group may also be a topic, or a form of the word." if found.count > 1 else "")


def member_keys(made_of: Material, found: SenseClusters, number: int) -> list[str]:
    """Name the sentences of a group, the most typical first: a name is kept under the first, and stays with it."""
    sentences = (made_of.reference.sentence(int(member)) for member in found.typical[number])
    return [digest((f"{made_of.word}: {sentence}",))[:8] for sentence in sentences]


def group_name(made_of: Material, found: SenseClusters, number: int) -> str:
    """Return what the visitor called a group, or the groups that are one here; else what is suggested, or its number.

    A name is that of the group with the sentence that was most typical when it was given.
    """
    keys, names = member_keys(made_of, found, number), given_names()
    given = " + ".join(names[key] for key in dict.fromkeys(keys) if names.get(key))
    suggested = st.session_state.get("suggested_names", {}).get(keys[0])
    return given[:LETTERS] or suggested or f"group {number + 1}"


def given_names() -> dict[str, str]:
    """Return the names that the visitor gave, or their link or saved work brought."""
    try:
        names = json.loads(visit.held_text("group_names") or "{}")
    except (ValueError, RecursionError):
        return {}
    return {str(key): str(name) for key, name in names.items()} if isinstance(names, dict) else {}


def suggest_names(made_of: Material, found: SenseClusters) -> None:
    """Name each group by what the model would put in the word’s place there and not in the other groups."""
    if MASKED not in models.facts(made_of.model).objectives or found.count < 2:
        return
    typical = tuple(
        tuple(around(made_of.reference.sentence(int(n)), made_of.reference.spans[int(n)]) for n in members[:NAMED_BY])
        for members in found.typical
    )
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

    senses = np.unique(np.asarray(made_of.reference.labels), return_inverse=True)[1]
    return match_groups(found.nearest, senses).tolist()


def show_card(made_of: Material, found: SenseClusters, number: int, words: list[str], own: list[int]) -> None:
    """Draw one group."""
    keys, shown = member_keys(made_of, found, number), group_name(made_of, found, number)
    box = f"name_{number}_{keys[0]}"

    def rename() -> None:
        if (typed := st.session_state[box].strip()) != shown:  # a box that is drawn anew reports its own value
            names = {key: name for key, name in given_names().items() if key not in keys}
            visit.put("group_names", json.dumps(names | {keys[0]: typed}, ensure_ascii=False))

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
