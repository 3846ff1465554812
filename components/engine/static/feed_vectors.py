"""Let BERT read other vectors than its own: another embedding table, or static vectors, one a word."""

from collections.abc import Sequence

import numpy as np
import torch

from components.engine.built_in.sense_task import SenseTask
from components.engine.encoding.batches import in_batches, padded
from components.engine.encoding.encode import running_word_ids, special_ids, tokenize
from components.engine.encoding.occurrences import overlapping_tokens
from components.engine.loading.load import Encoder, embedding_table
from components.engine.progress import OnProgress, unheard
from components.engine.records import Span
from components.engine.static.linear_map import LinearMap
from components.engine.static.vectors import StaticModel
from components.engine.text.words import group_by_word, own_offsets


def states_from_static(
    encoder: Encoder, task: SenseTask, static: StaticModel, mapped: LinearMap, on_progress: OnProgress = unheard
) -> np.ndarray:
    """Let BERT read static vectors instead of its own, and return each word's last state: (n, width).

    Every word that the static model knows is one vector, whatever pieces BERT would cut it into; signs, special
    tokens and other words keep their pieces' own vectors.
    """
    table = embedding_table(encoder)
    inputs = [static_input(encoder, task.sentences[span.sentence], span, static, mapped, table) for span in task.spans]
    rows, places = zip(*inputs, strict=True)
    return mean_states(encoder, rows, places, on_progress)


def static_input(
    encoder: Encoder, sentence: str, span: Span, static: StaticModel, mapped: LinearMap, table: np.ndarray
) -> tuple[np.ndarray, list[int]]:
    """Return a sentence's input vectors, (positions, width), and the positions of the word at `span`."""
    made = tokenize(encoder, sentence)
    offsets = own_offsets(made)
    rows: list[np.ndarray] = []
    places: list[int] = []
    words = running_word_ids(made, special_ids(encoder), [sentence])
    for tokens in group_by_word(f"special {token}" if word is None else word for token, word in enumerate(words)):
        start, end = offsets[tokens[0]][0], offsets[tokens[-1]][1]
        text = sentence[start:end].strip().lower()
        here = len(rows)
        if text.isalpha() and static.has(text):
            rows.append(mapped(static.vector(text)[None])[0])
        else:
            rows.extend(table[made.ids[token]] for token in tokens)
        if start < span.end and end > span.start and end > start:
            places.extend(range(here, len(rows)))
    return np.stack(rows), places


def states_from_table(
    encoder: Encoder, task: SenseTask, table: np.ndarray, on_progress: OnProgress = unheard
) -> np.ndarray:
    """Read the task with another embedding table, and return each word's last state: (n, width)."""
    rows, places = [], []
    for span in task.spans:
        made = tokenize(encoder, task.sentences[span.sentence])
        rows.append(table[made.ids])
        places.append(overlapping_tokens(own_offsets(made), np.array(made.special_tokens_mask, dtype=bool), span))
    return mean_states(encoder, rows, places, on_progress)


def mean_states(
    encoder: Encoder, rows: Sequence[np.ndarray], places: Sequence[Sequence[int] | np.ndarray], on_progress: OnProgress
) -> np.ndarray:
    """Let the layers read input vectors, each (positions, width), and average the last states at `places`."""
    found = np.empty((len(rows), encoder.facts.width), dtype=np.float32)
    for batch in in_batches(dict(enumerate(map(len, rows))), on_progress):
        given, mask = padded([rows[number] for number in batch])
        with torch.inference_mode():
            states = encoder.model(inputs_embeds=given, attention_mask=mask).last_hidden_state.numpy()
        for state, number in zip(states, batch, strict=True):
            found[number] = state[places[number]].mean(axis=0)
    return found
