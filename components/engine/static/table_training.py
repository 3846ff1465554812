"""An embedding table that begins with mapped static vectors, and its training."""

from collections.abc import Sequence

import numpy as np
import torch

from components.engine.encoding.batches import padded
from components.engine.encoding.encode import tokenize
from components.engine.loading.load import Encoder, embedding_table
from components.engine.progress import OnProgress, unheard
from components.engine.static.linear_map import LinearMap
from components.engine.static.vectors import StaticModel, whole_pieces

BATCH = 8  # sentences
RATE = 0.01


def start_table(encoder: Encoder, static: StaticModel, mapped: LinearMap) -> np.ndarray:
    """Begin BERT's embedding table with mapped static vectors; pieces that are no words of theirs keep their own."""
    table = embedding_table(encoder).copy()
    known = {word: number for word, number in whole_pieces(encoder).items() if static.has(word)}
    table[list(known.values())] = mapped(np.stack([static.vector(word) for word in known]))
    return table


def random_table(encoder: Encoder, static: StaticModel) -> np.ndarray:
    """Begin the same rows as `start_table` with random numbers of the table's own mean and spread."""
    table = embedding_table(encoder).copy()
    rows = [number for word, number in whole_pieces(encoder).items() if static.has(word)]
    random = np.random.default_rng(0)
    table[rows] = random.normal(table[rows].mean(axis=0), table[rows].std(axis=0), (len(rows), table.shape[1]))
    return table


def train_table(
    encoder: Encoder, table: np.ndarray, sentences: Sequence[str], on_progress: OnProgress = unheard
) -> tuple[np.ndarray, list[float]]:
    """Train the rows of an embedding table, once through `sentences`, towards the last states of the untouched model.

    The loss is 1 − cosine with the untouched model's last state, averaged over the pieces (Hinton et al. 2015 call
    this distillation). Only rows of pieces that occur are changed. Returns the table and the loss of every batch.
    """
    made = [tokenize(encoder, sentence) for sentence in sentences]
    used, local = np.unique(np.concatenate([one.ids for one in made]), return_inverse=True)
    bounds = np.cumsum([0, *(len(one.ids) for one in made)])
    own = torch.from_numpy(embedding_table(encoder)[used])
    rows = torch.from_numpy(table[used].copy()).requires_grad_()
    optimizer = torch.optim.Adam([rows], lr=RATE)
    order = sorted(range(len(made)), key=lambda number: len(made[number].ids))
    batches = [order[begin : begin + BATCH] for begin in range(0, len(order), BATCH)]
    losses = []
    for step, number in enumerate(np.random.default_rng(0).permutation(len(batches))):
        on_progress(step / len(batches))
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / len(batches))
        ids, attention = padded(local[bounds[n] : bounds[n + 1]] for n in batches[number])
        with torch.no_grad():
            wanted = encoder.model(inputs_embeds=own[ids], attention_mask=attention).last_hidden_state
        states = encoder.model(inputs_embeds=rows[ids], attention_mask=attention).last_hidden_state
        apart = 1 - torch.cosine_similarity(states, wanted, dim=-1)
        loss = (apart * attention).sum() / attention.sum()
        (rows.grad,) = torch.autograd.grad(loss, [rows])  # and none for the weights, which other visitors use
        optimizer.step()
        losses.append(float(loss.detach()))
    trained = table.copy()
    trained[used] = rows.detach().numpy()
    return trained, losses
