"""Which words of the text are hidden: clicked, named by the link, or a first example."""

from dataclasses import replace

import numpy as np
import streamlit as st

from components.engine.built_in.wordbench import bench_words
from components.engine.records import Encoding
from components.ui.parts import chips
from components.ui.shared import objectives
from components.ui.shared.readings import EncodedText
from components.ui.shared.store import digest
from components.ui.shell import visit

visit.declare(__name__, hidden=str)
MASK = "[MASK]"
NOTHING = "none"  # in the link


def hidden_words(encoded: EncodedText) -> tuple[int, ...]:
    """Draw the tokens; a click hides a word or shows it again. Return the hidden words' numbers."""
    encoding = encoded.encoding
    begin = first_hidden(encoding, objectives.mask_id(encoded.facts.name))
    words = chosen_words(encoding, begin)
    clicked = getattr(st.session_state.get("chips_masked"), "picked", None)
    if isinstance(clicked, int | float) and 0 <= clicked < len(encoding.tokens):
        word = encoding.word_ids[int(clicked)]
        words ^= set() if word is None else {word}
        visit.put("hidden", "" if words == begin else "-".join(map(str, sorted(words))) or NOTHING)
        words = chosen_words(encoding, begin)
    inside = [word in words if word is not None else False for word in encoding.word_ids]
    tokens = tuple(MASK if hide else token for hide, token in zip(inside, encoding.tokens, strict=True))
    chips.draw_tokens(
        replace(encoding, tokens=tokens),
        "chips_masked",
        "Tokens; click a word to hide it, click again to show it",
        notes=[token if hide else " " for hide, token in zip(inside, encoding.tokens, strict=True)],
        weights=np.array(inside, dtype=float),
    )
    st.caption(
        ":material/ads_click: Click a word to hide it, again to show it; or type [MASK], in capitals, in the text."
    )
    return tuple(sorted(words))


def chosen_words(encoding: Encoding, begin: set[int]) -> set[int]:
    """Return the words that were hidden, as long as the tokens are the same, or else those to begin with."""
    named = visit.held_text("hidden", about=digest(encoding.tokens))
    if not named:
        return set(begin)
    numbers = {int(number) for number in named.split("-") if number.isdecimal() and len(number) < 6}
    return numbers & {word for word in encoding.word_ids if word is not None}


def first_hidden(encoding: Encoding, mask: int) -> set[int]:
    """Choose what to hide at first: the last word with built-in sentences, else the last of the longest words.

    Nothing if a [MASK] was typed.
    """
    if mask in encoding.ids:
        return set()
    spelled: dict[int, str] = {}
    for word, token in zip(encoding.word_ids, encoding.tokens, strict=True):
        if word is not None:
            spelled[word] = spelled.get(word, "") + token.removeprefix("##").strip("▁")
    known = bench_words()
    return set(sorted(spelled, key=lambda word: (spelled[word].lower() in known, len(spelled[word]), word))[-1:])
