"""What a visitor calls occurrences: senses and groups of their own, in the link and in saved work."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from components.engine.errors import WordError
from components.engine.files.sentence_files import MOST_LETTERS, MOST_SENSES, UNNAMED
from components.engine.records import Span
from components.ui.shared.store import digest
from components.ui.shell import visit

visit.declare(__name__, own_senses=str, own_groups=str)
SENSES, GROUPS = "own_senses", "own_groups"
NAMED = "times_named"  # how often names were given, so that a list of them is made anew
FIELDS = {SENSES: "labels", GROUPS: "groups"}  # of a `word_in_contexts.Placed`


def given(key: str) -> dict[str, str]:
    """Return what the visitor called occurrences, or their link or saved work brought."""
    try:
        told = json.loads(visit.held_text(key) or "{}")
    except (ValueError, RecursionError):
        return {}
    names = told.items() if isinstance(told, dict) else ()
    return {occurrence: str(name) for name, some in names for occurrence in str(some).split()}


def ids_of(word: str, sentences: Sequence[str], spans: Iterable[Span]) -> list[str]:
    """Name occurrences by a hash of the word, the sentence and the place in it."""
    return [digest((word, sentences[span.sentence], str(span.start)))[:8] for span in spans]


def relabelled(placed: Any, word: str, untold: tuple[str, ...]) -> Any:
    """Put the senses and groups that the visitor gave into a `word_in_contexts.Placed`.

    Where none is given, its own stay; labels in `untold` say nothing of a sense, and become “no sense given” beside
    senses that are given.
    """
    for key, field in FIELDS.items():
        if told := given(key):
            own = [told.get(name) for name in ids_of(word, placed.sentences, placed.spans)]
            if any(own):
                kept = (UNNAMED if name in untold and key == SENSES else name for name in getattr(placed, field))
                placed = replace(placed, **{field: tuple(name or old for name, old in zip(own, kept, strict=True))})
    return placed


def give(key: str, word: str, occurrences: Sequence[tuple[Any, int]], name: str) -> None:
    """Call occurrences, each a `Placed` and a number in it, by a name, from a callback; an empty one takes it back.

    Raises WordError if there would be too many names.
    """
    name = " ".join(name.split())[:MOST_LETTERS]
    ids = {ids_of(word, placed.sentences, [placed.spans[number]])[0] for placed, number in occurrences}
    told = {occurrence: old for occurrence, old in given(key).items() if occurrence not in ids}
    if len({*told.values(), name}) > MOST_SENSES:
        raise WordError(f"You have given {MOST_SENSES} names already, which is the most. Use one of them again.")
    names: dict[str, list[str]] = {}
    for occurrence, called in (told | (dict.fromkeys(ids, name) if name else {})).items():
        names.setdefault(called, []).append(occurrence)
    written = {called: " ".join(sorted(some)) for called, some in names.items()}
    st.session_state[NAMED] = st.session_state.get(NAMED, 0) + 1
    visit.put(key, json.dumps(written, ensure_ascii=False) if written else "")
