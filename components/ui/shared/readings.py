"""A text read by a model, and what is computed of it; shared by all visitors.

    box → readings.read(model, text, pair) → view(encoded, choice) → figure

A page reads once; its views are functions of what was read. The engine's heavy modules are imported inside the
functions: torch and transformers take 4 s, and the frame and the text box should be on screen before.
"""

import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from components.engine.progress import OnProgress, unheard
from components.engine.records import Encoding, ModelFacts, Occurrences, Span
from components.ui.shared import models, waiting
from components.ui.shared.jobs import note_or_stop
from components.ui.shared.store import STORE, Store, key_of, shared

MANY = 1000  # occurrences whose vectors are computed in the background, and have a store of their own
_many = Store(350_000_000)  # bytes: two of the largest sets, so that neither pushes out the other


class EncodedText:
    """A text, or a pair, as a model reads it.

    It may lie in a visitor's session, so it does not hold the arrays: the store does, and what it has
    dropped meanwhile is computed again.
    """

    def __init__(self, facts: ModelFacts, text: str, pair: str, encoding: Encoding, kept: bool = True) -> None:
        self.facts, self.text, self.pair = facts, text, pair
        self._encoding = weakref.ref(encoding)
        self._own = None if kept else encoding  # of a text that the store does not keep

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what was read: model, text, second text."""
        return self.facts.name, self.text, self.pair

    @property
    def encoding(self) -> Encoding:
        """Return the tokens, states and attention."""
        encoding = self._encoding()
        if encoding is None:
            encoding = encode(*self.key)
            self._encoding = weakref.ref(encoding)
        return encoding

    @property
    def words(self) -> str:
        """Write both texts as one, for captions."""
        return f"{self.text} | {self.pair}" if self.pair else self.text


def read_passing(model: str, text: str) -> EncodedText:
    """Read a text that is still being typed: the store, which all share, does not keep what passes.

    Raises TextError and ModelError, as `read`.
    """
    from components.engine.encoding.encode import encode as compute

    kept = STORE.kept(key_of(encode, model, text, ""))
    encoding = kept or compute(models.encoder(model), text)
    return EncodedText(models.facts(model), text, "", encoding, kept is not None)


def read(model: str, text: str, pair: str = "") -> EncodedText:
    """Read a text, or a pair, with a model.

    Raises TextError, before the model is asked, if it is empty or too long, and ModelError.
    """
    encoding = encode(model, text, pair)
    return EncodedText(models.facts(model), text, pair, encoding)


@shared
def encode(model: str, text: str, pair: str = "") -> Encoding:
    """Encode a text, or a pair."""
    from components.engine.encoding import encode as engine

    return engine.encode(models.encoder(model), text, pair or None)


def occurrences(
    model: str, sentences: tuple[str, ...], spans: tuple[Span, ...], make: Callable[[], Occurrences] | None = None
) -> Occurrences:
    """Compute the vectors of some occurrences, or `make` them."""
    return _store_of(spans).get(
        ("occurrences", model, sentences, spans), make or (lambda: embed(model, sentences, spans))
    )


def await_occurrences(model: str, sentences: tuple[str, ...], spans: tuple[Span, ...]) -> Occurrences:
    """Compute the vectors of very many occurrences in the background, with a progress bar and a button to cancel.

    Raises Left if the visitor cancelled.
    """

    def work(note: Callable[[float], None], stop: Callable[[], bool]) -> Occurrences:
        return embed(model, sentences, spans, note_or_stop(note, stop))

    if len(spans) < MANY:
        return occurrences(model, sentences, spans)
    key, what = ("occurrences", model, sentences, spans), f"Reading {len(spans):,} occurrences …"
    return waiting.finish(key, what, work, keep_in=_many)


def embed(
    model: str, sentences: tuple[str, ...], spans: tuple[Span, ...], on_progress: OnProgress = unheard
) -> Occurrences:
    """Compute the vectors of some occurrences; sentences that were read ahead are not read again."""
    from components.engine.encoding.occurrences import embed_occurrences

    found = embed_occurrences(
        models.encoder(model), sentences, spans, lambda text: STORE.kept(("read ahead", model, text)), on_progress
    )
    return replace(found, reader=None)  # what is kept would keep the model in memory


def _store_of(spans: tuple[Span, ...]) -> Store:
    return STORE if len(spans) < MANY else _many


def spans(sentences: tuple[str, ...], word: str, inflections: bool) -> tuple[Span, ...]:
    """Find the word in the sentences."""
    from components.engine.text.find_word import find_occurrences

    return tuple(find_occurrences(sentences, word, inflections))


@shared
def input_parts(encoded: EncodedText) -> Any:
    """Take the input of a text apart: an `engine.tokens.input_sum.InputParts`."""
    from components.engine.tokens.input_sum import split_input

    return split_input(models.encoder(encoded.facts.name), encoded.encoding)


@shared
def states_without(encoded: EncodedText, off: str) -> np.ndarray:
    """Run the layers on the input without one of its parts: (layers + 1, tokens, width)."""
    from components.engine.tokens import input_sum

    return input_sum.states_without(models.encoder(encoded.facts.name), input_parts(encoded), {off})


@shared
def block(encoded: EncodedText, layer: int) -> Any:
    """Run one layer step by step: an `engine.layers.block_steps.BlockSteps`."""
    from components.engine.layers.block_steps import step_through_block

    return step_through_block(models.encoder(encoded.facts.name), encoded.encoding, layer)


@shared
def telling_link(encoded: EncodedText) -> Any:
    """Find the link of attention that is most worth looking at: an `engine.attention.head_patterns.Link`."""
    from components.engine.attention import head_patterns

    encoding = encoded.encoding
    letters = head_patterns.without_letters(encoding.tokens)
    return head_patterns.telling_link(encoding.attention, encoding.word_ids, letters)
