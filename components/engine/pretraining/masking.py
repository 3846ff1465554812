"""Pairs of passages to batches in which pieces are hidden (Devlin et al. 2018, section 3.1).

15 % of the pieces are to be guessed: 80 % of them become [MASK], 10 % another piece, and 10 % stay as they are, so that
the model cannot rely on what it sees.
"""

from dataclasses import dataclass

import numpy as np
from transformers import PreTrainedTokenizerFast

from components.engine.encoding.batches import like_lengths
from components.engine.pretraining.passages import NO_LABEL, Pair, Seed


@dataclass(frozen=True)
class Batch:
    """Padded pairs with hidden pieces."""

    ids: np.ndarray  # (pairs, tokens), pieces already hidden
    segments: np.ndarray  # (pairs, tokens)
    attention: np.ndarray  # (pairs, tokens) bool, False where padded
    places: np.ndarray  # (pairs, hidden) positions to guess
    answers: np.ndarray  # (pairs, hidden) ids; NO_LABEL where a shorter pair has fewer
    labels: np.ndarray  # (pairs,)


def batches(pairs: list[Pair], tokens: int, seed: Seed) -> list[list[Pair]]:
    """Group pairs of like length into batches of about `tokens` tokens, in random order."""
    random = np.random.default_rng(seed)
    groups = like_lengths({number: len(pairs[number].ids) for number in random.permutation(len(pairs))}, tokens)
    return [[pairs[number] for number in groups[place]] for place in random.permutation(len(groups))]


def hide(
    pairs: list[Pair], tokenizer: PreTrainedTokenizerFast, seed: Seed, share: float = 0.15, masked: float = 0.8
) -> Batch:
    """Pad pairs and hide `share` of each one's pieces: `masked` of them become [MASK], half of the rest another piece.

    At least one piece of a pair is hidden; special tokens never are.
    """
    random = np.random.default_rng(seed)
    width = max(len(pair.ids) for pair in pairs)
    filler = tokenizer.pad_token_id or 0  # some tokenizers have no padding
    ids = np.full((len(pairs), width), filler, dtype=np.int64)
    segments, present = np.zeros_like(ids), np.zeros(ids.shape, dtype=bool)
    for row, pair in enumerate(pairs):
        ids[row, : len(pair.ids)], segments[row, : len(pair.ids)] = pair.ids, pair.segments
        present[row, : len(pair.ids)] = True
    marks = (tokenizer.pad_token_id, tokenizer.cls_token_id, tokenizer.sep_token_id)
    special = ~present | np.isin(ids, [mark for mark in marks if mark is not None])
    counts = np.maximum(1, np.round(share * (~special).sum(axis=1))).astype(int)
    scores = np.where(special, 2.0, random.random(ids.shape))
    places = np.argsort(scores, axis=1)[:, : counts.max()]  # (pairs, hidden)
    answers = np.take_along_axis(ids, places, axis=1)
    real = np.arange(counts.max()) < counts[:, None]
    chance = random.random(places.shape)
    shown = np.where(chance < masked, tokenizer.mask_token_id, answers)
    other = random.integers(len(tokenizer), size=places.shape)
    shown = np.where(chance >= (1 + masked) / 2, other, shown)
    hidden = ids.copy()
    np.put_along_axis(hidden, places, np.where(real, shown, answers), axis=1)
    labels = np.array([pair.label for pair in pairs])
    return Batch(hidden, segments, present, places, np.where(real, answers, NO_LABEL), labels)
