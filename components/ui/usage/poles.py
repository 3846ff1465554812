"""The two poles of an axis: words by themselves, words in sentences, or example sentences."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from components.engine.built_in.wordbench import ENGLISH, bench_words, grouped_words
from components.engine.errors import WordError
from components.engine.files.built_in_tables import read_built_in
from components.engine.records import Span
from components.ui.contexts import whole_file
from components.ui.parts import text_boxes
from components.ui.shared import built_in, readings
from components.ui.shell import choices, visit
from components.ui.shell.markdown import prose
from components.ui.usage.uses import Uses

visit.declare(__name__, poles=str, first_pole=str, second_pole=str, first_examples=str, second_examples=str)
ALONE, USED, SENTENCES = "words by themselves", "words in sentences", "example sentences"
ABOUT = (
    f"**{ALONE.capitalize()}**: each word is read without a sentence. **{USED.capitalize()}**: each is averaged where "
    "it stands in your sentences, your file or the built-in ones. **Example sentences**: one a line, with the page’s "
    "word in them or without."
)
MOST_WORDS, MOST_EXAMPLES = 30, 200  # of one pole
SHOWN = 5  # built-in sentences of each sense that are at a pole before the visitor types others
SIDES = ("first", "second")
COMMON = {  # axes that suit many words
    "good – bad": (
        "good, pleasant, kind, lovely, happy, wonderful, beautiful, friendly",
        "bad, unpleasant, cruel, awful, sad, terrible, ugly, hostile",
    ),
    "thing – idea": ("stone, table, hammer, bottle, shoe, apple", "idea, freedom, thought, truth, hope, reason"),
    "formal – casual": (
        "formal, official, ceremony, contract, court, document",
        "chat, gossip, joke, party, slang, fun",
    ),
}


@dataclass(frozen=True)
class Pole:
    """The examples at one end of an axis."""

    name: str
    sentences: tuple[str, ...]
    spans: tuple[Span, ...]  # of one example each

    def states(self, model: str) -> np.ndarray:
        """Compute the examples' vectors: (layers + 1, n, width)."""
        return readings.occurrences(model, self.sentences, self.spans).states

    @property
    def texts(self) -> list[str]:
        """Return each example's sentence, white space aside."""
        return [" ".join(self.sentences[span.sentence].split()) for span in self.spans]


def ask_kind() -> str:
    """Ask what stands at the poles."""
    return choices.choose("Poles", "poles", [ALONE, USED, SENTENCES], help=ABOUT)


def ask(uses: Uses, kind: str) -> tuple[Pole, Pole]:
    """Ask for both poles, and say what their examples are.

    Raises WordError if one is empty or they share something.
    """
    if kind == SENTENCES:
        lines = boxes(
            sentences_for(uses), "examples", "A sentence a line", st.text_area, lambda text: text.splitlines()
        )
        return of_sentences(uses, lines)
    words = boxes(words_for(uses), "pole", "Words, parted by commas", st.text_input, parted)
    return of_words(uses, words, kind == USED)


def boxes(
    defaults: tuple[str, str], kind: str, hint: str, box: Callable[..., str], cut: Callable[[str], Sequence[str]]
) -> list[list[str]]:
    """Ask for the examples of both poles; raises WordError if one is empty or they share some."""
    found = []
    for side, default, column in zip(SIDES, defaults, st.columns(2), strict=True):
        with column:
            text = box(
                f"{side.capitalize()} pole", default, placeholder=hint, **visit.linked(f"{side}_{kind}", default)
            )
            text_boxes.warn_if_long(text, f"{side} pole")
            found.append(list({plain(one).lower(): plain(one) for one in cut(text) if plain(one)}.values()))
    first, second = found
    if not first or not second:
        raise WordError(
            f"An axis needs two poles: the first has {len(first)} examples, the second {len(second)}. Type some for "
            "both."
        )
    both = {one.lower() for one in first} & {one.lower() for one in second}
    if both and len(both) == len(first) == len(second):
        raise WordError(f"Both poles hold the same {len(both)} examples, so there is nothing between them. Change one.")
    if both:
        one = next(one for one in first if one.lower() in both)
        raise WordError(
            f"{len(both)} of the {len(first)} and {len(second)} examples stand at both poles, such as “{one}”. Take "
            "them out of one."
        )
    return found


