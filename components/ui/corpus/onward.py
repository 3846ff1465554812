"""From what was found in a corpus on to the pages about one word, with its sentences and their groups."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from components.engine.corpus.find import Hits
from components.engine.corpus.store import Corpus
from components.engine.text.find_word import find_occurrences
from components.ui.shell import frame, visit
from components.ui.shell.markdown import prose

LEADING = 20  # hits that say which word it is
MOST_GROUPS, LETTERS = 12, 40
NO_BRACKETS = dict.fromkeys(map(ord, "[]"))
TURN = "corpus_turns_to"  # in the session


def offer(corpus: Corpus, found: Hits) -> None:
    """Offer to look at the word that most of the first hits mark, if they mark any."""
    texts = corpus.texts(found.sentence)
    places = list(zip(texts, found.start.tolist(), found.end.tolist(), strict=True))
    marked = [text[start:end].casefold() for text, start, end in places[:LEADING] if end - start < len(text)]
    forms = pd.Series([one for one in marked if one], dtype=str).value_counts()
    if not len(forms):
        return
    word = str(forms.index[0])
    holding = sorted({span.sentence for span in find_occurrences(texts, word, inflections=True)})
    lines = [" ".join(texts[number].split()) for number in holding]
    groups = groups_of(corpus, found.sentence[holding])
    for page, name in (("senses", "Senses"), ("usage", "Usage")):
        grouped = [f"[{group}] {line}" for group, line in zip(groups, lines, strict=True)] if groups else lines
        st.button(
            f"“{prose(word)}” on {name}",
            key=f"to_{page}",
            icon=":material/arrow_forward:",
            type="tertiary",
            on_click=take,
            args=(page, word, grouped if page == "usage" else lines),
            help=f"Adds the {len(lines)} sentences found that hold it to yours",
        )
    if page := st.session_state.pop(TURN, None):
        frame.turn_to(page)


def groups_of(corpus: Corpus, sentences: np.ndarray) -> list[str]:
    """Return the group of each sentence: the file, or the first column with a few entries; nothing if none has."""
    names = [*(["file"] if len(corpus.files) > 1 else []), *corpus.columns]
    for name in names if len(sentences) else []:
        entries = [
            " ".join(one.translate(dict.fromkeys(map(ord, "[]"))).split())[:LETTERS]
            for one in corpus.column(name, sentences)
        ]
        if 1 < len(set(entries)) <= MOST_GROUPS and all(entries):
            return entries
    return []


def take(page: str, word: str, lines: Sequence[str]) -> None:
    """Put sentences below the visitor's own, and turn to a page; a callback."""
    own = str(st.session_state.get("own", "")).splitlines()
    visit.put("word", word)
    visit.put("own", "\n".join([*own, *(line for line in lines if line not in set(own))]))
    st.session_state[TURN] = page
