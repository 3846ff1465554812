"""What a map of a word is made of: built-in sentences or a file's, and the visitor's own placed among them.

The map is made of the first alone and the visitor's are placed on it, so that adding a sentence moves nothing. A word
without built-in sentences gets a map of the visitor's; a sentence that is then added to them alone is placed on it too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from components.engine.built_in.wordbench import ENGLISH, bench_words
from components.engine.errors import WordError
from components.engine.files.sentence_files import MOST_SENTENCES, FileSentences
from components.engine.records import Occurrences, Span
from components.figures.palette import wrapped
from components.ui.parts import chart
from components.ui.parts.pooling_choice import lines_of
from components.ui.shared import built_in, models, readings
from components.ui.shell.markdown import prose, with_mark

YOURS = "your sentences"
ADDED = "added since"  # to the visitor's sentences that the map is made of
FROM_FILE = "from your file"
HOW_TO_READ = """
- A point is the mean vector of the word’s pieces in one sentence, at the chosen layer, scaled to length 1.
- **UMAP** (McInnes et al. 2018) keeps neighbours together. Gaps and distances on it mean little, and it draws clusters
  even in pure noise (More → Noise shows it). **PCA** is one linear view of all layers; near on it need not be near in
  the full space.
- The curves are computed in the full space. Layer 0 knows only the word and its place in the sentence, so it cannot
  tell senses apart.
- Islands may be word *forms*: “cranes” is another piece than “crane”, and MiniLM keeps that apart to the end. Hover to
  see.
- Your own sentences are placed on the finished map: by the same linear map (PCA), or between their five nearest
  built-in ones (UMAP).
- Senses are those of the person who wrote the sentences. BERT was never told them. Groups are found without them: by
  random walks from neighbour to neighbour (Pons & Latapy 2006), cut where modularity is largest, and kept if they part
  better than noise with the same number and covariance.
"""
MOST_PLACED, MOST_BYTES = 1000, 40_000_000  # occurrences on a map, and bytes of their vectors
MOST_OWN = 500  # more typed sentences than this want a file
FEWEST = 3  # occurrences that make a map which others can be placed on: two make a line


@dataclass(frozen=True)
class Placed:
    """Some sentences, the places of the word in them, and their vectors."""

    sentences: tuple[str, ...]
    spans: tuple[Span, ...]
    labels: tuple[str, ...]  # one a span
    occurrences: Occurrences
    found: int = 0  # occurrences in the sentences, of which `spans` are the first

    @property
    def labelled(self) -> bool:
        """Tell whether the senses are known."""
        return self.labels[0] not in (YOURS, FROM_FILE)

    @property
    def typed(self) -> bool:
        """Tell whether the visitor typed the sentences."""
        return self.labels[0] == YOURS

    @property
    def senses(self) -> list[str]:
        """List the labels in sorted order, as `geometry.centroids` does."""
        return sorted(set(self.labels))

    def sentence(self, number: int) -> str:
        """Return the sentence of one occurrence."""
        return self.sentences[self.spans[number].sentence]

    def marked(self, number: int, mark: Callable[[str, int, int], str] = with_mark) -> str:
        """Write the sentence of one occurrence as Markdown, with the word in bold unless `mark` makes it otherwise."""
        span = self.spans[number]
        return mark(self.sentences[span.sentence], span.start, span.end)

    def hovers(self, groups: Sequence[str] | None = None) -> list[str]:
        """Write each occurrence's hover text."""
        return [
            f"{wrapped(self.sentences[span.sentence], span.start, span.end)}<br><i>{wrapped(label)}</i>"
            for span, label in zip(self.spans, groups or self.labels, strict=True)
        ]


@dataclass(frozen=True)
class Material:
    """Everything on the map of one word."""

    model: str
    word: str
    reference: Placed  # what the map is made of
    own: Placed | None  # what is placed on it
    typed: tuple[str, ...]  # all of the visitor's sentences
    without: tuple[str, ...]  # those that lack the word
    language: str = ENGLISH  # of the built-in words

    @property
    def key(self) -> tuple:
        """Return what makes this material differ from another."""
        return self.model, self.reference.sentences, self.reference.spans

    @property
    def first_typed(self) -> int:
        """Return the id of the first occurrence that the visitor typed; on the map it has the number 1."""
        return 0 if self.reference.typed else len(self.reference.spans)

    @property
    def everything(self) -> list[tuple[Placed, int]]:
        """List all occurrences by their id on the map: the reference first, then the visitor's own."""
        groups = [self.reference] if self.own is None else [self.reference, self.own]
        return [(placed, number) for placed in groups for number in range(len(placed.spans))]


