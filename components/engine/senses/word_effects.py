"""Which words moved it? Each other word of a sentence is taken away once, and the target's vector is looked at again.

mask  puts the mask token in the place of every piece of the word: all places stay, so nothing but the word changes.
drop  takes the pieces out: the sentence closes up, so what follows moves one place (or more) to the front as well.

The figures say what the model does without a word. They do not add up: two words can say the same thing, and then
the loss of either alone changes little.
"""

from collections.abc import Sequence

import numpy as np
import torch
from tokenizers import Encoding as TokenizerEncoding

from components.engine.encoding.batches import run_batch
from components.engine.encoding.encode import tokenize
from components.engine.encoding.occurrences import overlapping_tokens
from components.engine.errors import WordError
from components.engine.geometry.vectors import cosine
from components.engine.loading.fused import fused
from components.engine.loading.load import Encoder
from components.engine.records import Span, WordEffects
from components.engine.text.words import group_by_word, in_word, own_offsets, word_numbers

MOST_TOKENS = 8192  # of one run; 16 copies of a text of 512 tokens, whose attention takes 200 MB a layer


def word_effects(
    encoder: Encoder, sentence: str, span: Span, centroids: np.ndarray, method: str = "mask"
) -> WordEffects:
    """Measure how far each other word pulls the target towards each sense.

    `span` is the target's place (its sentence number is not read), whose vector is the mean of its pieces;
    `centroids` are (senses, layers + 1, width); `method` is "mask" or "drop".
    Raises WordError if the target has no token, there is no other word, or the model has no mask token; TextError
    if the sentence is too long.
    """
    words, states = states_without(encoder, sentence, span, method)
    likeness = cosine(states[:, None], centroids)  # (1 + words, senses, layers + 1)
    return WordEffects(words=words, shift=likeness[0] - likeness[1:], base=likeness[0].copy())


def states_without(
    encoder: Encoder, sentence: str, span: Span, method: str = "mask"
) -> tuple[tuple[tuple[int, int], ...], np.ndarray]:
    """Return the places of the other words, and the target's vectors: with all, then without each in turn.

    Places are first characters and one past the last; vectors are (1 + words, layers + 1, width). Raises as
    `word_effects`.
    """
    tokenized = tokenize(encoder, sentence)
    ids, special = np.array(tokenized.ids), np.array(tokenized.special_tokens_mask, dtype=bool)
    offsets = own_offsets(tokenized)
    target = overlapping_tokens(offsets, special, span)
    if not len(target):
        raise WordError(f"This model has no token for “{sentence[span.start : span.end]}”. Try another word or model.")
    words = other_words(sentence, tokenized, target)
    if not words:
        raise WordError("The sentence has no other word to take away. Choose a longer sentence.")
    variants = {"mask": masked, "drop": dropped}[method](encoder, ids, words)
    moved = [(word < target[0]).sum() if method == "drop" else 0 for word in words]
    states = target_states(encoder, [ids, *variants], [target, *(target - places for places in moved)])
    return tuple(characters(sentence, offsets, word) for word in words), states


def other_words(sentence: str, tokenized: TokenizerEncoding, target: np.ndarray) -> list[np.ndarray]:
    """Group the tokens outside `target` into words: the numbers of each word's tokens. Punctuation is no word."""
    offsets = own_offsets(tokenized)

    def counts(token: int) -> bool:
        return token not in target and any(map(in_word, sentence[slice(*offsets[token])]))

    words = group_by_word(word_numbers(tokenized, [sentence]))
    groups = ([token for token in word if counts(token)] for word in words)
    return [np.array(group) for group in groups if group]


def characters(sentence: str, offsets: Sequence[tuple[int, int]], word: np.ndarray) -> tuple[int, int]:
    """Find the first character of a word and one past its last."""
    start, end = offsets[word[0]][0], offsets[word[-1]][1]
    return end - len(sentence[start:end].lstrip()), end


def masked(encoder: Encoder, ids: np.ndarray, words: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Write one mask token over each piece of each word in turn.

    Raises WordError if the model has none.
    """
    mask = encoder.tokenizer.mask_token_id
    if mask is None:
        raise WordError("This model has no mask token to put in a word’s place. Drop the words instead.")
    return [np.where(np.isin(np.arange(len(ids)), word), mask, ids) for word in words]


def dropped(encoder: Encoder, ids: np.ndarray, words: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Leave out each word in turn."""
    return [np.delete(ids, word) for word in words]


def target_states(encoder: Encoder, rows: Sequence[np.ndarray], places: Sequence[np.ndarray]) -> np.ndarray:
    """Encode lists of ids, padded to one batch, and average each one's `places`: (rows, layers + 1, width)."""
    step = max(1, MOST_TOKENS // max(map(len, rows)))
    vectors = []
    for first in range(0, len(rows), step):
        chunk = slice(first, first + step)
        states = torch.stack(
            run_batch(encoder, rows[chunk], fused(encoder), output_hidden_states=True).hidden_states
        ).numpy()
        vectors += [states[:, row, place].mean(axis=1) for row, place in enumerate(places[chunk])]
    return np.stack(vectors)
