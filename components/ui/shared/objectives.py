"""What visitors share of BERT's two objectives: guesses, substitutes, next sentences."""

from typing import Any

from components.engine.records import Span
from components.ui.shared.models import encoder
from components.ui.shared.readings import EncodedText
from components.ui.shared.store import STORE, shared


@shared
def question(encoded: EncodedText, words: tuple[int, ...]) -> Any:
    """Hide some words of a text, and whatever [MASK] was typed: an `engine.objectives.masked_words.Question`."""
    from components.engine.objectives.masked_words import hide_words

    return hide_words(encoder(encoded.facts.name), encoded.encoding, words)


@shared
def mask_token(name: str) -> str | None:
    """Return what the model calls [MASK], or None if it has none."""
    return encoder(name).tokenizer.mask_token


def with_mask(name: str, text: str) -> str:
    """Let [MASK] stand for a hidden word whatever the model calls it."""
    mask = mask_token(name)
    return text if mask is None else text.replace("[MASK]", mask)


@shared
def sample(encoded: EncodedText, seed: int) -> Any:
    """Hide pieces at random as BERT's training does: an `engine.objectives.masked_words.Question`."""
    from components.engine.objectives.masked_words import hide_at_random

    return hide_at_random(encoder(encoded.facts.name), encoded.encoding, seed)


def guesses(name: str, asked: Any) -> Any:
    """Guess the hidden pieces at every layer: an `engine.objectives.masked_words.Guesses`."""
    from components.engine.objectives.masked_words import guess

    key = ("guesses", name, asked.ids, asked.segments, asked.places, asked.answers)
    return STORE.get(key, lambda: guess(encoder(name), asked))


@shared
def mask_id(name: str) -> int | None:
    """Return the vocabulary's number of [MASK], or None if it has none."""
    return encoder(name).tokenizer.mask_token_id


@shared
def pieces(name: str, ids: Any) -> list[str]:
    """Spell pieces for people."""
    from components.engine.text.readable import readable

    tokenizer = encoder(name).tokenizer
    return list(readable(tokenizer, tokenizer.convert_ids_to_tokens([int(number) for number in ids])))


@shared
def substitutes(name: str, sentence: str, span: Span, word: str) -> dict[str, float]:
    """Find what else could stand there, with probabilities."""
    from components.engine.objectives import substitutes as engine

    return engine.substitutes(encoder(name), sentence, span, word)


@shared
def compare_places(name: str, sentences: tuple[str, ...], spans: tuple[Span, ...], word: str, most: int) -> Any:
    """Compare what else could stand in two places: an `engine.objectives.substitutes.TwoPlaces`."""
    from components.engine.objectives import substitutes as engine

    return engine.compare_places(encoder(name), sentences, spans, word, most)


@shared
def group_names(name: str, word: str, groups: tuple[tuple[tuple[str, Span], ...], ...]) -> list[list[str]]:
    """Name groups of occurrences (sentence, place) by the substitutes that are probable in one alone."""
    from components.engine.objectives.substitutes import name_groups

    return name_groups([[substitutes(name, sentence, span, word) for sentence, span in group] for group in groups])


@shared
def try_text(name: str, sentences: tuple[str, ...], seed: int) -> Any:
    """Ask about a text's neighbours and other pairs: an `engine.objectives.next_sentence.TriedText`."""
    from components.engine.objectives import next_sentence

    return next_sentence.try_text(encoder(name), sentences, seed)


@shared
def probability_next(name: str, first: str, second: str) -> float:
    """Return the probability that the second text follows the first."""
    from components.engine.objectives import next_sentence

    return next_sentence.probability_next(encoder(name), first, second)
