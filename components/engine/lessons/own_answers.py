"""What BERT itself answers to a step's question, written down as a visitor's answer is, with its figures.

word     its first guess at the first [MASK] of the step's text, if there is one
sense    the sense whose centroid is nearest to the word in the sentence, at the last layer; the centroids are those of
         the built-in sentences, without that one if it is among them
head     the head that gives most attention from one word of the text to another
order    by the cosine of mean vectors at the last layer, the nearest first
"""

from dataclasses import dataclass

import numpy as np

from components.engine.built_in.wordbench import ENGLISH, read_bench
from components.engine.encoding.encode import encode
from components.engine.encoding.occurrences import embed_occurrences, overlapping_tokens
from components.engine.encoding.sides import text_sides
from components.engine.encoding.text_vectors import embed_texts
from components.engine.geometry.vectors import centroids, cosine
from components.engine.lessons.lesson import HEAD, LETTERS, ORDER, SENSE, WORD, Step
from components.engine.loading.load import Encoder
from components.engine.objectives.masked_words import guess, hide_words
from components.engine.records import MASKED
from components.engine.text.find_word import find_occurrences
from components.engine.text.readable import readable

MASK = "[MASK]"  # in a lesson, whatever the model calls it
TOLD = 3  # guesses


@dataclass(frozen=True)
class OwnAnswer:
    """What BERT says, as a visitor's answer is written down, and a plain sentence with the figures behind it."""

    said: str
    told: str


def own_answer(step: Step, encoder: Encoder) -> OwnAnswer | None:
    """Let BERT answer a step's question; None if it is none that a model can answer by itself.

    Raises ExplorerError if the model cannot read what the step gives it.
    """
    if not step.question:
        return None
    if step.ask == SENSE:
        return nearest_sense(step, encoder)
    if step.ask == ORDER:
        return nearest_first(step, encoder)
    if step.ask == HEAD and step.link is not None:
        return strongest_head(step, encoder, *step.link)
    masked = step.ask == WORD and MASK in text_of(step) and MASKED in encoder.facts.objectives
    return first_guess(step, encoder) if masked else None


def text_of(step: Step, key: str = "text") -> str:
    """Return a text that the step sets; nothing if it sets none."""
    return str(step.settings.get(key, ""))


def first_guess(step: Step, encoder: Encoder) -> OwnAnswer:
    """Guess the first [MASK] of the text."""
    mask = encoder.tokenizer.mask_token
    text, pair = (text_of(step, key).replace(MASK, mask) for key in ("text", "pair"))
    made = guess(encoder, hide_words(encoder, encode(encoder, text, pair or None), ()), TOLD)
    names = readable(encoder.tokenizer, encoder.tokenizer.convert_ids_to_tokens(made.pieces[-1, 0].tolist()))
    shares = made.probabilities[-1, 0]
    told = ", ".join(f"{name} {percent(share)}" for name, share in zip(names, shares, strict=True))
    return OwnAnswer(names[0].strip("▁"), f"first guesses: {told}")


def percent(share: float) -> str:
    """Write a probability for people."""
    return f"{100 * share:.0f} %" if share >= 0.01 else f"{100 * share:.1g} %"


def nearest_sense(step: Step, encoder: Encoder) -> OwnAnswer:
    """Find the nearest of the senses of the step's built-in word."""
    language, word = text_of(step, "language") or ENGLISH, text_of(step, "word")
    bench, inflections = read_bench(word, language), language == ENGLISH
    known = [number for number, sentence in enumerate(bench.sentences) if sentence != step.sentence]
    sentences = [*(bench.sentences[number] for number in known), step.sentence]
    spans = find_occurrences(sentences, word, inflections)[: len(known) + 1]  # the first, if it stands there twice
    states = embed_occurrences(encoder, sentences, spans).states[-1]  # (known + 1, width)
    labels = [bench.labels[number] for number in known]
    near = dict(zip(sorted(set(labels)), cosine(centroids(states[:-1], labels), states[-1]), strict=True))
    order = sorted(near, key=lambda sense: -near[sense])
    told = ", ".join(f"{sense} {near[sense]:.2f}" for sense in order)
    told = f"cosine with the mean of each sense ({len(known)} sentences): {told}"
    return OwnAnswer(str(step.answers.index(order[0])), told)


def strongest_head(step: Step, encoder: Encoder, looking: str, looked_at: str) -> OwnAnswer:
    """Find the head that gives most attention from one word to another: added over the pieces of the one looked at."""
    text = text_of(step)
    encoding = encode(encoder, text, text_of(step, "pair") or None)
    outside = encoding.special | np.array(text_sides(encoding), dtype=bool)
    ours, theirs = (
        overlapping_tokens(encoding.offsets, outside, find_occurrences([text], word)[0])
        for word in (looking, looked_at)
    )
    weights = encoding.attention[:, :, ours][..., theirs].sum(axis=-1).mean(axis=-1)  # (layers, heads)
    layer, head = np.unravel_index(weights.argmax(), weights.shape)
    told = f"{looking} gives {looked_at} {percent(weights.max())} of its attention, the most of {weights.size} heads"
    return OwnAnswer(f"{layer + 1}.{head + 1}", told)


def nearest_first(step: Step, encoder: Encoder) -> OwnAnswer:
    """Order the answers by how near they are to the step's sentence."""
    vectors = embed_texts(encoder, [step.sentence, *step.answers])
    assert vectors is not None  # nobody asked to stop
    near = cosine(vectors.at("mean", -1)[1:], vectors.at("mean", -1)[0])  # (answers,)
    order = np.argsort(-near, kind="stable").tolist()
    told = ", ".join(f"{LETTERS[number]} {near[number]:.2f}" for number in order)
    return OwnAnswer(" ".join(map(str, order)), f"cosine with the sentence: {told}")
