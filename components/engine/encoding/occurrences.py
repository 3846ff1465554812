"""Where a word occurs, and its vectors there.

All occurrences count, not only the first of a sentence, and all pieces of a split word are averaged. Irregular
forms (mice, bought) are not found; type them as a word of their own.
"""

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np
from tokenizers import Encoding as TokenizerEncoding

from components.engine.encoding.batches import ReadText
from components.engine.encoding.bulk import read_texts
from components.engine.encoding.encode import special_ids
from components.engine.errors import WordError
from components.engine.loading.load import Encoder
from components.engine.progress import OnProgress, unheard
from components.engine.records import Occurrences, Span, read_only
from components.engine.text.clean_text import encodable
from components.engine.text.words import own_offsets, word_numbers

SPARE = 2  # tokens left free in a window: some tokenizers cut its first word differently
WHOLE = {"truncation": False, "padding": False, "verbose": False}
NEAR = 6  # tokens: the standard deviation of the window that `nearby` looks through


def embed_occurrences(
    encoder: Encoder,
    sentences: Sequence[str],
    spans: Sequence[Span],
    ready: Callable[[str], ReadText | None] = lambda text: None,
    on_progress: OnProgress = unheard,
) -> Occurrences:
    """Compute the vectors of `spans` in `sentences` at every layer, in the order of `spans`.

    In a sentence that is longer than the model reads, each occurrence is seen through a window of its own: as much
    of the sentence around it as fits. A text that is `ready` is not read again. The encoder stays at hand for what is
    asked of the occurrences later (`Occurrences.reader`).
    Raises WordError if there are no spans or the model leaves out the characters of one.
    """
    if not spans:
        raise WordError("The word occurs in none of these sentences. Check the spelling, or add sentences with it.")
    places, texts, tokenized, windows = fit_to_model(encoder, sentences, spans)
    facts = encoder.facts
    states = np.empty((facts.layers + 1, len(spans), facts.width), dtype=np.float32)
    context, nearby = np.empty_like(states), np.empty_like(states)
    inside: dict[int, list[int]] = {}
    for index, place in enumerate(places):
        inside.setdefault(place.sentence, []).append(index)
    known = {number: read for number, text in texts.items() if (read := ready(text)) is not None}
    unread = {number: tokenized[number] for number in texts if number not in known}
    for number, read in chain(known.items(), read_texts(encoder, unread, on_progress)):
        special = np.array(read.tokenized.special_tokens_mask, dtype=bool)
        for index in inside[number]:
            pieces = overlapping_tokens(own_offsets(read.tokenized), special, places[index])
            if not len(pieces):
                surface = texts[number][places[index].start : places[index].end]
                raise WordError(f"This model has no token for “{surface}”. Try another word or model.")
            states[:, index] = read.states[:, pieces].mean(axis=1)
            context[:, index] = read.states[:, ~special].mean(axis=1)
            nearby[:, index] = closeness(pieces, special) @ read.states
    for array in (states, context, nearby):
        read_only(array)
    return Occurrences(tuple(spans), states, context, nearby, windows, tuple(sentences), encoder)


def fit_to_model(
    encoder: Encoder, sentences: Sequence[str], spans: Sequence[Span]
) -> tuple[list[Span], dict[int, str], dict[int, TokenizerEncoding], tuple[int, ...]]:
    """Cut windows out of the sentences that are too long for the model.

    Returns the occurrences' places in the texts to encode, those texts and their tokens by number, and the numbers of
    the occurrences that are seen through a window.
    """
    texts = {span.sentence: encodable(sentences[span.sentence]) for span in spans}
    tokenized = dict(zip(texts, encoder.tokenizer(list(texts.values()), **WHOLE).encodings, strict=True))
    numbers: dict[tuple[int, int, int], int] = {}  # of the windows, by sentence, first character, one past the last
    places, windows = list(spans), []
    for index, span in enumerate(spans):
        if len(tokenized[span.sentence].ids) > encoder.facts.max_tokens:
            first, last = window(texts[span.sentence], tokenized[span.sentence], span, encoder.facts.max_tokens)
            number = numbers.setdefault((span.sentence, first, last), len(sentences) + len(numbers))
            texts[number] = texts[span.sentence][first:last]
            tokenized[number] = encoder.tokenizer(texts[number], **WHOLE).encodings[0]
            places[index] = Span(number, span.start - first, span.end - first)
            windows.append(index)
    used = {place.sentence for place in places}
    return places, {number: text for number, text in texts.items() if number in used}, tokenized, tuple(windows)


def window(text: str, tokenized: TokenizerEncoding, span: Span, limit: int) -> tuple[int, int]:
    """Find the characters of whole words around `span` that fit into `limit` tokens, special ones included.

    Windows begin at every quarter of their length, so that occurrences close to each other share one.
    """
    special = np.array(tokenized.special_tokens_mask, dtype=bool)
    words = np.array([-1 if word is None else word for word in word_numbers(tokenized, [text])])
    pieces = overlapping_tokens(own_offsets(tokenized), special, span)
    if not len(pieces):
        raise WordError(f"This model has no token for the word at character {span.start:,}. Try another word or model.")
    inner = np.flatnonzero(~special)
    room = limit - int(special.sum()) - SPARE
    step = max(room // 4, 1)
    first = inner[0] + step * round((pieces[0] - inner[0] - room / 2) / step)
    first = int(np.clip(first, inner[0], inner[-1] + 1 - room))
    last = first + room - 1
    while first < pieces[0] and words[first] == words[first - 1]:  # never begin or end inside a word
        first += 1
    while last > pieces[-1] and last < inner[-1] and words[last] == words[last + 1]:
        last -= 1
    return tokenized.offsets[first][0], tokenized.offsets[last][1]


def overlapping_tokens(offsets: Sequence[tuple[int, int]] | np.ndarray, special: np.ndarray, span: Span) -> np.ndarray:
    """Find the tokens that share a character with `span`: their numbers, (pieces,)."""
    starts, ends = np.array(offsets).T
    return np.flatnonzero((starts < span.end) & (ends > span.start) & ~special)


def closeness(pieces: np.ndarray, special: np.ndarray) -> np.ndarray:
    """Weigh tokens by a Gaussian of their distance from the word: (tokens,) float32, sum 1, special tokens 0."""
    places = np.arange(len(special))
    apart = np.maximum(np.maximum(pieces[0] - places, places - pieces[-1]), 0)
    weights = np.exp(-0.5 * (apart / NEAR) ** 2) * ~special
    return (weights / weights.sum()).astype(np.float32)


def word_spans(encoder: Encoder, sentence: str, number: int) -> list[Span]:
    """Find the words of a sentence that the model has a token for."""
    made = encoder.tokenizer(sentence, truncation=False, padding=False).encodings[0]
    special = special_ids(encoder)
    bounds: dict[int, list[int]] = {}
    for word, (start, end), token in zip(word_numbers(made, [sentence]), own_offsets(made), made.ids, strict=True):
        if word is not None and token not in special and end > start:
            bounds.setdefault(word, [start, end])[1] = end
    found = [Span(number, start, end) for start, end in bounds.values()]
    return [span for span in found if any(map(str.isalnum, sentence[span.start : span.end]))]
