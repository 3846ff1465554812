"""Ask for one word in two sentences of the visitor's text, each read by itself."""

from collections.abc import Sequence

from streamlit.delta_generator import DeltaGenerator

from components.engine.records import Span
from components.engine.text.sentences import split_sentences
from components.ui.shared import readings
from components.ui.shell import choices, visit

visit.declare(__name__, context_word=str, first_place=str, second_place=str)


def ask(
    text: str, pair: str, left: DeltaGenerator, right: DeltaGenerator
) -> tuple[tuple[str, ...], str, list[Span]] | None:
    """Return the sentences, the word and its two places; None, with a sentence on screen, if no word is repeated."""
    sentences = (*split_sentences(text), *split_sentences(pair))
    shared = repeated_words(sentences)
    if not shared:
        right.info(
            "No word stands in two sentences here. Write two sentences with the same word, or put the second one into "
            "“Second text”.",
            icon=":material/info:",
        )
        return None
    with left:
        word = choices.pick("Word", "context_word", shared)
        spans = readings.spans(sentences, word, True)
        names = [f"{number + 1}: {sentences[span.sentence]}" for number, span in enumerate(spans)]
        elsewhere = (number for number, span in enumerate(spans) if span.sentence != spans[0].sentence)
        picks = [
            names.index(choices.pick(label, key, names, names[start]))
            for label, key, start in (
                ("In", "first_place", 0),
                ("and in", "second_place", next(elsewhere, len(spans) - 1)),
            )
        ]
    return sentences, word, [spans[pick] for pick in picks]


def repeated_words(sentences: Sequence[str]) -> list[str]:
    """List the words of at least two sentences, the longest first."""
    words = [{lowered(word.strip(".,;:!?…“”\"'()")) for word in sentence.split()} for sentence in sentences]
    counts = {word: sum(word in some for some in words) for some_words in words for word in some_words if word}
    return sorted((word for word, count in counts.items() if count > 1), key=lambda word: (-len(word), word))


def lowered(word: str) -> str:
    """Return a word in small letters, but not [MASK], nor if it gets longer (İ): the search would not find it again."""
    small = word.lower()
    return small if len(small) == len(word) and not word.startswith("[") else word
