"""What does another tokenizer make of the same text? Two side by side, with what each costs."""

import pandas as pd
import streamlit as st

from components.engine.catalog import HUB_MODELS
from components.engine.loading.installed import installed
from components.engine.tokens.two_tokenizers import Pieces
from components.ui.parts import chart, chips
from components.ui.shared import word_pieces
from components.ui.shared.readings import EncodedText
from components.ui.shell import sidebar, visit
from components.ui.shell.markdown import code

visit.declare(__name__, tokenizer=str)
MOST_DRAWN = 1000  # tokens; 500 long words are tens of thousands of characters, too many for a page
PLAIN = ("characters", "UTF-8 bytes", "words and signs")
HOW_TO_READ = """
- A tokenizer is a trade: few, large pieces make short input but need a large vocabulary and leave rare words unknown;
  **characters** and **bytes** know everything and make long input. Attention costs the square of the length.
- Tokens per word (also called fertility) is above 1 where words are split. It is lowest for the language and the kind
  of text that a vocabulary was learned from: try another script.
- Special tokens such as `[CLS]` are left out of the counts. “Words and signs” splits at spaces and punctuation.
- A lone byte of a character is written `<0xE2>`.
"""


def show(encoded: EncodedText) -> None:
    """Draw both cuts of the text, their costs, and every word's pieces."""
    facts, text = encoded.facts, encoded.text
    known = options(facts.name)
    other = st.selectbox(
        "Compare with",
        known,
        format_func=sidebar.short,
        help="Tokenizers of models on this machine, and three that need no vocabulary. To add one, load its model in "
        "the sidebar.",
        **visit.linked("tokenizer", PLAIN[0], lambda name: name if name in known else None),
    )
    names = {name: sidebar.short(name) for name in (facts.name, other)}
    cuts = {name: word_pieces.cut(name, text) for name in names}
    words = word_pieces.words_of(text)
    for name, column in zip(names, st.columns(len(names)), strict=True):
        with column:
            st.markdown(f"**{code(names[name])}**")
            show_costs(cuts[name], words)
            key = f"chips_{'own' if name == facts.name else 'other'}"
            chips.draw_tokens(cuts[name].first(MOST_DRAWN), key, f"Cut by {names[name]}", still=True)
            if len(cuts[name].tokens) > MOST_DRAWN:
                st.caption(f"The first {MOST_DRAWN:,} of {len(cuts[name].tokens):,} tokens; the file has all.")
    table = by_word(text, words, {names[name]: cut for name, cut in cuts.items()})
    st.markdown("**Word by word**")
    st.dataframe(
        table,
        hide_index=True,
        height=38 + 35 * min(len(table), 10),
        column_config={name: st.column_config.Column(width=620 // len(table.columns)) for name in table.columns},
        alt="Every word’s pieces, side by side",
    )
    chart.download(table, f"{' and '.join(names.values())}", "tokenizers_csv")


def options(own: str) -> list[str]:
    """List the tokenizers that are here: plain ones, the models in the box, on the disk, or loaded by this visitor."""
    loaded = st.session_state.get("confirmed_models", set())
    here = [name for name in HUB_MODELS if name in loaded or word_pieces.on_this_machine(name)]
    names = [*PLAIN, *installed(), *here, *sorted(loaded)]
    return [name for name in dict.fromkeys(names) if name != own]


def show_costs(cut: Pieces, words: list[tuple[int, int]]) -> None:
    """Count what a cut costs."""
    split = sum(len(cut.pieces_in(start, end)) > 1 for start, end in words)
    with st.container(horizontal=True):  # in columns they would stand below each other on a phone
        for label, value, meaning in (
            ("Tokens", f"{len(cut.tokens):,}", None),
            ("Per word", f"{len(cut.tokens) / len(words):.2f}", f"{len(words):,} words and signs here."),
            ("Split", f"{split / len(words):.0%}", "Words that are cut into several pieces."),
        ):
            st.metric(label, value, help=meaning, width="content")


def by_word(text: str, words: list[tuple[int, int]], cuts: dict[str, Pieces]) -> pd.DataFrame:
    """List every word with its pieces by each tokenizer, those that differ most first."""
    table = pd.DataFrame({"word": [text[start:end] for start, end in words]})
    for name, cut in cuts.items():
        pieces = [cut.pieces_in(start, end) for start, end in words]
        table[f"{name}: tokens"] = [len(some) for some in pieces]
        table[f"{name}: pieces"] = [" ".join(some) for some in pieces]
    counts = table.filter(like=": tokens")
    order = (counts.max(axis=1) - counts.min(axis=1)).sort_values(ascending=False, kind="stable").index
    return table.loc[order].drop_duplicates()