def plain(text: str) -> str:
    """Write a text with single spaces."""
    return " ".join(text.split())


def parted(text: str) -> list[str]:
    """Part words at commas and the like."""
    return re.split(r"[,;\n、，；]", text)[:MOST_WORDS]


def words_for(uses: Uses) -> tuple[str, str]:
    """Return the poles that a word begins with: its own of our writing, else an axis that suits many words."""
    if uses.made_of.language != ENGLISH:
        return "", ""
    rows = {row["word"]: (row["first"], row["second"]) for row in read_built_in("poles/en.tsv")}
    return rows.get(uses.made_of.word, next(iter(COMMON.values())))


def offer_axes(uses: Uses) -> None:
    """Offer ready axes a click away."""
    if uses.made_of.language == ENGLISH:
        ready = {f"for “{uses.made_of.word}”": words_for(uses)} | COMMON

        def take(name: str) -> None:
            for side, words in zip(SIDES, ready[name], strict=True):
                visit.put(f"{side}_pole", words)

        text_boxes.offer_examples("try_axis", list(ready)[words_for(uses) in COMMON.values() :], take)


def sentences_for(uses: Uses) -> tuple[str, str]:
    """Return some sentences of the two most frequent senses that somebody gave."""
    if not uses.given or len(uses.senses) < 2:
        return "", ""
    reference, counts = uses.made_of.reference, np.bincount(uses.sense_of[uses.sense_of >= 0])
    few = [np.flatnonzero(uses.sense_of == sense)[:SHOWN] for sense in np.argsort(-counts, kind="stable")[:2]]
    first, second = ("\n".join(plain(reference.sentence(int(number))) for number in some) for some in few)
    return first, second


def of_words(uses: Uses, words: list[list[str]], in_sentences: bool) -> tuple[Pole, Pole]:
    """Make poles of words, each by itself or where it is used; a word that is used nowhere stands by itself."""
    shown = {plain(text) for text in uses.made_of.reference.sentences}
    texts = [*uses.made_of.typed, *built_in_texts(uses.made_of.language)] if in_sentences else []
    file = whole_file.brought() if in_sentences else None
    if file is not None:
        texts += [text for word in sum(words, []) for text in file.with_word(word, True).sentences[:MOST_EXAMPLES]]
    sentences = tuple(text for text in dict.fromkeys(map(plain, texts)) if text not in shown)
    poles, told = [], []
    for some in words:
        pole = Pole(", ".join(some), (*sentences, *some), ())
        spans: list[Span] = []
        for number, word in enumerate(some, start=len(sentences)):
            found = readings.spans(sentences, word, True)[: MOST_EXAMPLES // len(some)] if in_sentences else ()
            spans += found or [Span(number, 0, len(word))]
            told += [f"{prose(word)} {len(found) or 'by itself'}"] if in_sentences else []
        poles.append(Pole(pole.name, pole.sentences, tuple(spans)))
    if told:
        st.caption(f"Uses of each word, in sentences that are not shown below: {', '.join(told)}.")
    return poles[0], poles[1]


def built_in_texts(language: str) -> list[str]:
    """List all built-in sentences of a language."""
    words = [*bench_words(language), *grouped_words(language)]
    return [text for word in words for text in built_in.bench(word, language).sentences]


def of_sentences(uses: Uses, lines: list[list[str]]) -> tuple[Pole, Pole]:
    """Make poles of sentences: of the page's word in them if it is in all, else of the whole sentences."""
    word = uses.made_of.word
    texts = [tuple(some[:MOST_EXAMPLES]) for some in lines]
    found = [{span.sentence: span for span in readings.spans(some, word, True)[::-1]} for some in texts]
    lacking = sum(len(some) - len(places) for some, places in zip(texts, found, strict=True))
    total = sum(map(len, texts))
    if lacking:
        found = [{number: Span(number, 0, len(text)) for number, text in enumerate(some)} for some in texts]
        what = f"of its whole sentence, for {lacking} of the {total} lack “{prose(word)}”"
    else:
        what = f"of “{prose(word)}” in it"
    st.caption(f"Each of the {total} examples is the mean vector {what}.")
    first, second = (
        Pole(f"{side} pole", some, tuple(places[number] for number in range(len(some))))
        for side, some, places in zip(SIDES, texts, found, strict=True)
    )
    return first, second
