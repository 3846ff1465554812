"""Two groups of a corpus, or two corpora: which words keep other company, where the map leans, examples both ways."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.engine.corpus import maps
from components.engine.corpus.company import Company, compare_company, region_leanings, strangest_uses
from components.engine.corpus.embedding import Embedding
from components.engine.corpus.recipe import SENTENCES
from components.engine.errors import CorpusError
from components.ui.corpus.colours import spell
from components.ui.corpus.groups import Groups, ask
from components.ui.parts import chart
from components.ui.shared import waiting
from components.ui.shell import choices, visit
from components.ui.shell.markdown import prose, with_mark

visit.declare(__name__, corpus_word=str)
MOST_NEAR, EXAMPLES = 8, 5
CLEAR = 0.05
HOW_TO_READ = """
- **Alike**: how much of a word’s company stays. Its company are the words whose mean vectors are nearest to its own;
  the figure is the correlation of the word’s likeness to them in the one group and in the other, 1 if nothing changed
  (after Hamilton et al. 2016). Only words with ten uses in each group take part.
- **By chance**: the same with the word’s sentences dealt out to the two groups by lot. Few uses make company change by
  themselves, so look at what lies below it. **p** holds for all words at once.
- **Where the map leans**: the share of the second group among the sentences of each region, against its share of all.
- **Examples**: the uses in one group that are least like any in the other.
"""


def show(made: Embedding, aside: DeltaGenerator) -> None:
    """Ask `aside` what to compare, and tell how it differs."""
    groups = ask(made, aside)
    if groups is None:
        return
    one, two = groups.names
    counts = [int((~groups.second).sum()), int(groups.second.sum())]
    st.caption(f"{prose(one)}: {counts[0]:,} · {prose(two)}: {counts[1]:,}")
    if min(counts) == 0:
        st.info("One of the two is empty. Choose others.", icon=":material/compare_arrows:")
        return
    if made.recipe.unit == SENTENCES:
        st.info("To see which words changed their company, embed content words.", icon=":material/info:")
    else:
        show_company(groups)
    show_leaning(groups)
    with st.expander("How this is measured", icon=":material/menu_book:"):
        st.markdown(HOW_TO_READ)


def show_company(groups: Groups) -> None:
    """List the words by how surely their company changed, and show one of them."""

    def work(note: Callable[[float], None], stop: Callable[[], bool]) -> tuple[Company, np.ndarray] | None:
        texts = groups.texts(np.arange(len(groups.sentence)))
        places = zip(texts, groups.start.tolist(), groups.end.tolist(), strict=True)
        words = np.array([text[start:end].lower() for text, start, end in places])
        found = compare_company(groups.vectors, words, groups.second, groups.sentence, note, stop)
        return None if found is None else (found, words)

    st.subheader("Words that keep other company")
    try:
        company, words = waiting.finish(("company", *groups.key), "Comparing the company of every word …", work)
    except CorpusError as error:
        st.info(prose(str(error)), icon=":material/info:")
        show_few(groups)
        return
    table = as_table(company, groups.names)
    clear = int((company.p < CLEAR).sum())
    st.dataframe(table.head(200), hide_index=True, height=280)
    st.caption(
        f"{len(company.words):,} words with ten uses in each; {clear:,} changed more than by chance (p < {CLEAR:g} "
        f"over all of them). {company.rare:,} rarer words are left out."
    )
    chart.download(table, "words that keep other company", "corpus_company")
    word = choices.pick("Examples of", "corpus_word", list(company.words[:200]))
    show_word(groups, words, word)


def as_table(company: Company, names: tuple[str, str]) -> pd.DataFrame:
    """Write the words as a table."""
    nearest = [
        [", ".join(company.words[other] for other in row[:MOST_NEAR]) for row in side] for side in company.nearest
    ]
    return pd.DataFrame(
        {
            "word": company.words,
            "alike": company.alike.round(3),
            "low": company.low.round(3),
            "high": company.high.round(3),
            "by chance": company.chance.round(3),
            "p": company.p.round(3),
            f"uses in {names[0]}": company.uses[:, 0],
            f"uses in {names[1]}": company.uses[:, 1],
            f"company in {names[0]}": nearest[0],
            f"company in {names[1]}": nearest[1],
        }
    )


def show_few(groups: Groups) -> None:
    """Show examples of the words that both groups have, where they are too few to be each other's company."""
    texts = groups.texts(np.arange(len(groups.sentence)))
    places = zip(texts, groups.start.tolist(), groups.end.tolist(), strict=True)
    words = np.array([text[start:end].lower() for text, start, end in places])
    both = set(words[groups.second]) & set(words[~groups.second])
    counts = pd.Series(words[np.isin(words, list(both))]).value_counts()
    if len(counts):
        show_word(groups, words, choices.pick("Examples of", "corpus_word", list(map(str, counts.index[:200]))))


def show_word(groups: Groups, words: np.ndarray, word: str) -> None:
    """Show the uses of a word in each group that are least like any in the other."""
    rows = np.flatnonzero(words == word)
    sides = strangest_uses(groups.vectors[rows], groups.second[rows], EXAMPLES)
    for column, name, (numbers, cosines) in zip(st.columns(2), groups.names, sides, strict=True):
        with column:
            st.markdown(f"**Only in {prose(name)}**")
            some = rows[numbers]
            for text, use, cosine in zip(groups.texts(some), some, cosines, strict=True):
                marked = with_mark(text, int(groups.start[use]), int(groups.end[use]))
                st.markdown(f"{marked} :gray[nearest over there {cosine:.2f}]")


def show_leaning(groups: Groups) -> None:
    """Tell in which regions of the map a group has more than its share."""
    levels = maps.kept_regions(groups.made)
    inside = groups.rows >= 0
    st.subheader("Where the map leans")
    if groups.other is not None:
        st.caption("The map is of the first corpus alone; bring both as one corpus of two files to see where they lie.")
        return
    if not levels:
        st.caption("Open the view Map once: it draws the regions that are compared here.")
        return
    level = levels[0]
    try:
        leaning = region_leanings(level.owner[groups.rows[inside]], groups.second[inside], groups.sentence[inside])
    except CorpusError as error:
        st.caption(prose(str(error)))
        return
    count = len(leaning.share)
    table = pd.DataFrame(
        {
            "region": [spell(one) or "(no words of its own)" for one in level.regions[:count]],
            "sentences": leaning.sentences,
            f"share of {groups.names[1]}": leaning.share.round(3),
            "low": leaning.low.round(3),
            "high": leaning.high.round(3),
            "p": leaning.p.round(4),
        }
    ).sort_values("p", kind="stable")
    st.dataframe(table, hide_index=True)
    st.caption(
        f"Expected everywhere: {leaning.expected:.3f}, the share of {prose(groups.names[1])} in all regions. 95 % "
        "intervals (Wilson); p by the binomial test, for all regions at once (Holm)."
    )
    chart.download(table, "where the map leans", "corpus_leaning")
