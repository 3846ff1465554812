"""The built-in material across languages: one meaning in many, sentences that translate each other, words aligned."""

from components.engine.files.built_in_tables import read_built_in
from components.engine.records import Span, record
from components.engine.text.words import UNSPACED


@record
class Meanings:
    """Sentences that each hold a word in one of its meanings."""

    languages: tuple[str, ...]  # codes, one a sentence
    words: tuple[str, ...]
    meanings: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def families(self) -> tuple[str, ...]:
        """List the meanings in the order of the file."""
        return tuple(dict.fromkeys(self.meanings))

    def only(self, meanings: tuple[str, ...]) -> "Meanings":
        """Keep some meanings."""
        kept = [number for number, meaning in enumerate(self.meanings) if meaning in meanings]
        columns = (self.languages, self.words, self.meanings, self.sentences)
        return Meanings(*(tuple(column[number] for number in kept) for column in columns))


@record
class AlignedPair:
    """Two sentences that translate each other, with the links between their words that a person drew."""

    language: str  # of the second
    first: str
    second: str
    first_words: tuple[Span, ...]
    second_words: tuple[Span, ...]
    links: frozenset[tuple[int, int]]


def read_meanings() -> Meanings:
    """Read the sentences of one meaning in many languages."""
    rows = read_built_in("languages/meanings.tsv")
    return Meanings(*(tuple(row[name] for row in rows) for name in ("language", "word", "meaning", "sentence")))


def read_pairs() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the English sentences and their Chinese translations, in the same order."""
    rows = read_built_in("languages/pairs.tsv")
    return tuple(row["en"] for row in rows), tuple(row["zh"] for row in rows)


def read_aligned() -> list[AlignedPair]:
    """Read the pairs with hand-drawn links. Spaces part the words in the file; Chinese is read without them."""
    pairs = []
    for row in read_built_in("languages/aligned.tsv"):
        first, first_words = join_words(row["english"].split())
        second, second_words = join_words(row["other"].split())
        ends = (link.split("-") for link in row["links"].split())
        links = frozenset((int(one), int(other)) for one, other in ends)
        pairs.append(AlignedPair(row["language"], first, second, first_words, second_words, links))
    return pairs


def join_words(words: list[str]) -> tuple[str, tuple[Span, ...]]:
    """Write words as a sentence and tell where each stands; after an apostrophe and in Chinese without a space."""
    sentence, places = "", []
    for word in words:
        if sentence and not sentence.endswith(("'", "’")) and not UNSPACED.search(sentence[-1] + word[0]):
            sentence += " "
        places.append(Span(0, len(sentence), len(sentence) + len(word)))
        sentence += word
    return sentence, tuple(places)
