import pandas as pd
import streamlit as st

from components.ui import cached, charts, chips, controls, frame, inputs
from components.ui.plain import prose

frame.require()

st.title("How does text become BERT’s input?")
st.write("BERT knows no words, only the pieces of its vocabulary: a frequent word is one piece, a rare one several.")
left, right = frame.page_columns()
with left:
    text, pair = inputs.text_and_pair()
facts = cached.facts(controls.model())
encoding = cached.encoding(facts.name, text, pair)

with right:
    words = sorted({word for word in encoding.word_ids if word is not None})
    split = [word for word in words if encoding.word_ids.count(word) > 1]
    count = len(encoding.tokens)
    st.subheader(f"{count} tokens of at most {facts.max_tokens}", anchor=False)
    picked = chips.pick_token(
        encoding, "chips_tokens", "Tokens with their ids; click one", default=1, notes=[str(i) for i in encoding.ids]
    )
    st.caption(
        f"{len(words)} words and signs, {len(split)} of them in several pieces. Below each piece is its id."
        "  The two border colours tell words apart; dashed pieces are special tokens that BERT adds."
    )

    word = encoding.word_ids[picked]
    special = word is None
    cells = st.columns(5)
    cells[0].metric("Token", prose(encoding.tokens[picked]))
    cells[1].metric("Id", f"{encoding.ids[picked]:,}", help=f"Row of the vocabulary, which has {facts.vocabulary:,}.")
    cells[2].metric("Position", str(picked), help="Each position has its own learned vector.")
    cells[3].metric("Segment", "AB"[encoding.segment_ids[picked]], help="A for the first text, B for the second.")
    cells[4].metric("Part of", "special" if special else f"word {word + 1}")

    table = pd.DataFrame(
        {
            "position": range(count),
            "token": encoding.tokens,
            "id": encoding.ids,
            "word": [None if number is None else number + 1 for number in encoding.word_ids],
            "segment": ["AB"[segment] for segment in encoding.segment_ids],
            "special": encoding.special,
            "first character": encoding.offsets[:, 0],
            "last character + 1": encoding.offsets[:, 1],
        }
    )
    st.dataframe(table, hide_index=True, height=min(38 + 35 * count, 400), alt="The tokens as a table")
    charts.download(table, "tokens", "tokens_csv")

with st.expander("How to read this", icon=":material/menu_book:"):
    st.markdown(
        """
- **Pieces** come from WordPiece (Wu et al. 2016): from the left, the longest piece that is in the vocabulary.
  `##` marks a piece that continues a word.
- **Special tokens**: `[CLS]` opens the input, `[SEP]` closes each text(elsewhere `<s>`, `</s>`).
- **Segment** A or B tells BERT which of two texts a token belongs to.
- BERT's first vector of a token is the sum of three learned vectors: one for its id, one for its position, one for
  its segment. That sum is layer 0 on the other pages.
- This does *not* show meaning: the id of “bank” is the same by a river and in a street of banks.
"""
    )
