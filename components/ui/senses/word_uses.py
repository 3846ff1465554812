"""The uses of several words as one set, each word's from the sentences that say most of it.

The first word's are the page's. Another's come from the visitor's file, else from its own built-in sentences, else from
the visitor's sentences, else from the built-in ones of other words: so “cranes” can stand beside “crane”. A use that is
spelled as one of the words is of that word alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from components.engine.built_in.wordbench import ENGLISH, bench_words
from components.engine.errors import WordError
from components.engine.records import Span
from components.ui.contexts import own_labels, whole_file
from components.ui.contexts.find_contexts import has_built_in
from components.ui.contexts.word_in_contexts import FROM_FILE, YOURS, Material, Placed
from components.ui.shared import built_in, readings

Source = tuple[tuple[str, ...], tuple[Span, ...], Sequence[str]]  # sentences, a word's places in them, a label for each


@dataclass(frozen=True)
class Uses:
    """The uses of one word that are shown."""

    placed: Placed  # the labels are “word: sense”
    where: str

    @property
    def told(self) -> str:
        """Say how many there are, and where they come from."""
        shown, found = len(self.placed.spans), self.placed.found
        return f"{f'the first {shown:,} of ' * (found > shown)}{found:,} {self.where}"


def find(made_of: Material, word: str, words: Sequence[str], room: int) -> Uses:
    """Return the first `room` uses of a word that are not spelled as another of the `words`.

    Raises WordError if there are none.
    """
    rivals = {other.lower() for other in words} - {word.lower()}
    for where, (sentences, spans, labels) in sources(made_of, word):
        its = [
            n for n, span in enumerate(spans) if sentences[span.sentence][span.start : span.end].lower() not in rivals
        ]
        if its:
            kept = tuple(spans[n] for n in its[:room])
            vectors = readings.occurrences(made_of.model, sentences, kept)
            placed = Placed(sentences, kept, tuple(labels[n] for n in its[:room]), vectors, len(its))
            placed = own_labels.relabelled(placed, word, (YOURS, FROM_FILE))
            names = tuple(f"{word}: {label}" for label in placed.labels)
            return Uses(replace(placed, labels=names, groups=(word,) * len(names)), where)
    raise WordError(
        f"“{word}” has no built-in sentences, and none of your {len(made_of.typed)} sentences has it. Write some with "
        "it in the box on the left, or pick another word."
    )


def sources(made_of: Material, word: str) -> Iterator[tuple[str, Source]]:
    """Yield where uses of a word may come from, the best first."""
    language, first, file = made_of.language, made_of.reference, whole_file.brought()
    english = language == ENGLISH
    if word == made_of.word:
        where = YOURS if first.typed else "in your file" if file is not None else "built-in"
        yield where, (first.sentences, first.spans, first.labels)
        return
    if file is not None:
        found = file.with_word(word, inflected=True)
        yield "in your file", places(found.sentences, word, True, found.senses or FROM_FILE)
    if has_built_in(word, language):
        bench = built_in.bench(word, language)
        yield "built-in", places(bench.sentences, word, english, bench.labels)
    yield "in your sentences", places(made_of.typed, word, True, "yours")
    others = (built_in.bench(other, language).sentences for other in bench_words(language))
    yield "in built-in sentences", places(tuple(text for some in others for text in some), word, english, "built-in")


def places(sentences: tuple[str, ...], word: str, inflected: bool, labels: Sequence[str] | str) -> Source:
    """Find a word in sentences, which have a label each, or one for all."""
    spans = readings.spans(sentences, word, inflected)
    return sentences, spans, [labels if isinstance(labels, str) else labels[span.sentence] for span in spans]
