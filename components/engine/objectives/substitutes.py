"""What else could stand there: whole words that the model finds probable in the place of a word.

Substitutes of an ambiguous word differ with its sense ("bank": shore, side; or office, company), so they name groups
of its occurrences without any label (Amrami & Goldberg 2019 find senses that way).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from components.engine.encoding.batches import in_batches
from components.engine.encoding.encode import tokenize
from components.engine.loading.load import Encoder
from components.engine.objectives.masked_words import mask_id, score_masked, score_places
from components.engine.progress import OnProgress, unheard
from components.engine.records import Span
from components.engine.text.clean_text import encodable
from components.engine.text.find_word import fold, word_pattern
from components.engine.text.readable import readable

LOOKED_AT = 300  # pieces, the most probable; more than enough hold as many whole words as anybody wants
NAMES = 3
AROUND = 60  # tokens on each side of the place; more cost time and say little of it


@dataclass(frozen=True)
class TwoPlaces:
    """What could stand in each of two places."""

    words: tuple[str, ...]  # the most probable of either place, from those of the first to those of the second
    shares: np.ndarray  # (words, 2) their probabilities
    among: np.ndarray  # (words, 2) whether a word is among the most probable of the place

    @property
    def ratios(self) -> np.ndarray:
        """Return how many times as probable each word is in the first place: (words,)."""
        return self.shares[:, 0] / self.shares[:, 1]

    @property
    def shared(self) -> list[str]:
        """Return the words that are among the most probable of both places."""
        return [word for word, among in zip(self.words, self.among, strict=True) if among.all()]


def substitutes(encoder: Encoder, sentence: str, span: Span, word: str, most: int = 20) -> dict[str, float]:
    """Return whole words for the place `span` of a sentence, each with its probability, the most probable first.

    The word is hidden behind one [MASK], however many pieces it has. Its own forms and single letters are left out.
    Raises TextError if the sentence is too long, and ModelError if the model has no head for masked words.
    """
    scores = score_place(encoder, sentence, span)
    return {name: float(np.exp(scores[piece])) for name, piece in first_words(encoder, scores, word, most).items()}


def compare_places(
    encoder: Encoder, sentences: Sequence[str], spans: Sequence[Span], word: str, most: int = 10
) -> TwoPlaces:
    """Compare what could stand for a word in two places, each sentence read by itself; raises what `substitutes` does.

    Every word that is among the `most` probable of one place has its probability in both.
    """
    scores = np.stack([score_place(encoder, sentences[span.sentence], span) for span in spans])  # (2, vocabulary)
    found = [first_words(encoder, one, word, most) for one in scores]
    words = list(found[0] | found[1])
    pieces = [[first[name] for first in found if name in first] for name in words]  # “Bank” and “bank” are one word
    shares = np.exp(np.stack([scores[:, some].max(axis=1) for some in pieces]))
    among = np.array([[name in first for first in found] for name in words])
    order = np.argsort(-shares[:, 0] / shares[:, 1], kind="stable")
    return TwoPlaces(tuple(words[place] for place in order), shares[order], among[order])


def score_place(encoder: Encoder, sentence: str, span: Span) -> np.ndarray:
    """Return the log-probability of every piece in the place of a word: (vocabulary,)."""
    mask = mask_id(encoder)
    hidden = sentence[: span.start] + encoder.tokenizer.mask_token + sentence[span.end :]
    ids = tokenize(encoder, hidden).ids
    masks = [place for place, number in enumerate(ids) if number == mask]
    place = masks[sentence[: span.start].count(encoder.tokenizer.mask_token)]  # others may have been typed before
    return score_masked(encoder, ids, [place])[0]


def likely_words(
    encoder: Encoder, places: Sequence[tuple[str, int, int]], most: int, on_progress: OnProgress = unheard
) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Yield for each place its number, the pieces of the `most` probable whole words there, and their probabilities.

    A place is a sentence, the first character of the word that is hidden, and one past its last. Many are read at
    once, without what is far away. Raises ModelError if the model has no head for masked words, or no mask token.
    """
    whole = torch.from_numpy(whole_words(encoder))
    hidden = [hide_place(encoder, *place) for place in places]
    for batch in in_batches({number: len(ids) for number, (ids, _) in enumerate(hidden)}, on_progress):
        rows, masks = zip(*(hidden[number] for number in batch), strict=True)
        scores = score_places(encoder, rows, masks)[:, : len(whole)]
        best = torch.where(whole, scores, -torch.inf).topk(min(most, int(whole.sum())))
        yield from zip(batch, best.indices.numpy(), best.values.exp().numpy(), strict=True)


