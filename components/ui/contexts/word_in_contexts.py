"""What a map of a word is made of: built-in sentences or a file's, and the visitor's own placed among them.

The map is made of the first alone and the visitor's are placed on it, so that adding a sentence moves nothing. A word
without built-in sentences gets a map of the visitor's; a sentence that is then added to them alone is placed on it too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from components.engine.built_in.wordbench import ENGLISH
from components.engine.records import Occurrences, Span
from components.figures.palette import wrapped
from components.ui.contexts import own_labels
from components.ui.shared import models, readings
from components.ui.shell.markdown import with_mark

YOURS = "your sentences"
ADDED = "added since"  # to the visitor's sentences that the map is made of
FROM_FILE = "from your file"
BUILT_IN = "built-in sentences"
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
  random walks from neighbour to neighbour (Pons & Latapy 2006), what a form of the word shares taken out (Laicher et
  al. 2021). At the last layer neighbours are also those in whose place the model expects the same words (Amrami &
  Goldberg 2019), and a branch is cut off for as long as these words tell it from the rest. At other layers, and with
  models that guess no words, the cut is that of largest modularity, if it parts better than noise with the same number
  and covariance. A group may be a topic.
"""
MOST_PLACED, MOST_BYTES = 5000, 54_000_000  # occurrences on a map, and bytes of their vectors


@dataclass(frozen=True)
class Placed:
    """Some sentences, the places of the word in them, and their vectors."""

    sentences: tuple[str, ...]
    spans: tuple[Span, ...]
    labels: tuple[str, ...]  # the sense of each occurrence
    occurrences: Occurrences
    found: int = 0  # occurrences in the sentences, of which `spans` are the first
    groups: tuple[str, ...] = ()  # where each occurrence comes from
    typed: bool = False  # by the visitor

    @property
    def labelled(self) -> bool:
        """Tell whether the senses are known."""
        return not {YOURS, FROM_FILE} & set(self.labels)

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
    first: int | None = None  # so many sentences of the reference came before the visitor's own joined it

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
    groups: Sequence[str] | str = YOURS,
) -> Placed | None:
    """Find the word in the sentences, unless `spans` say where it is, and compute its vectors, of very many the first.

    None if it does not occur.
    """
    spans = spans or readings.spans(sentences, word, inflections)
    if not spans:
        return None
    facts = models.facts(model)
    few = spans[: min(MOST_PLACED, MOST_BYTES // (4 * (facts.layers + 1) * facts.width))]
    senses, sources = (
        tuple(names if isinstance(names, str) else names[span.sentence] for span in few) for names in (labels, groups)
    )
    occurrences = readings.await_occurrences(model, sentences, few)
    placed = Placed(sentences, few, senses, occurrences, len(spans), sources, labels == YOURS)
    return own_labels.relabelled(placed, word, (YOURS, FROM_FILE))


def join(model: str, parts: Sequence[Placed]) -> Placed:
    """Put several sets of occurrences into one, without reading their sentences again."""
    shifts = np.cumsum([0, *(len(part.sentences) for part in parts)]).tolist()
    moved = [
        tuple(replace(span, sentence=span.sentence + shift) for span in part.spans)
        for part, shift in zip(parts, shifts, strict=False)
    ]
    sentences, spans = sum((part.sentences for part in parts), ()), sum(moved, ())
    vectors = readings.occurrences(model, sentences, spans, lambda: put_together(parts, sentences, spans))
    labels, groups = (sum((getattr(part, name) for part in parts), ()) for name in ("labels", "groups"))
    return Placed(sentences, spans, labels, vectors, sum(part.found for part in parts), groups)


def put_together(parts: Sequence[Placed], sentences: tuple[str, ...], spans: tuple[Span, ...]) -> Occurrences:
    """Join vectors as if all sentences had been read at once."""
    found = [part.occurrences for part in parts]
    firsts = np.cumsum([0, *(len(part.spans) for part in parts)]).tolist()
    windows = tuple(n + first for one, first in zip(found, firsts, strict=False) for n in one.windows)
    states, context = (np.concatenate([getattr(one, name) for one in found], axis=1) for name in ("states", "context"))
    nearby = np.concatenate([one.nearby for one in found if one.nearby is not None], axis=1)
    return Occurrences(spans, states, context, nearby, windows, sentences)
