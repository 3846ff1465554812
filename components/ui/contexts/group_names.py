"""Names of groups that were found: the visitor's, else those that the model suggested; groups of one name are one."""

import json
from dataclasses import replace

import numpy as np
import streamlit as st

from components.engine.records import SenseClusters
from components.ui.contexts.word_in_contexts import Material
from components.ui.shared.store import digest
from components.ui.shell import visit

visit.declare(__name__, group_names=str)
LETTERS = 40  # of a name


def group_name(made_of: Material, found: SenseClusters, number: int) -> str:
    """Return what the visitor called a group, or the groups that are one here; else what is suggested, or its number.

    A name is that of the group with the sentence that was most typical when it was given.
    """
    keys, names = member_keys(made_of, found, number), given_names()
    given = " + ".join(dict.fromkeys(names[key] for key in keys if names.get(key)))
    suggested = st.session_state.get("suggested_names", {}).get(keys[0])
    return given[:LETTERS] or suggested or f"group {number + 1}"


def member_keys(made_of: Material, found: SenseClusters, number: int) -> list[str]:
    """Name the sentences of a group, the most typical first: a name is kept under the first, and stays with it."""
    sentences = (made_of.reference.sentence(int(member)) for member in found.typical[number])
    return [digest((f"{made_of.word}: {sentence}",))[:8] for sentence in sentences]


def given_names() -> dict[str, str]:
    """Return the names that the visitor gave, or their link or saved work brought."""
    try:
        names = json.loads(visit.held_text("group_names") or "{}")
    except (ValueError, RecursionError):
        return {}
    return {str(key): str(name) for key, name in names.items()} if isinstance(names, dict) else {}


def give(keys: list[str], name: str) -> None:
    """Call the group of these sentences by a name; if groups were made one by theirs, all of them."""
    names = given_names()
    named = [key for key in keys if names.get(key)] or keys[:1]
    visit.put("group_names", json.dumps(names | dict.fromkeys(named, name), ensure_ascii=False))


def merged(made_of: Material, found: SenseClusters) -> SenseClusters:
    """Count groups of one name as one."""
    names = [group_name(made_of, found, number) for number in range(found.count)]
    different = list(dict.fromkeys(names))
    one_of = np.array([different.index(name) for name in names])
    members = (np.flatnonzero(one_of == number) for number in range(len(different)))
    typical = tuple(np.concatenate([found.typical[number] for number in some]) for some in members)
    labels = np.where(found.labels < 0, -1, one_of[found.labels])
    return replace(found, labels=labels, nearest=one_of[found.nearest], typical=typical)