def place(
    model: str,
    sentences: tuple[str, ...],
    word: str,
    inflections: bool,
    labels: Sequence[str] | str = YOURS,
    spans: tuple[Span, ...] = (),
) -> Placed | None:
    """Find the word in the sentences, unless `spans` say where it is, and compute its vectors, of very many the first.

    None if it does not occur.
    """
    spans = spans or readings.spans(sentences, word, inflections)
    if not spans:
        return None
    facts = models.facts(model)
    few = spans[: min(MOST_PLACED, MOST_BYTES // (4 * (facts.layers + 1) * facts.width))]
    names = tuple(labels if isinstance(labels, str) else labels[span.sentence] for span in few)
    return Placed(sentences, few, names, readings.occurrences(model, sentences, few), len(spans))


def asks_for_sentences(word: str, own_text: str, inflections: bool, language: str) -> bool:
    """Ask for sentences if a word has none yet, which is no error: who brings their own picks the word first."""
    own_sentences = lines_of(own_text)
    if word in bench_words(language) or readings.spans(own_sentences, word, inflections):
        return False
    lacking = f", and none of your {len(own_sentences)} has it" if own_sentences else ""
    st.info(
        f"“{prose(word)}” has no built-in sentences{lacking}. Paste at least two with it, one a line, or bring a file: "
        "the map is then made of them.",
        icon=":material/edit_note:",
    )
    return True


def gather(
    model: str,
    word: str,
    own_text: str,
    inflections: bool,
    file: FileSentences | None,
    language: str = ENGLISH,
) -> Material:
    """Find the word everywhere and compute its vectors.

    Raises WordError if there is nothing to draw, or too much.
    """
    own_sentences = lines_of(own_text)
    if len(own_sentences) > MOST_OWN:
        raise WordError(f"You have {len(own_sentences):,} sentences; the box takes {MOST_OWN}. Use a file instead.")
    found = {span.sentence for span in readings.spans(own_sentences, word, inflections)}
    first: tuple[str, ...] = ()
    without = tuple(sentence for number, sentence in enumerate(own_sentences) if number not in found)
    if file is not None:
        reference = place(model, file.sentences, word, inflections, file.senses or FROM_FILE, file.spans)
        if reference is None:
            many = f"None of the {file.lines:,} sentences in your file has"
            others = f", such as {', '.join(f'“{one}”' for one in file.instead)}" if file.instead else ""
            raise WordError(
                f"{many if file.lines > 1 else 'Your one sentence lacks'} “{word}”. Try another word{others}."
            )
    elif word in bench_words(language):
        bench = built_in.bench(word, language)
        reference = place(model, bench.sentences, word, language == ENGLISH, bench.labels)
    else:
        first = basis(word, inflections, own_sentences)
        reference = place(model, first, word, inflections)
    assert reference is not None, "the word was found in these sentences"
    own = place(model, own_sentences[len(first) :], word, inflections)
    return Material(model, word, reference, own, own_sentences, without, language)


def basis(word: str, inflections: bool, sentences: tuple[str, ...]) -> tuple[str, ...]:
    """Choose which of the visitor's sentences make the map: all, but one that was added at the end is placed on it."""
    kept_word, seen, first = st.session_state.get("basis", (None, (), ()))
    one_added = kept_word == (word, inflections) and sentences in (seen, (*seen, sentences[-1]))
    if not one_added or len(readings.spans(first, word, inflections)) < FEWEST:
        first = sentences
    st.session_state["basis"] = ((word, inflections), sentences, first)
    return first


def offer_new_basis(material: Material) -> None:
    """Offer to make the map anew when sentences were added to those it is made of."""
    if material.reference.typed and material.own is not None:
        st.button(
            "Make the map anew",
            icon=":material/refresh:",
            on_click=st.session_state.pop,
            args=("basis", None),
            help=f"Of all {len(material.typed)} sentences. One that you add at the end is placed on the map of those "
            "before, so that nothing moves; groups, figures and curves are of those before.",
        )


def say_what_was_cut(material: Material) -> None:
    """Say so if the word occurs more often than is drawn."""
    for placed in filter(None, (material.reference, material.own)):
        if placed.found > len(placed.spans):
            st.warning(
                f"The word occurs {placed.found:,} times; the first {len(placed.spans):,} are on the map.",
                icon=":material/content_cut:",
            )


def say_what_is_missing(material: Material, file: FileSentences | None) -> None:
    """Say which sentences are not on the map, and why."""
    say_what_was_cut(material)
    if without := material.without:
        more = f" (and {len(without) - 1} more)" if len(without) > 1 else ""
        st.warning(
            f"Not on the map, because “{prose(material.word)}” is not in it: {prose(without[0])}{more}",
            icon=":material/search_off:",
        )
    if file is not None and file.found > len(file.sentences):
        st.caption(f"Your file has {file.found:,} sentences with the word; the first {MOST_SENTENCES:,} are used.")
    windows = [placed.occurrences.windows for placed in (material.reference, material.own) if placed is not None]
    if cut := sum(len(numbers) for numbers in windows):
        st.caption(
            f":material/content_cut: {cut} of your sentences exceed what the model reads at once. There the word is "
            "seen through a window: as much text around it as fits."
        )


def show_sentences(material: Material) -> None:
    """List the sentences the map is made of."""
    reference = material.reference
    sentences = [reference.sentence(number) for number in range(len(reference.spans))]
    table = pd.DataFrame({"sense": reference.labels, "sentence": sentences})
    st.dataframe(table, hide_index=True, alt=f"The sentences with “{material.word}” and their senses")
    chart.download(table, f"{material.word} sentences", "sentences_csv")
