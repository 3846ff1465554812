"""Let BERT read other vectors than its own: another embedding table, or static vectors, one a word."""

from collections.abc import Callable, Sequence

import numpy as np
import torch

from components.engine.built_in.sense_task import SenseTask
from components.engine.encoding.batches import like_lengths
from components.engine.encoding.encode import special_ids, tokenize
from components.engine.encoding.occurrences import overlapping_tokens
from components.engine.loading.load import Encoder
from components.engine.records import Occurrence
from components.engine.static.linear_map import LinearMap, embedding_table
from components.engine.static.vectors import StaticModel
from components.engine.text.words import own_offsets, word_numbers


def states_from_static(
    encoder: Encoder,
    task: SenseTask,
    static: StaticModel,
    mapped: LinearMap,
    on_progress: Callable[[float], None] = lambda share: None,
) -> np.ndarray:
    """Let BERT read static vectors instead of its own, and return each word's last state: (n, width).

    Every word that the static model knows is one vector, whatever pieces BERT would cut it into; signs, special
    tokens and other words keep their pieces' own vectors.
    """
    table = embedding_table(encoder)
    rows, places = [], []
    for span in task.spans:
        row, place = static_input(encoder, task.sentences[span.sentence], span, static, mapped, table)
        rows.append(row)
        places.append(place)
    found = np.empty((len(rows), encoder.facts.width), dtype=np.float32)
    done = 0
    for batch in like_lengths({number: len(row) for number, row in enumerate(rows)}):
        on_progress(done / len(rows))
        done += len(batch)
        states = run_rows(encoder, [rows[number] for number in batch])
        for state, number in zip(states, batch, strict=True):
            found[number] = state[places[number]].mean(axis=0)
    return found


def static_input(
    encoder: Encoder, sentence: str, span: Occurrence, static: StaticModel, mapped: LinearMap, table: np.ndarray
) -> tuple[np.ndarray, list[int]]:
    """Return a sentence's input vectors, (positions, width), and the positions of the word at `span`."""
    made = tokenize(encoder, sentence)
    special, offsets = special_ids(encoder), own_offsets(made)
    rows, places, words = [], [], {}
    for token, word in enumerate(word_numbers(made, [sentence])):
        number = None if made.ids[token] in special else word
        words.setdefault(f"special {token}" if number is None else number, []).append(token)
    for tokens in words.values():
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


def run_rows(encoder: Encoder, rows: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Run input vectors, each (positions, width), through the layers: the last states, in the same shapes."""
    width = max(map(len, rows))
    given = np.zeros((len(rows), width, rows[0].shape[1]), dtype=np.float32)
    attention = np.zeros((len(rows), width), dtype=np.int64)
    for number, row in enumerate(rows):
        given[number, : len(row)] = row
        attention[number, : len(row)] = 1
    with torch.inference_mode():
        states = encoder.model(
            inputs_embeds=torch.from_numpy(given), attention_mask=torch.from_numpy(attention)
        ).last_hidden_state.numpy()
    return [state[: len(row)] for state, row in zip(states, rows, strict=True)]


def states_from_table(
    encoder: Encoder,
    task: SenseTask,
    table: np.ndarray,
    on_progress: Callable[[float], None] = lambda share: None,
) -> np.ndarray:
    """Read the task with another embedding table, and return each word's last state: (n, width)."""
    made = [tokenize(encoder, task.sentences[span.sentence]) for span in task.spans]
    found = np.empty((len(made), encoder.facts.width), dtype=np.float32)
    done = 0
    for batch in like_lengths({number: len(one.ids) for number, one in enumerate(made)}):
        on_progress(done / len(made))
        done += len(batch)
        states = run_rows(encoder, [table[made[number].ids] for number in batch])
        for state, number in zip(states, batch, strict=True):
            special = np.array(made[number].special_tokens_mask, dtype=bool)
            pieces = overlapping_tokens(own_offsets(made[number]), special, task.spans[number])
            found[number] = state[pieces].mean(axis=0)
    return found
