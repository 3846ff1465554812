"""The visitor's own words on the map of meanings, each with a sentence, in any language."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from components.engine.records import Span
from components.ui.parts import text_boxes
from components.ui.parts.pooling_choice import lines_of
from components.ui.shared import readings
from components.ui.shell import visit
from components.ui.shell.markdown import prose

visit.declare(__name__, own_words=str)
MOST_OWN = 60
Own = tuple[tuple[str, ...], tuple[Span, ...]]  # sentences, and the place of a word in each
HINT = "banca: La banca ha alzato i tassi di interesse.\nriva: Abbiamo camminato lungo la riva del fiume."


def ask(centred: bool) -> Own:
    """Ask for the visitor's own words, with their sentences; return those that can be placed on the map."""
    with st.expander("Add words of your own, in any language", icon=":material/add:"):
        label = "One a line: the word, a colon, a sentence with it"
        lines = lines_of(text_boxes.box(label, "own_words", "", "list", height=120, placeholder=HINT))
        if len(lines) > MOST_OWN:
            st.warning(
                f"Of your {len(lines):,} lines the first {MOST_OWN} are on the map. Take some out to see others."
            )
        if lines and centred:
            st.info("Your words lie on the map without “Without the language’s own direction”.", icon=":material/info:")
        own = read_lines(lines[:MOST_OWN])
    return ((), ()) if centred else own


def read_lines(lines: Sequence[str]) -> Own:
    """Take "word: sentence" lines apart, and say which have no such word."""
    sentences: list[str] = []
    spans: list[Span] = []
    for line in lines:
        word, colon, sentence = line.replace("：", ":").partition(":")
        found = readings.spans((sentence.strip(),), word, False) if colon and word.strip() else ()
        if not found:
            st.warning(f"Not on the map: {prose(line[:80])} (a word, a colon, and a sentence that holds it)")
            continue
        spans.append(replace(found[0], sentence=len(sentences)))
        sentences.append(sentence.strip())
    return tuple(sentences), tuple(spans)