def hide_place(encoder: Encoder, sentence: str, start: int, end: int) -> tuple[np.ndarray, int]:
    """Put [MASK] in the place of a word: the ids of the tokens around it, special ones too, and which of them it is."""
    mask, text = mask_id(encoder), encodable(sentence)
    made = encoder.tokenizer(text[:start] + encoder.tokenizer.mask_token + text[end:], verbose=False).encodings[0]
    ids, inner = np.array(made.ids), np.flatnonzero(np.array(made.special_tokens_mask) == 0)
    (place,) = (
        token for token in np.flatnonzero(ids == mask) if made.offsets[token][1] > start >= made.offsets[token][0]
    )
    tokens = np.arange(len(ids))
    kept = (abs(tokens - place) <= AROUND) | (tokens < inner[0]) | (tokens > inner[-1])
    return ids[kept], int(kept[:place].sum())


def first_words(encoder: Encoder, scores: np.ndarray, word: str, most: int) -> dict[str, int]:
    """Return the most probable whole words that are no form of `word`, each with its piece."""
    own = word_pattern(word, inflections=True)
    found: dict[str, int] = {}
    for number in np.argsort(-scores, kind="stable")[:LOOKED_AT].tolist():
        piece = whole_word(encoder, number)
        if piece and not own.fullmatch(fold(piece)):
            found.setdefault(piece, number)
        if len(found) == most:
            break
    return found


def whole_word(encoder: Encoder, number: int) -> str | None:
    """Return the word that a piece is by itself, in small letters; None for parts, signs and special tokens."""
    tokenizer = encoder.tokenizer
    (piece,) = readable(tokenizer, tokenizer.convert_ids_to_tokens([number]))
    return as_word(piece, marks_words(encoder))


def whole_words(encoder: Encoder) -> np.ndarray:
    """Mark the pieces that are words by themselves: (vocabulary,) bool."""
    tokenizer, marked = encoder.tokenizer, marks_words(encoder)
    names = tokenizer.convert_ids_to_tokens(list(range(encoder.facts.vocabulary)))
    pieces = readable(tokenizer, [name or "" for name in names])  # some vocabularies have gaps
    return np.array([as_word(piece, marked) is not None for piece in pieces])


def as_word(piece: str, marked: bool) -> str | None:
    """Return the word that a piece is; in some vocabularies words are `marked` where they begin."""
    if marked:
        if not piece.startswith("▁"):
            return None
        piece = piece[1:]
    return piece.lower() if piece.isalpha() and (len(piece) > 1 or not piece.isascii()) else None


def marks_words(encoder: Encoder) -> bool:
    """Tell whether the vocabulary marks where words begin (▁), rather than where they go on (##)."""
    tokenizer = encoder.tokenizer
    return readable(tokenizer, tokenizer.convert_ids_to_tokens(tokenizer(" a b")["input_ids"]))[-2].startswith("▁")


def name_groups(found: Sequence[Sequence[dict[str, float]]]) -> list[list[str]]:
    """Name groups of occurrences by the substitutes that are probable in one and not in the others.

    `found` holds, for each group, the substitutes of some of its occurrences.
    """
    means = []
    for group in found:
        mean: dict[str, float] = {}
        for words in group:
            for word, probability in words.items():
                mean[word] = mean.get(word, 0) + probability / len(group)
        means.append(mean)
    names = []
    for number, mean in enumerate(means):
        others = [other for place, other in enumerate(means) if place != number]
        lead = {word: value - max((other.get(word, 0) for other in others), default=0) for word, value in mean.items()}
        best = sorted((word for word in lead if lead[word] > 0), key=lambda word: -lead[word])
        names.append(best[:NAMES])
    return names
