"""The words of the built-in sentences, with their vectors at every layer: what a model's layers are measured on.

Every sentence is read by itself. A word's vector is the mean of its pieces; signs without a letter or digit are left
out. Kept are all occurrences of the words that the sentences were written for, one word drawn from each sentence (the
baseline of random words), and as many others as fit into a fixed number of bytes, drawn with a fixed seed.
"""

import random

import numpy as np

from components.engine.built_in.fitted_task import fit_task
from components.engine.built_in.sense_task import SenseTask, bench_task
from components.engine.encoding.bulk import read_texts
from components.engine.encoding.occurrences import overlapping_tokens, word_spans
from components.engine.layers.contextuality import (
    Baseline,
    Contextuality,
    intra_sentence_similarity,
    measure,
    measure_random,
)
from components.engine.loading.load import Encoder
from components.engine.progress import OnProgress, unheard
from components.engine.records import Span, record
from components.engine.text.words import own_offsets

MOST_BYTES = 28_000_000
SEED = 0
FEWEST = 5  # occurrences that a form of a word needs to count


@record
class BenchVectors:
    """Some words of the built-in sentences."""

    sentences: tuple[str, ...]
    spans: tuple[Span, ...]  # (n,) where each word stands
    states: np.ndarray  # (layers + 1, n, width) float16
    lengths: np.ndarray  # (layers + 1, n) float32, of the vectors
    random: np.ndarray  # the numbers of the words drawn at random, one a sentence
    targets: dict[str, np.ndarray]  # for each form ("bank", "banks") of a bench word: the numbers of its occurrences
    intra: np.ndarray  # (layers + 1,) mean intra-sentence similarity of all sentences
    baseline: Baseline

    def word(self, number: int) -> str:
        """Return the word with this number, as it is written."""
        span = self.spans[number]
        return self.sentences[span.sentence][span.start : span.end]

    def drawn(self) -> np.ndarray:
        """Return the random words' vectors: (layers + 1, sentences, width) float32."""
        return self.states[:, self.random].astype(np.float32)


def embed_bench(encoder: Encoder, on_progress: OnProgress = unheard) -> BenchVectors:
    """Run the built-in sentences through a model; `on_progress` is told the share that is done."""
    task = fit_task(bench_task(), encoder)
    words = [word_spans(encoder, sentence, number) for number, sentence in enumerate(task.sentences)]
    chosen, drawn, targets = choose(encoder, task, words)
    numbers: list[list[int]] = [[] for _ in task.sentences]  # of the chosen words in each sentence
    for number, span in enumerate(chosen):
        numbers[span.sentence].append(number)
    facts = encoder.facts
    states = np.empty((facts.layers + 1, len(chosen), facts.width), dtype=np.float16)
    intra = np.zeros(facts.layers + 1)
    tokenized = encoder.tokenizer(list(task.sentences), truncation=False, padding=False).encodings
    for number, read in read_texts(encoder, dict(enumerate(tokenized)), on_progress):
        special = np.array(read.tokenized.special_tokens_mask, dtype=bool)
        intra += intra_sentence_similarity(read.states[:, ~special]) / len(task.sentences)
        offsets = own_offsets(read.tokenized)
        for index in numbers[number]:
            states[:, index] = read.states[:, overlapping_tokens(offsets, special, chosen[index])].mean(axis=1)
    baseline = measure_random(states[:, drawn].astype(np.float32))
    lengths = np.stack([np.linalg.norm(layer.astype(np.float32), axis=1) for layer in states])
    return BenchVectors(task.sentences, tuple(chosen), states, lengths, drawn, targets, intra, baseline)


def choose(
    encoder: Encoder, task: SenseTask, words: list[list[Span]]
) -> tuple[list[Span], np.ndarray, dict[str, np.ndarray]]:
    """Choose of each sentence's `words` what is kept.

    Returns the spans, the numbers of those drawn at random, and those of each bench word's forms.
    """
    chooser = random.Random(SEED)
    chosen: dict[Span, int] = {}
    forms: dict[str, list[int]] = {}
    for place in task.spans:
        own = next(span for span in words[place.sentence] if span.start < place.end and span.end > place.start)
        form = task.sentences[place.sentence][own.start : own.end].lower()
        forms.setdefault(form, []).append(chosen.setdefault(own, len(chosen)))
    drawn = [chosen.setdefault(chooser.choice(some), len(chosen)) for some in words]
    others = [span for some in words for span in some if span not in chosen]
    chooser.shuffle(others)
    room = MOST_BYTES // ((encoder.facts.layers + 1) * encoder.facts.width * 2) - len(chosen)
    for span in others[: max(room, 0)]:
        chosen[span] = len(chosen)
    return list(chosen), np.array(drawn), {form: np.array(numbers) for form, numbers in forms.items()}


def measure_bench(bench: BenchVectors) -> Contextuality:
    """Measure the forms of the sentences' words that occur 5 times or more."""
    groups = {
        form: bench.states[:, numbers].astype(np.float32)
        for form, numbers in bench.targets.items()
        if len(numbers) >= FEWEST
    }
    return measure(groups, bench.intra, bench.baseline)
