"""How does text become pieces? The tokens, and WordPiece at work on the word of the picked one."""

import pandas as pd
import streamlit as st

from components.engine.encoding.sides import typed_word
from components.engine.errors import TextError
from components.engine.records import Encoding
from components.engine.tokens.wordpiece import WordSteps
from components.figures.tokens import staircase
from components.ui.parts import chart, chips
from components.ui.shared import word_pieces
from components.ui.shared.readings import EncodedText
from components.ui.shell.markdown import code, prose

HOW_TO_READ = """
- **Pieces** come from WordPiece (Wu et al. 2016): from the left, the longest piece that is in the vocabulary.
  `##` marks a piece that continues a word. If even one character cannot be matched, the whole word is `[UNK]`.
- **Special tokens**: `[CLS]` opens the input, `[SEP]` closes each text (elsewhere `<s>`, `</s>`).
- **Segment** A or B tells BERT which of two texts a token belongs to.
- This does *not* show meaning: the id of “bank” is the same by a river and in a street of banks. Nor are pieces
  always parts that mean something: they were chosen for being frequent.
"""


def show(encoded: EncodedText) -> None:
    """Draw the tokens, the picked one's numbers, how its word was cut, and everything as a table."""
    facts, encoding = encoded.facts, encoded.encoding
    words = sorted({word for word in encoding.word_ids if word is not None})
    split = [word for word in words if encoding.word_ids.count(word) > 1]
    count = len(encoding.tokens)
    st.subheader(f"{count} tokens of at most {facts.max_tokens}", anchor=False)
    picked = chips.pick_token(
        encoding,
        "chips_tokens",
        "Tokens with their ids; click one",
        default=chips.longest_word(encoding),
        notes=[str(i) for i in encoding.ids],
    )
    st.caption(
        f"{len(words)} words and signs, {len(split)} in several pieces; below each piece its id. The border colours "
        "tell words apart; dashed are special tokens. Click a piece to see how its word is cut."
    )
    show_numbers(encoded, picked)
    show_steps(encoded, picked)
    with st.expander("All tokens as a table", icon=":material/table:"):
        show_table(encoding)


def show_numbers(encoded: EncodedText, picked: int) -> None:
    """Name the picked token's id, position, segment and word."""
    facts, encoding = encoded.facts, encoded.encoding
    word = encoding.word_ids[picked]
    part = "a special token" if word is None else f"part of word {word + 1}"
    st.markdown(
        f"{code(encoding.tokens[picked])} is row **{encoding.ids[picked]:,}** of the vocabulary’s "
        f"{facts.vocabulary:,}, at position **{picked}**, in segment **{'AB'[encoding.segment_ids[picked]]}**, {part}."
    )


def show_steps(encoded: EncodedText, picked: int) -> None:
    """Show how the picked token's word was cut, look by look."""
    facts, encoding, text, pair = encoded.facts, encoded.encoding, encoded.text, encoded.pair
    typed = typed_word(encoding, picked, text, pair)
    if typed is None:
        st.caption("No word of the text: the tokenizer puts it there. Pick a word to see how it is cut.")
        return
    try:
        cut = word_pieces.cut_word(facts.name, typed)
    except TextError as error:
        st.caption(prose(str(error)))
        return
    st.markdown(f"**How {code(typed)} is cut**: {told(cut)}")
    if not cut.steps:
        return
    looks = [(step.start, step.end, step.piece, step.id) for step in cut.steps]
    columns = ["first character", "last character + 1", "looked for", "id"]
    chart.show(
        staircase.draw_cutting(cut.word, looks),
        f"cutting {cut.word}",
        f"{len(cut.steps)} looks into the vocabulary cut {cut.word} into {len(cut.pieces)}: {' '.join(cut.pieces)}.",
        pd.DataFrame(looks, range(1, len(looks) + 1), columns).rename_axis("look").reset_index(),
        key="cutting",
    )


def told(cut: WordSteps) -> str:
    """Say in one line what was changed before, and what came out."""
    before = [f"{name}: {code(after.strip())}" for name, after in cut.changes]
    if cut.reason:
        return "; ".join([*before, f"{cut.reason} So all of it becomes {code(cut.pieces[0])}."])
    looks = f"{len(cut.steps)} looks" if len(cut.steps) > 1 else "one look"
    pieces = " ".join(map(code, cut.pieces))
    return "; ".join([*before, f"{looks} into the vocabulary, always for the longest piece, give {pieces}."])


def show_table(encoding: Encoding) -> None:
    """List all tokens."""
    table = pd.DataFrame(
        {
            "position": range(len(encoding.tokens)),
            "token": encoding.tokens,
            "id": encoding.ids,
            "word": [None if number is None else number + 1 for number in encoding.word_ids],
            "segment": ["AB"[segment] for segment in encoding.segment_ids],
            "special": encoding.special,
            "first character": encoding.offsets[:, 0],
            "last character + 1": encoding.offsets[:, 1],
        }
    )
    st.dataframe(table, hide_index=True, height=min(38 + 35 * len(table), 400), alt="The tokens as a table")
    chart.download(table, "tokens", "tokens_csv")
