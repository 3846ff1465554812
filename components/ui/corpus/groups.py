"""Which two groups of a corpus, or which two corpora, are compared."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.engine.corpus import embedding, store
from components.engine.corpus.embedding import Embedding
from components.engine.corpus.store import Corpus
from components.ui.corpus import chosen, find
from components.ui.corpus.find import FILE
from components.ui.shell import choices, visit, visitor

visit.declare(__name__, corpus_by=str, corpus_one=str, corpus_two=str)
OTHERS, ANOTHER = "all others", "another corpus"
MOST_ENTRIES = 100


@dataclass(frozen=True)
class Groups:
    """The uses that are compared: those of a corpus, then perhaps those of another."""

    made: Embedding
    names: tuple[str, str]
    vectors: np.ndarray  # (n, width)
    sentence: np.ndarray  # (n,), those of another corpus after those of the first
    start: np.ndarray
    end: np.ndarray
    second: np.ndarray  # (n,) bool
    rows: np.ndarray  # (n,): the numbers of the uses in the embedding of the map; -1 for those of another corpus
    other: Corpus | None
    key: tuple

    def texts(self, numbers: np.ndarray) -> list[str]:
        """Return the sentences of some uses."""
        numbers = self.sentence[numbers]
        count, found = self.made.corpus.sentences, np.empty(len(numbers), dtype=object)
        ours = numbers < count
        found[ours] = self.made.corpus.texts(numbers[ours])
        if self.other is not None:
            found[~ours] = self.other.texts(numbers[~ours] - count)
        return found.tolist()


def ask(made: Embedding, aside: DeltaGenerator) -> Groups | None:
    """Ask `aside` for two groups; None, with a hint, if there is nothing to compare."""
    corpus = made.corpus
    columns = [*corpus.columns, *([FILE] if len(corpus.files) > 1 else [])]
    columns = [name for name in columns if 1 < len(find.entries_of(str(corpus.folder), name)) <= MOST_ENTRIES]
    twins = same_recipe(made)
    options = [*columns, *([ANOTHER] if twins else [])]
    if not options:
        st.info(
            "There is nothing to compare yet: the corpus has one file and no column with two to "
            f"{MOST_ENTRIES} entries. Bring two files or a table with a column such as year or source; or embed "
            "another corpus with the same model, layer and choice of words.",
            icon=":material/compare_arrows:",
        )
        return None
    with aside:
        by = choices.pick("Compare by", "corpus_by", options)
    if by == ANOTHER:
        with aside:
            names = [one.corpus.name for one in twins]
            name = choices.pick("With", "corpus_two", names)
        return joined(made, twins[names.index(name)])
    coded, entries = corpus.categories(by)
    order = np.argsort(-np.bincount(coded, minlength=len(entries)), kind="stable")
    named = [entries[number] for number in order]
    with aside:
        one = choices.pick("First", "corpus_one", named)
        rest = [name for name in named if name != one]
        two = choices.pick("Second", "corpus_two", rest if len(rest) == 1 else [OTHERS, *rest])
    read = embedding.load(made)
    own = coded[read.sentence]
    first = own == entries.index(one)
    second = ~first if two == OTHERS else own == entries.index(two)
    rows = np.flatnonzero(first | second)
    shown = tuple(name or "no entry" for name in (one, two))
    places = read.sentence[rows], read.start[rows], read.end[rows]
    key = (str(made.folder), by, one, two)
    return Groups(made, (shown[0], shown[1]), read.vectors[rows], *places, second[rows], rows, None, key)


def same_recipe(made: Embedding) -> list[Embedding]:
    """List the embeddings of other corpora that were made in the same way."""
    found = []
    for corpus in store.corpora(visitor.visitor(), chosen.shared_folder()):
        if corpus.folder != made.corpus.folder:
            found += [one for one in embedding.embeddings(corpus) if one.recipe == made.recipe and not one.missing()]
    return found


def joined(made: Embedding, other: Embedding) -> Groups:
    """Put the uses of two corpora one after the other."""
    one, two = embedding.load(made), embedding.load(other)
    second = np.arange(len(one.vectors) + len(two.vectors)) >= len(one.vectors)
    rows = np.concatenate([np.arange(len(one.vectors)), np.full(len(two.vectors), -1)])
    return Groups(
        made,
        (made.corpus.name, other.corpus.name),
        np.concatenate([one.vectors, two.vectors]),
        np.concatenate([one.sentence, two.sentence + made.corpus.sentences]),
        np.concatenate([one.start, two.start]),
        np.concatenate([one.end, two.end]),
        second,
        rows,
        other.corpus,
        (str(made.folder), str(other.folder)),
    )
