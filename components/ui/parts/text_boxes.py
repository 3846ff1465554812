"""The inputs that pages share: one text and a second one, the word, the visitor's own sentences."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from components.engine.catalog import EXAMPLES
from components.engine.text.sentences import split_sentences
from components.figures.palette import shortened
from components.ui.shell import choices, link, visit

visit.declare(__name__, text=str, pair=str)
LETTERS = 100  # of a line that is one of several to pick from
LINES_HINT = "Press Ctrl+Enter (⌘+Enter) when you are done."


def text_and_pair(
    pairs: Mapping[str, tuple[str, str]] | None = None, example: int = 0, *, needs_pair: bool = False
) -> tuple[str, str]:
    """Ask for a text and an optional second one, with examples a click away.

    `pairs` are a page's own examples, by what they show; the page opens on that with the number `example`.
    """
    texts = pairs or {ours.shows: (ours.text, "") for ours in EXAMPLES}
    first, second = list(texts.values())[example]
    arrived = visit.is_new("text")
    text = st.text_area("Text", first, height=120, **visit.linked("text", first))
    if arrived:
        st.session_state["pair_of_example"] = text == first
    if not st.session_state["pair_of_example"]:
        second = ""  # whoever comes with a text of their own gets no other half of ours
    pair = st.text_area(
        "Second text" if needs_pair else "Second text (optional)",
        second,
        height=70,
        placeholder="Read as segment B of one input; only “Two contexts” reads it by itself.",
        **visit.linked("pair", second),
    )
    if text != first and pair:
        visit.set_by_visitor("pair")  # who changes one half keeps the other, on every page
    say_how_to_be_done("text")
    for name, value in (("text", text), ("second text", pair)):
        warn_if_long(value, name)
    examples(texts, with_pair=pairs is not None)
    return text, pair


def say_how_to_be_done(key: str, more: str = "") -> None:
    """Say how to be done with the box `key`: by keys, or by a button where there are none.

    The frame's style shows one of the two. The button does nothing else than take the cursor out of the box.
    """
    with st.container():  # or the second takes the place of the first for a while when something comes above them
        with st.container(key=f"by_keys_{key}"):
            st.caption(f"{LINES_HINT} {more}")
        with st.container(key=f"by_touch_{key}"):
            st.button("Apply", key=f"apply_{key}", icon=":material/check:", width="stretch")
            st.caption(f"Tap Apply when you are done. {more}")


def live_text() -> str:
    """Ask for one line that reacts while it is typed."""
    text = st.text_input(
        "Your text",
        EXAMPLES[0].text,
        live=True,
        placeholder="Type a sentence; use one word twice.",
        **visit.linked("text", EXAMPLES[0].text),
    )
    warn_if_long(text, "text")
    return text


def examples(texts: Mapping[str, tuple[str, str]], with_pair: bool) -> None:
    """Offer example texts, each by what it shows; a second text is put in place too if they are about pairs."""

    def take(name: str) -> None:
        text, pair = texts[name]
        visit.put("text", text)
        if with_pair:
            visit.put("pair", pair)
            st.session_state["pair_brought"] = pair
        elif st.session_state.get("pair") == st.session_state.get("pair_brought"):
            visit.put("pair", "")  # the other half of an example that has gone

    offer_examples("example", list(texts), take)


def offer_examples(key: str, names: Sequence[str], take: Callable[[str], None], **more: Any) -> None:
    """Offer examples a click away; `take` gets the name of the one that was clicked, before widgets are drawn."""

    def clicked() -> None:
        if (name := st.session_state[key]) is not None:
            take(name)
            st.session_state[key] = None

    st.pills("Try", names, key=key, on_change=clicked, wrap=True, **more)


def box(label: str, key: str, default: str, called: str, *, height: int, hint: bool = True, **more: Any) -> str:
    """Ask for a text of several lines; it is in the link as `key`, and `called` so where it is too long for that.

    The `hint` how to be done stands below the last of several boxes.
    """
    text = st.text_area(label, default, height=height, **more, **visit.linked(key, default))
    if hint:
        say_how_to_be_done(key)
    warn_if_long(text, called)
    return text


def pick_line(label: str, key: str, lines: Sequence[str]) -> int:
    """Ask for one of some lines; return its number, from 0."""
    names = [f"{number} {shortened(line, LETTERS)}" for number, line in enumerate(lines, start=1)]
    return names.index(choices.pick(label, key, names))


def warn_if_long(value: str, name: str) -> None:
    """Say so when a text is too long to ride in the link."""
    if not link.rides_in_link(value):
        st.caption(
            f":material/link_off: The {name} is not in the link: compressed it takes {len(link.packed(value)):,} "
            f"characters there, and at most {link.LINK_CHARACTERS:,} fit. “Save my work” keeps it in a file."
        )


def say_read_as_one(text: str, pair: str) -> None:
    """Say that sentences which are read together have seen each other."""
    if len(split_sentences(text)) + len(split_sentences(pair)) > 1:
        st.caption("Your sentences are read together, as one text, so each token has taken from all of them.")
