"""Every word of many sentences as a use: read in one pass, kept as 16-bit numbers of length 1.

Left out: signs without a letter or digit, copies of a sentence, and of very many sentences those that have no room.
"""

from collections.abc import Sequence

import numpy as np

from components.engine.encoding.bulk import run_layer, tokenize_all
from components.engine.errors import TextError
from components.engine.geometry.vectors import unit
from components.engine.loading.load import Encoder
from components.engine.progress import OnProgress, ShouldStop, never, unheard
from components.engine.text.words import words_of
from components.engine.usage.more_like_this import UseIndex

MOST_BYTES = 96_000_000  # 125,000 uses of 384 numbers


def index_all_words(
    encoder: Encoder,
    sentences: Sequence[str],
    layer: int,
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
    most_bytes: int = MOST_BYTES,
) -> UseIndex | None:
    """Make every word of the sentences searchable at a layer, of very many the first; None if it was to stop.

    Of a sentence that is longer than the model reads its beginning counts. Raises TextError if no sentence has a word.
    """
    texts = tuple(text for text in dict.fromkeys(sentences) if any(map(str.isalnum, text)))
    if not texts:
        raise TextError("There is no sentence with a word to search in. Bring some.")
    tokenized, _ = tokenize_all(encoder, texts, shorten=True)
    words = [words_of(one, text) for one, text in zip(tokenized, texts, strict=True)]
    ends = np.cumsum([len(some) for some in words])
    count = max(1, int(np.searchsorted(ends, most_bytes // (2 * encoder.facts.width), side="right")))
    vectors = np.empty((ends[count - 1], encoder.facts.width), dtype=np.float16)
    for numbers, states in run_layer(encoder, tokenized[:count], layer, "float32", on_progress, should_stop):
        for number, row in zip(numbers, states, strict=True):
            means = [row[first : past + 1].mean(axis=0) for first, past, _, _ in words[number]]
            if means:
                vectors[ends[number] - len(means) : ends[number]] = unit(np.stack(means))
    if should_stop():
        return None
    places = np.array(
        [(n, start, end) for n, some in enumerate(words[:count]) for *_, start, end in some], dtype=np.int32
    )
    sentence, start, end = places.T
    return UseIndex(vectors, sentence, start, end, texts[:count])
