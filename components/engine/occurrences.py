"""Where a word occurs, and its vectors there.

All occurrences count, not only the first of a sentence, and all pieces of a split word are averaged. Irregular
forms (mice, bought) are not found; type them as a word of their own.
"""

import re
from collections.abc import Sequence

import numpy as np
import torch

from components.engine.encode import encodable
from components.engine.errors import TextError, WordError
from components.engine.load import Encoder
from components.engine.records import Occurrence, Occurrences, read_only

BATCH = 32
NEAR = 6  # tokens: the standard deviation of the window that `nearby` looks through
# Scripts that put no spaces between words: a word is found anywhere in them.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")


def find_occurrences(sentences: Sequence[str], word: str, inflections: bool = False) -> list[Occurrence]:
    """Find every place of `word`, as a whole word and in any case.

    With `inflections` also its regular English forms: for "bat" bats, bat's, batted, batting.
    Raises WordError if `word` is empty.
    """
    pattern = word_pattern(word, inflections)
    return [
        Occurrence(number, *match.span())
        for number, sentence in enumerate(sentences)
        for match in pattern.finditer(sentence)
    ]


def word_pattern(word: str, inflections: bool) -> re.Pattern[str]:
    """Build the expression that `find_occurrences` looks for."""
    word = word.strip()
    if not word:
        raise WordError("There is no word to look for. Type one.")
    body = re.escape(word)
    if inflections:
        stem = re.escape(word[:-1]) if word.endswith("e") else body
        body = rf"(?:{body}(?:'?s|es|ed|d)?|(?:{stem}|{body}(?:{re.escape(word[-1])})?)(?:ing|ed))"
    if not UNSPACED.search(word):
        body = rf"(?<!\w){body}(?!\w)"
    return re.compile(body, re.IGNORECASE)


def embed_occurrences(encoder: Encoder, sentences: Sequence[str], spans: Sequence[Occurrence]) -> Occurrences:
    """Compute the vectors of `spans` in `sentences` at every layer, in the order of `spans`.

    Raises WordError if there are no spans or the model leaves out the characters of one, TextError if a
    sentence is too long.
    """
    if not spans:
        raise WordError("The word occurs in none of these sentences. Check the spelling, or add sentences with it.")
    facts = encoder.facts
    numbers = sorted({span.sentence for span in spans})
    lengths = token_counts(encoder, sentences, numbers)
    states = np.empty((facts.layers + 1, len(spans), facts.width), dtype=np.float32)
    context, nearby = np.empty_like(states), np.empty_like(states)
    order = sorted(numbers, key=lengths.__getitem__)  # sentences of like length share a batch: little padding
    for first in range(0, len(order), BATCH):
        batch = order[first : first + BATCH]
        rows, tokenized = run_batch(encoder, [encodable(sentences[number]) for number in batch])
        for row, number in enumerate(batch):
            special = np.array(tokenized[row].special_tokens_mask, dtype=bool)  # padding counts as special
            for index, span in enumerate(spans):
                if span.sentence == number:
                    pieces = overlapping_tokens(tokenized[row].offsets, special, span)
                    if not len(pieces):
                        surface = sentences[number][span.start : span.end]
                        raise WordError(f"This model has no token for “{surface}”. Try another word or model.")
                    states[:, index] = rows[:, row, pieces].mean(axis=1)
                    context[:, index] = rows[:, row, ~special].mean(axis=1)
                    nearby[:, index] = closeness(pieces, special) @ rows[:, row]
    return Occurrences(tuple(spans), read_only(states), read_only(context), read_only(nearby))


def token_counts(encoder: Encoder, sentences: Sequence[str], numbers: Sequence[int]) -> dict[int, int]:
    """Count the tokens of the numbered sentences.

    Raises TextError if one has more than the model reads.
    """
    texts = [encodable(sentences[number]) for number in numbers]
    ids = encoder.tokenizer(texts, truncation=False, padding=False, verbose=False)["input_ids"]
    counts = dict(zip(numbers, map(len, ids), strict=True))
    for number, count in counts.items():
        if count > encoder.facts.max_tokens:
            raise TextError(
                f"Sentence {number + 1} has {count:,} tokens, but this model reads at most "
                f"{encoder.facts.max_tokens}. Shorten or split it."
            )
    return counts


def run_batch(encoder: Encoder, texts: list[str]) -> tuple[np.ndarray, list]:
    """Encode some texts together: states (layers + 1, texts, tokens, width) and the tokenizer's own records."""
    inputs = encoder.tokenizer(texts, return_tensors="pt", padding=True, truncation=False)
    with torch.inference_mode():
        output = encoder.model(**inputs, output_hidden_states=True)
    return torch.stack(output.hidden_states).numpy(), inputs.encodings


def overlapping_tokens(offsets: Sequence[tuple[int, int]], special: np.ndarray, span: Occurrence) -> np.ndarray:
    """Find the tokens that share a character with `span`: their numbers, (pieces,)."""
    starts, ends = np.array(offsets).T
    return np.flatnonzero((starts < span.end) & (ends > span.start) & ~special)


def closeness(pieces: np.ndarray, special: np.ndarray) -> np.ndarray:
    """Weigh tokens by a Gaussian of their distance from the word: (tokens,) float32, sum 1, special tokens 0."""
    places = np.arange(len(special))
    apart = np.maximum(np.maximum(pieces[0] - places, places - pieces[-1]), 0)
    weights = np.exp(-0.5 * (apart / NEAR) ** 2) * ~special
    return (weights / weights.sum()).astype(np.float32)
