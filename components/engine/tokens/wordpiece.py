"""WordPiece at work on one word, step by step (Wu et al. 2016; the greedy form of BERT, Devlin et al. 2019).

From the left, the longest beginning of what is left that is in the vocabulary becomes a piece; all but the first
carry `##`. If at some place not even one character is there, the whole word becomes the unknown piece. Before that the
word is normalised: control characters out, Chinese characters set apart, accents off, letters lowered, each only where
the model's tokenizer does so. How the vocabulary was learned is left out.
"""

from dataclasses import dataclass

from tokenizers import Tokenizer, models, normalizers

from components.engine.errors import TextError
from components.engine.loading.load import Encoder


@dataclass(frozen=True)
class Step:
    """One look into the vocabulary."""

    start: int  # where the rest of the word begins
    end: int  # one past the last character looked at
    piece: str  # what was looked for, with its prefix
    id: int | None  # None: not in the vocabulary


@dataclass(frozen=True)
class WordSteps:
    """How one word became pieces."""

    typed: str
    changes: tuple[tuple[str, str], ...]  # what was done before, and its result; only what changed something
    word: str  # what is cut
    steps: tuple[Step, ...]
    pieces: tuple[str, ...]
    reason: str | None  # why the whole word is unknown, if it is


def cut_word(encoder: Encoder, typed: str) -> WordSteps:
    """Cut one word as the model's tokenizer does, and note every look into the vocabulary.

    Raises TextError if the tokenizer is not WordPiece.
    """
    backend = encoder.tokenizer.backend_tokenizer
    if not isinstance(backend.model, models.WordPiece):
        raise TextError(
            f"{type(backend.model).__name__}, which cuts this model’s words, does not look for the longest piece. "
            "Its pieces are above; pick a model with WordPiece, such as BERT, to see the steps."
        )
    changes = normalise(backend, typed)
    word = "".join((changes[-1][1] if changes else typed).split())
    steps, pieces, reason = longest_matches(backend, word)
    return WordSteps(typed, changes, word, steps, pieces, reason)


def longest_matches(backend: Tokenizer, word: str) -> tuple[tuple[Step, ...], tuple[str, ...], str | None]:
    """Look for the longest piece, again and again: the looks, the pieces, and why the word is unknown."""
    unknown, prefix = backend.model.unk_token, backend.model.continuing_subword_prefix
    most = backend.model.max_input_chars_per_word
    if len(word) > most:
        return (), (unknown,), f"It has {len(word)} characters; WordPiece does not try words of more than {most}."
    steps, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = (prefix if start else "") + word[start:end]
            steps.append(Step(start, end, piece, backend.token_to_id(piece)))
            if steps[-1].id is not None:
                start = end
                break
        else:
            reason = f"No piece of the vocabulary begins what is left at character {start + 1}."
            return tuple(steps), (unknown,), reason
    return tuple(steps), tuple(step.piece for step in steps if step.id is not None), None


def normalise(backend: Tokenizer, typed: str) -> tuple[tuple[str, str], ...]:
    """List what the tokenizer changes before it cuts, one change after the other."""
    own = backend.normalizer
    if not isinstance(own, normalizers.BertNormalizer):
        after = own.normalize_str(typed) if own else typed
        return (("normalised", after),) if after != typed else ()
    off = {"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False}
    strips = own.lowercase if own.strip_accents is None else own.strip_accents
    stages = (
        ("control characters taken out", own.clean_text, {"clean_text": True}),
        ("Chinese characters set apart", own.handle_chinese_chars, {"handle_chinese_chars": True}),
        ("accents taken off", strips, {"strip_accents": True}),
        ("lower case", own.lowercase, {"lowercase": True}),
    )
    changes, now = [], typed
    for name, done, option in stages:
        after = normalizers.BertNormalizer(**(off | option)).normalize_str(now) if done else now
        if after != now:
            changes.append((name, after))
        now = after
    return tuple(changes)
