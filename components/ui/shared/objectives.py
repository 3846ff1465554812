"""What visitors share of BERT's two objectives: guesses, substitutes, next sentences."""

from typing import Any

from components.engine.records import Occurrence
from components.ui.shared.models import encoder
from components.ui.shared.readings import encoding
from components.ui.shared.store import results, small_results


def question(name: str, text: str, pair: str, words: tuple[int, ...]) -> Any:
    """Hide some words of a text, and whatever [MASK] was typed: an `engine.objectives.masked_words.Question`."""
    from components.engine.objectives.masked_words import hide_words

    return hide_words(encoder(name), encoding(name, text, pair), words)


def with_mask(name: str, text: str) -> str:
    """Let [MASK] stand for a hidden word whatever the model calls it."""
    mask = encoder(name).tokenizer.mask_token
    return text if mask is None else text.replace("[MASK]", mask)


def sample(name: str, text: str, pair: str, seed: int) -> Any:
    """Hide pieces at random as BERT's training does: an `engine.objectives.masked_words.Question`."""
    from components.engine.objectives.masked_words import hide_at_random

    return hide_at_random(encoder(name), encoding(name, text, pair), seed)


def guesses(name: str, asked: Any) -> Any:
    """Guess the hidden pieces at every layer: an `engine.objectives.masked_words.Guesses`."""

    def compute() -> Any:
        from components.engine.objectives.masked_words import guess

        return guess(loaded, asked)

    loaded = encoder(name)
    key = ("guesses", name, *(part.tobytes() for part in (asked.ids, asked.segments, asked.places, asked.answers)))
    return results().get(key, compute)


def pieces(name: str, ids: Any) -> list[str]:
    """Spell pieces for people."""
    from components.engine.text.readable import readable

    tokenizer = encoder(name).tokenizer
    return list(readable(tokenizer, tokenizer.convert_ids_to_tokens([int(number) for number in ids])))


def substitutes(name: str, sentence: str, span: Occurrence, word: str) -> dict[str, float]:
    """Find what else could stand there, with probabilities."""

    def compute() -> dict[str, float]:
        from components.engine.objectives.substitutes import substitutes as find

        return find(loaded, sentence, span, word)

    loaded = encoder(name)
    return small_results().get(("substitutes", name, sentence, span, word), compute)


def group_names(name: str, word: str, groups: tuple[tuple[tuple[str, Occurrence], ...], ...]) -> list[list[str]]:
    """Name groups of occurrences (sentence, place) by the substitutes that are probable in one alone."""

    def compute() -> list[list[str]]:
        from components.engine.objectives.substitutes import name_groups
        from components.engine.objectives.substitutes import substitutes as find

        return name_groups([[find(loaded, sentence, span, word) for sentence, span in group] for group in groups])

    loaded = encoder(name)
    return small_results().get(("group names", name, word, groups), compute)


def try_text(name: str, sentences: tuple[str, ...], seed: int) -> Any:
    """Ask about a text's neighbours and other pairs: an `engine.objectives.next_sentence.Trial`."""

    def compute() -> Any:
        from components.engine.objectives.next_sentence import try_text as ask

        return ask(loaded, sentences, seed)

    loaded = encoder(name)
    return small_results().get(("trial", name, sentences, seed), compute)


def probability_next(name: str, first: str, second: str) -> float:
    """Return the probability that the second text follows the first."""

    def compute() -> float:
        from components.engine.objectives.next_sentence import probability_next as ask

        return ask(loaded, first, second)

    loaded = encoder(name)
    return small_results().get(("next sentence", name, first, second), compute)
