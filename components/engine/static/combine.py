"""Static vectors joined to BERT in three ways, each measured on one task: to tell in which sense a word is meant.

input       a linear map takes each word's static vector to where BERT expects its own, and BERT reads those
output      BERT's vector and the static vector end to end
start       the mapped vectors begin BERT's embedding table, which is then trained on a text while the layers stay as
            they are, until the model's last states are those of the untouched model again (distillation)

Left out here: training the layers as well, and training on the task itself, for which the sentences are too few.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from components.engine.built_in.sense_task import Score, SenseTask, score
from components.engine.geometry.vectors import unit
from components.engine.loading.load import Encoder, embedding_table
from components.engine.progress import OnProgress, share_between, unheard
from components.engine.static.feed_vectors import states_from_static, states_from_table
from components.engine.static.learn import WORD, news_texts
from components.engine.static.linear_map import fit_map
from components.engine.static.table_training import random_table, start_table, train_table
from components.engine.static.vectors import StaticModel
from components.engine.text.sentences import split_sentences

STUDY_SENTENCES = 800  # of the news, that the table is trained on


@dataclass(frozen=True)
class Way:
    """One way to make a vector for an occurrence, and how well it tells senses."""

    name: str
    meaning: str
    score: Score


def measure_ways(
    encoder: Encoder, static: StaticModel, task: SenseTask, study: Sequence[str], on_progress: OnProgress = unheard
) -> Iterator[Way]:
    """Yield every way as soon as it is measured, BERT alone first; `on_progress` is told the share that is done.

    Raises WordError if the static model lacks a word of the task, or knows too few words for a map.
    """
    bert = states_from_table(encoder, task, embedding_table(encoder), share_between(on_progress, 0.0, 0.1))
    base = score(task, bert)
    yield Way("BERT alone", "the word’s state after the last layer", base)
    word, sentence = word_vectors(task, static), sentence_vectors(task, static)
    alone = {
        "static, word alone": (word, "its one vector, the same in every context"),
        "static, sentence": (sentence, "the mean of the other words’ vectors"),
        "at the output: word": (end_to_end(bert, word), "BERT’s state and the word’s static vector end to end"),
        "at the output: sentence": (end_to_end(bert, sentence), "BERT’s state and the sentence’s mean end to end"),
    }
    for name, (vectors, meaning) in alone.items():
        yield Way(name, meaning, score(task, vectors, base))
    mapped = fit_map(encoder, static)
    vectors = states_from_static(encoder, task, static, mapped, share_between(on_progress, 0.1, 0.2))
    yield Way("as input", "BERT reads mapped static vectors (inputs_embeds)", score(task, vectors, base))
    begun = start_table(encoder, static, mapped)
    vectors = states_from_table(encoder, task, begun, share_between(on_progress, 0.2, 0.3))
    yield Way("as start, untrained", "mapped vectors as BERT’s embedding table", score(task, vectors, base))
    starts = {"as start, trained": (begun, "the same table")}
    starts["random start, trained"] = random_table(encoder, static), "random numbers in its place"
    for number, (name, (table, what)) in enumerate(starts.items()):
        first = 0.3 + 0.35 * number
        trained = train_table(encoder, table, study, share_between(on_progress, first, first + 0.25))[0]
        vectors = states_from_table(encoder, task, trained, share_between(on_progress, first + 0.25, first + 0.35))
        yield Way(name, f"{what}, trained on {len(study)} news sentences", score(task, vectors, base))
    on_progress(1.0)


def word_vectors(task: SenseTask, static: StaticModel) -> np.ndarray:
    """Look up the static vector of each occurrence's word, (n, static width): one for all its contexts.

    Raises WordError if a word has none.
    """
    return np.stack([static.vector(word) for word in task.words])


def sentence_vectors(task: SenseTask, static: StaticModel) -> np.ndarray:
    """Average the static vectors of each sentence's other words, scaled to length 1: (n, static width)."""
    rows = np.zeros((len(task.spans), static.width))
    for number, span in enumerate(task.spans):
        sentence = task.sentences[span.sentence]
        others = [match[0].lower() for match in WORD.finditer(sentence) if match.start() != span.start]
        found = [static.vector(word) for word in others if static.has(word)]
        if found:
            rows[number] = unit(np.stack(found)).mean(axis=0)
    return rows


def end_to_end(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Put two vectors of each occurrence, (n, a) and (n, b), into one, (n, a + b); both get the same length."""
    return np.concatenate([unit(first), unit(second)], axis=1)


def study_sentences(count: int = STUDY_SENTENCES) -> list[str]:
    """Return sentences of gensim's news sample to train a table on; none of them is in the task."""
    found = [sentence for text in news_texts() for sentence in split_sentences(text)]
    return [sentence for sentence in found if 5 <= len(sentence.split()) <= 60][:count]
