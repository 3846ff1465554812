"""Very many sentences, block after block: the vectors of sentences, or of words in them, at one layer.

Beside `embed_corpus`, which holds everything, this holds one block. A sentence that is longer than the model reads is
read by windows that overlap by a quarter; a word is taken from the window in which it stands farthest from an edge, and
each token of a sentence counts once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from tokenizers import Encoding as TokenizerEncoding

from components.engine.encoding.bulk import TOKENIZED_AT_ONCE, run_layer
from components.engine.loading.load import Encoder
from components.engine.progress import OnProgress, ShouldStop, never, unheard
from components.engine.records import record
from components.engine.text.clean_text import encodable
from components.engine.text.words import own_offsets

Find = Callable[[str, Sequence[TokenizerEncoding]], Sequence[tuple[int, int]]]
OVERLAP = 4  # one part of so many of a window is in the next one as well


@record
class Block:
    """What was read of some sentences, place after place."""

    vectors: np.ndarray  # (places, width) float32
    sentence: np.ndarray  # (places,) int32: the sentence's number in the block
    start: np.ndarray  # (places,) int32: first character
    end: np.ndarray  # (places,) int32: one past the last
    windowed: int = 0  # sentences that are longer than the model reads
    unread: int = 0  # sentences of which the model reads nothing


def embed_blocks(
    encoder: Encoder,
    blocks: Iterable[Sequence[str]],
    layer: int,
    find: Find | None = None,
    dtype: str = "float32",
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> Iterator[Block]:
    """Yield what was read of each block of sentences, at `layer`; nothing more once `should_stop` said so.

    `find` tells the places in a sentence, as characters, given how it was cut into pieces; without it each sentence is
    one place, the mean of its tokens, special ones included. `on_progress` is told the share of the present block.
    """
    for sentences in blocks:
        block = embed_block(encoder, sentences, layer, find, dtype, on_progress, should_stop)
        if block is None:
            return
        yield block


def embed_block(
    encoder: Encoder,
    sentences: Sequence[str],
    layer: int,
    find: Find | None = None,
    dtype: str = "float32",
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> Block | None:
    """Read one block, as `embed_blocks`; None if it was to stop on the way."""
    windows = cut_into_windows(encoder, [encodable(text) for text in sentences])
    places, wanted = find_places(sentences, windows, find)
    total = np.zeros((len(places), encoder.facts.width), dtype=np.float32)
    count = np.zeros((len(places), 1), dtype=np.float32)
    flat = [window for some in windows for window in some]
    asked = [number for number, some in enumerate(wanted) if some]
    cut = [flat[number] for number in asked]
    for numbers, states in run_layer(encoder, cut, layer, dtype, on_progress, should_stop) if cut else ():
        for number, row in zip(numbers, states, strict=True):
            for place, tokens in wanted[asked[number]]:
                total[place] += row[tokens].sum(axis=0)
                count[place] += tokens.stop - tokens.start
    if should_stop():
        return None
    sentence, start, end = (
        np.array(column, dtype=np.int32) for column in np.array(places, dtype=np.int32).reshape(-1, 3).T
    )
    long, empty = (sum(map(kind, windows)) for kind in (lambda some: len(some) > 1, lambda some: not some))
    return Block(total / count, sentence, start, end, long, empty)


def find_places(
    sentences: Sequence[str], windows: Sequence[Sequence[TokenizerEncoding]], find: Find | None
) -> tuple[list[tuple[int, int, int]], list[list[tuple[int, slice]]]]:
    """Find the places in sentences, and which of them each window serves, with what tokens, window after window."""
    places: list[tuple[int, int, int]] = []
    wanted: list[list[tuple[int, slice]]] = []
    for number, (text, some) in enumerate(zip(sentences, windows, strict=True)):
        served: list[list[tuple[int, slice]]] = [[] for _ in some]
        if some and find is None:
            for window, tokens in enumerate(own_tokens(some)):
                served[window].append((len(places), tokens))
            places.append((number, 0, len(text)))
        for start, end, window, tokens in found_tokens(some, find(text, some)) if some and find else ():
            served[window].append((len(places), tokens))
            places.append((number, start, end))
        wanted += served
    return places, wanted


def cut_into_windows(encoder: Encoder, texts: Sequence[str]) -> list[list[TokenizerEncoding]]:
    """Cut each text into pieces, in as many windows as it needs; none if nothing is left of it."""
    limit = encoder.facts.max_tokens
    windows: list[list[TokenizerEncoding]] = []
    for first in range(0, len(texts), TOKENIZED_AT_ONCE):
        some = list(texts[first : first + TOKENIZED_AT_ONCE])
        windows += [[one] for one in encoder.tokenizer(some, truncation=False, verbose=False).encodings]
    for number, (whole,) in enumerate(windows):
        if all(whole.special_tokens_mask):
            windows[number] = []
        elif len(whole.ids) > limit:
            ways = {"truncation": True, "max_length": limit, "stride": limit // OVERLAP}
            windows[number] = encoder.tokenizer(texts[number], **ways, return_overflowing_tokens=True).encodings
    return windows


def own_tokens(windows: Sequence[TokenizerEncoding]) -> Iterator[slice]:
    """Yield each window's tokens that were in none before; a single window's are all, special ones included."""
    if len(windows) == 1:
        yield slice(0, len(windows[0].ids))
        return
    known = 0  # characters
    for window in windows:
        inner = inner_tokens(window)
        offsets = own_offsets(window)
        fresh = next((token for token in range(inner.start, inner.stop) if offsets[token][0] >= known), inner.stop)
        known = offsets[inner.stop - 1][1]
        yield slice(fresh, inner.stop)


def inner_tokens(window: TokenizerEncoding) -> slice:
    """Return a window's tokens between the special ones."""
    mask = window.special_tokens_mask
    return slice(mask.index(0), len(mask) - mask[::-1].index(0))


def found_tokens(
    windows: Sequence[TokenizerEncoding], found: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int, int, slice]]:
    """Yield places, as first character and one past the last, with the window that shows them best and their tokens.

    That is the one that holds most of a place's characters, and of several the one in which it is farthest from an
    edge. A place of which the model reads nothing is left out.
    """
    seen = [(inner_tokens(window), own_offsets(window)) for window in windows]
    for start, end in found:
        best: tuple[tuple[int, int], int, slice] | None = None
        for number, (inner, offsets) in enumerate(seen):
            inside = [
                token
                for token in range(inner.start, inner.stop)
                if offsets[token][0] < end and start < offsets[token][1]
            ]
            if not inside:
                continue
            tokens = slice(inside[0], inside[-1] + 1)
            held = min(end, offsets[inside[-1]][1]) - max(start, offsets[inside[0]][0])
            rank = (held, min(tokens.start - inner.start, inner.stop - tokens.stop))
            if best is None or rank > best[0]:
                best = rank, number, tokens
        if best is not None:
            yield start, end, *best[1:]
