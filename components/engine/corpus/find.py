"""Find in a corpus: by words, by meaning, by both, among the sentences whose columns say what is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from components.engine.corpus.embedding import Embedding, Vectors
from components.engine.corpus.nearest import find_nearest
from components.engine.corpus.store import Corpus
from components.engine.corpus.text_search import find_words, parts_of
from components.engine.encoding.blocks import embed_block
from components.engine.errors import CorpusError, TextError
from components.engine.geometry.vectors import unit
from components.engine.loading.load import Encoder
from components.engine.records import record
from components.engine.text.find_word import find_occurrences

DRAWN = 2000  # vectors that tell what a blind pick gives
Filters = Mapping[str, Sequence[str]]  # of a column the entries that count


@record
class Hits:
    """What was found."""

    sentence: np.ndarray  # (k,) the numbers of the sentences
    start: np.ndarray  # (k,) the characters to mark: first, one past the last
    end: np.ndarray
    cosine: np.ndarray  # (k,) NaN where nothing was compared
    use: np.ndarray  # (k,) the number of the vector, -1 where words alone were looked for
    fitting: int  # all that words and columns let through: sentences, or uses if meanings were compared
    blind: float = np.nan  # the mean cosine of what fits, from some drawn by lot: what a blind pick gives
    recall: float = 1.0  # the share of the true nearest that is found


@dataclass(frozen=True)
class Like:
    """What meanings are compared with."""

    embedding: Embedding
    vectors: Vectors
    query: np.ndarray  # (width,)
    without: tuple[str, ...] = ()  # sentences that are not to be found: the example's own


def find(corpus: Corpus, count: int, words: str = "", filters: Filters | None = None, like: Like | None = None) -> Hits:
    """Find the `count` nearest in meaning, or the first sentences with the words; of a sentence one use at most.

    Raises CorpusError if nothing is asked for.
    """
    if like is None and not words.strip() and not filters:
        raise CorpusError("There is nothing to look for. Type words, an example, or choose entries of a column.")
    fits = sentences_that_fit(corpus, words, filters or {})
    if like is None:
        assert fits is not None  # something was asked for
        numbers = np.flatnonzero(fits)
        kept = numbers[:count]
        marks = [first_mark(text, words) for text in corpus.texts(kept)]
        start, end = np.array(marks, dtype=np.int64).reshape(-1, 2).T
        nowhere = np.full(len(kept), -1)
        return Hits(kept, start, end, np.full(len(kept), np.nan, np.float32), nowhere, len(numbers))
    read = like.vectors
    among = None if fits is None else fits[read.sentence]
    own = {" ".join(text.split()) for text in like.without}
    asked = 4 * count + 20
    found = find_nearest(read.vectors, like.embedding.folder, like.query, asked, among)
    firsts = np.sort(np.unique(read.sentence[found.numbers], return_index=True)[1])
    texts = corpus.texts(read.sentence[found.numbers[firsts]])
    places = [place for place, text in zip(firsts, texts, strict=True) if " ".join(text.split()) not in own][:count]
    uses = found.numbers[places]
    fitting = np.arange(len(read.sentence)) if among is None else np.flatnonzero(among)
    blind = mean_cosine(read.vectors, like.query, fitting)
    sentence, start, end = read.sentence[uses], read.start[uses], read.end[uses]
    return Hits(sentence, start, end, found.cosines[places], uses, len(fitting), blind, found.recall)


def mean_cosine(vectors: np.ndarray, query: np.ndarray, numbers: np.ndarray) -> float:
    """Return the mean cosine of `query` (width,) with the vectors of some numbers, of many with some drawn by lot."""
    if not len(numbers):
        return np.nan
    drawn = np.random.default_rng(0).choice(numbers, min(DRAWN, len(numbers)), replace=False)
    return float((unit(vectors[np.sort(drawn)].astype(np.float32)) @ unit(query.astype(np.float32))).mean())


def sentences_that_fit(corpus: Corpus, words: str, filters: Filters) -> np.ndarray | None:
    """Tell which sentences have the words and the entries: (sentences,) bool; None if nothing is asked."""
    if not words.strip() and not filters:
        return None
    fits = np.ones(corpus.sentences, dtype=bool)
    if words.strip():
        fits = np.zeros(corpus.sentences, dtype=bool)
        fits[find_words(corpus, words)] = True
    for column, entries in filters.items():
        if column not in (*corpus.columns, "file"):
            raise CorpusError(f"There is no column “{column}”. The corpus has: {', '.join((*corpus.columns, 'file'))}.")
        coded, names = corpus.categories(column)
        fits &= np.isin(coded, [number for number, name in enumerate(names) if name in set(entries)])
    return fits


def first_mark(text: str, words: str) -> tuple[int, int]:
    """Return where the first word of a query stands in a sentence; (0, 0) where it cannot be told."""
    for part, star in parts_of(words):
        phrase = part if not star else part.split()[-1]
        if star:
            start = text.casefold().find(phrase.casefold())
            if start >= 0:
                return start, start + len(phrase)
        for spelled in (part, part.replace(" ", "")):
            if found := find_occurrences([text], spelled):
                return found[0].start, found[0].end
    return 0, 0


def query_vector(encoder: Encoder, embedding: Embedding, text: str, start: int = 0, end: int = 0) -> np.ndarray:
    """Read an example as the corpus was read: the characters given, or the whole sentence: (width,).

    Raises TextError if the model reads nothing of it.
    """
    place = None if (start, end) == (0, 0) else (lambda _text, _windows: [(start, end)])
    read = embed_block(encoder, [text], embedding.recipe.layer, place, embedding.recipe.dtype)
    if read is None or not len(read.vectors):
        raise TextError("The model reads nothing of this example. Type a sentence, and put stars around one *word*.")
    return read.vectors[0]
