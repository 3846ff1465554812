"""What else could stand there: whole words that the model finds probable in the place of a word.

Substitutes of an ambiguous word differ with its sense ("bank": shore, side; or office, company), so they name groups
of its occurrences without any label (Amrami & Goldberg 2019 find senses that way).
"""

from collections.abc import Sequence

import numpy as np

from components.engine.encoding.encode import tokenize
from components.engine.loading.load import Encoder
from components.engine.objectives.masked_words import mask_id, score_masked
from components.engine.records import Span
from components.engine.text.find_word import fold, word_pattern
from components.engine.text.readable import readable

LOOKED_AT = 300  # pieces, the most probable; more than enough hold as many whole words as anybody wants
NAMES = 3


def substitutes(encoder: Encoder, sentence: str, span: Span, word: str, most: int = 20) -> dict[str, float]:
    """Return whole words for the place `span` of a sentence, each with its probability, the most probable first.

    The word is hidden behind one [MASK], however many pieces it has. Its own forms and single letters are left out.
    Raises TextError if the sentence is too long, and ModelError if the model has no head for masked words.
    """
    mask = mask_id(encoder)
    hidden = sentence[: span.start] + encoder.tokenizer.mask_token + sentence[span.end :]
    ids = tokenize(encoder, hidden).ids
    masks = [place for place, number in enumerate(ids) if number == mask]
    place = masks[sentence[: span.start].count(encoder.tokenizer.mask_token)]  # others may have been typed before
    scores = score_masked(encoder, ids, [place])[0]
    own = word_pattern(word, inflections=True)
    found: dict[str, float] = {}
    for number in np.argsort(-scores, kind="stable")[:LOOKED_AT].tolist():
        piece = whole_word(encoder, number)
        if piece and not own.fullmatch(fold(piece)):
            found.setdefault(piece, float(np.exp(scores[number])))
        if len(found) == most:
            break
    return found


def whole_word(encoder: Encoder, number: int) -> str | None:
    """Return the word that a piece is by itself, in small letters; None for parts, signs and special tokens."""
    tokenizer = encoder.tokenizer
    (piece,) = readable(tokenizer, tokenizer.convert_ids_to_tokens([number]))
    if marks_words(encoder):
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
