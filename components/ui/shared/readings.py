"""What visitors share of a model: itself, encodings, occurrences; computed once, read-only, and bounded in bytes.

Keys are names and the texts themselves, so equal input gives the same result to everyone and nothing else does.
The engine's heavy modules are imported inside the functions: torch and transformers take 4 s, and the frame and
the text box should be on screen before.
"""

from typing import Any

import numpy as np

from components.engine.records import Encoding, Occurrence, Occurrences
from components.ui.shared.models import encoder
from components.ui.shared.store import results, small_results


def encoding(name: str, text: str, pair: str = "") -> Encoding:
    """Encode a text, or a pair."""

    def compute() -> Encoding:
        from components.engine.encoding.encode import encode

        return encode(loaded, text, pair or None)

    loaded = encoder(name)
    return results().get(("encoding", name, text, pair), compute)


def occurrences(name: str, sentences: tuple[str, ...], spans: tuple[Occurrence, ...]) -> Occurrences:
    """Compute the vectors of some occurrences."""

    def compute() -> Occurrences:
        from components.engine.encoding.occurrences import embed_occurrences

        return embed_occurrences(loaded, sentences, spans, lambda text: results().kept(("read", name, text)))

    loaded = encoder(name)
    return results().get(("occurrences", name, sentences, spans), compute)


def spans(sentences: tuple[str, ...], word: str, inflections: bool) -> tuple[Occurrence, ...]:
    """Find the word in the sentences."""
    from components.engine.text.find_word import find_occurrences

    return tuple(find_occurrences(sentences, word, inflections))


def input_parts(name: str, text: str, pair: str = "") -> Any:
    """Take the input of a text apart: an `engine.tokens.input_sum.InputParts`."""

    def compute() -> Any:
        from components.engine.tokens.input_sum import split_input

        return split_input(loaded, one)

    loaded, one = encoder(name), encoding(name, text, pair)
    return results().get(("input", name, text, pair), compute)


def states_without(name: str, text: str, pair: str, off: str) -> np.ndarray:
    """Run the layers on the input without one of its parts: (layers + 1, tokens, width)."""

    def compute() -> np.ndarray:
        from components.engine.tokens.input_sum import states_without

        return states_without(loaded, parts, {off})

    loaded, parts = encoder(name), input_parts(name, text, pair)
    return results().get(("without", name, text, pair, off), compute)


def block(name: str, text: str, pair: str, layer: int) -> Any:
    """Run one layer step by step: an `engine.layers.block_steps.Block`."""

    def compute() -> Any:
        from components.engine.layers.block_steps import open_block

        return open_block(loaded, one, layer)

    loaded, one = encoder(name), encoding(name, text, pair)
    return results().get(("block", name, text, pair, layer), compute)


def telling_link(name: str, text: str, pair: str = "") -> Any:
    """Find the link of attention that is most worth looking at: an `engine.attention.head_patterns.Link`."""
    from components.engine.attention.head_patterns import telling_link as find
    from components.engine.attention.head_patterns import without_letters

    one = encoding(name, text, pair)
    return small_results().get(
        ("telling link", name, text, pair), lambda: find(one.attention, one.word_ids, without_letters(one.tokens))
    )
