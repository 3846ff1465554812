"""What is in the vocabulary? A search in it, an id's neighbours, and the pieces that start out alike."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from components.engine.tokens.vocabulary import Vocabulary
from components.ui.parts import chart, chips
from components.ui.shared import word_pieces
from components.ui.shared.readings import EncodedText
from components.ui.shell import visit
from components.ui.shell.markdown import code

visit.declare(__name__, piece=str)
HOW_TO_READ = """
- The vocabulary was learned once, before the model: pieces that were frequent in the training text. In BERT’s English
  vocabulary whole words come roughly in the order of how frequent they were, after signs and single letters.
- **Alike before any context**: cosine of the rows of the embedding table. Every “bank” of every text starts from this
  one row; what the sentence adds comes in the layers.
- This does *not* show what the model takes a word for *in your text*: see “Nearest” on the page Layers.
"""


def show(encoded: EncodedText) -> None:
    """Draw the tokens, the neighbours of the picked one's id, and the search."""
    facts, encoding = encoded.facts, encoded.encoding
    vocabulary = word_pieces.vocabulary(facts.name)
    picked = chips.pick_token(
        encoding,
        "chips_vocabulary",
        "Tokens; click one to look it up",
        chips.longest_word(encoding),
        notes=[str(i) for i in encoding.ids],
    )
    number, token = int(encoding.ids[picked]), encoding.tokens[picked]
    beside, alike, search = st.columns(3)
    with beside:
        st.markdown(f"**Beside {code(token)} in the list**")
        show_list(pd.DataFrame(listed(vocabulary, vocabulary.around(number))), "Pieces beside it", "beside", number)
    with alike:
        st.markdown(f"**Like {code(token)} before any context**")
        near = vocabulary.nearest(number, 11)
        table = pd.DataFrame(listed(vocabulary, [i for i, _ in near])).assign(cosine=[cosine for _, cosine in near])
        show_list(table, "Pieces with like vectors", "alike")
    with search:
        query = st.text_input(
            f"Search {len(vocabulary.pieces):,} pieces",
            placeholder="ing, ##ing, river, 2924 …",
            **visit.linked("piece", ""),
        )
        found = vocabulary.search(query)
        if query and not found:
            st.caption(f"No piece holds {code(query)}. The tokenizer would cut it into shorter ones.")
        elif found:
            show_list(pd.DataFrame(listed(vocabulary, found)), f"Pieces that hold {query}", "found")
            st.caption(f"{len(found)} pieces" + (", the first 200." if len(found) == 200 else "."))
        else:
            st.caption("Pieces that hold what you type; a number finds its id.")


def listed(vocabulary: Vocabulary, numbers: Iterable[int]) -> list[dict]:
    """Name the pieces of some ids."""
    return [{"id": number, "piece": vocabulary.pieces[number]} for number in numbers]


def show_list(table: pd.DataFrame, name: str, key: str, own: int | None = None) -> None:
    """Draw a list of pieces; the picked one is in bold."""
    shown = table
    if own is not None:
        shown = table.style.apply(lambda row: ["font-weight: bold" if row["id"] == own else ""] * len(row), axis=1)
    columns = {
        "id": st.column_config.Column(width=70),
        "cosine": st.column_config.NumberColumn(format="%.2f", width=70),
    }
    st.dataframe(shown, hide_index=True, height=38 + 35 * min(len(table), 11), column_config=columns, alt=name)
    chart.download(table, name, f"{key}_csv")
