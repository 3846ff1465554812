"""What a page about one word asks: the language, the word, the visitor’s own sentences."""

import streamlit as st

from components.engine.built_in.wordbench import ENGLISH, LANGUAGES, bench_words, grouped_words
from components.ui.parts.text_boxes import say_how_to_be_done, warn_if_long
from components.ui.shell import choices, visit

visit.declare(__name__, own=str, word=str, language=str, inflected=bool)
FIRST_WORD, CHINESE = "bank", "zh"


def language() -> str:
    """Ask for the language of the built-in words, by its code."""
    return st.selectbox(
        "Language",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        on_change=lambda: visit.put("word", first_word(st.session_state["language"])),
        help="Of the built-in words. A word of your own may be in any.",
        **visit.linked("language", ENGLISH, lambda code: code if code in LANGUAGES else None),
    )


def word(language: str = ENGLISH, first: str = "") -> str:
    """Ask for the word to map, `first` to begin with in English."""
    known = [*bench_words(language), *grouped_words(language)]
    first = first if first and language == ENGLISH else first_word(language)
    chosen = st.selectbox(
        "Word",
        choices.with_typed(known, "word"),
        index=known.index(first),
        accept_new_options=True,
        help="These words have built-in sentences. You can also type a word of your own.",
        **visit.linked("word", first),
    )
    offer_language(chosen.strip(), language)
    return chosen.strip()


def offer_language(word: str, language: str) -> None:
    """Offer the other languages that have built-in sentences for a word, or Chinese for one in its script."""
    fitting = [code for code in LANGUAGES if word in (*bench_words(code), *grouped_words(code))]
    fitting = fitting or [CHINESE] * any("\u4e00" <= letter <= "\u9fff" for letter in word)
    for code in fitting if language not in fitting else []:
        st.button(
            f"Switch to {LANGUAGES[code]}",
            icon=":material/translate:",
            on_click=visit.put,
            args=("language", code),
        )


def first_word(language: str) -> str:
    """Return the word that is mapped before the visitor picks one."""
    return FIRST_WORD if language == ENGLISH else bench_words(language)[0]


def own_sentences(word: str, language: str = ENGLISH, where: str = "") -> tuple[str, bool]:
    """Ask for the visitor's own sentences, typed one by one or pasted, and whether inflected forms count.

    `where` says what becomes of them, if not what the map of a word makes of them.
    """
    hint = f"A sentence with “{word}”, then ⏎"
    st.text_input("Add a sentence", key="one_more", placeholder=hint, on_change=add_sentence)
    own = st.text_area(
        "Your sentences, one a line",
        height=120,
        placeholder=f"Paste sentences with “{word}” here.",
        **visit.linked("own", ""),
    )
    if not where:
        rings = "They appear on the map as numbered rings, and move nothing else."
        known = word in (*bench_words(language), *grouped_words(language))
        where = rings if known else "The map is made of them."
    say_how_to_be_done("own", where)
    warn_if_long(own, "list of sentences")
    inflected = st.toggle(
        "Also other forms of the word",
        value=True,
        help="The regular ones, in your sentences: “match” then also finds matches, matched, matching.",
        **visit.linked("inflected", True),
    )
    return own, inflected


def add_sentence() -> None:
    """Append what was typed to the visitor's sentences."""
    sentence = st.session_state["one_more"].strip()
    if sentence:
        kept = st.session_state.get("own", "").rstrip()
        visit.put("own", f"{kept}\n{sentence}" if kept else sentence)
    st.session_state["one_more"] = ""
