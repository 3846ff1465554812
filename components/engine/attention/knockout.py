"""What changes when a head, or one of its links, is silenced: an experiment instead of a reading of weights.

The blocks are computed here, from a layer upwards, with the model's own parts as functions. Nothing is hooked into
the model, which all visitors share, so others' texts run undisturbed meanwhile.

A silenced head gives every token the same in the place of its weighted sum of values: its mean over the built-in
sentences, so that what it says about this text is lost and nothing else (mean ablation, Wang et al. 2023), or zeros,
which also take away what it always adds (Michel et al. 2019). A cut link gets the score −∞, so that the head spreads
its attention over the other tokens (Geva et al. 2023).
"""

from collections.abc import Sequence

import numpy as np
import torch

from components.engine.built_in.fitted_task import fit_task
from components.engine.built_in.sense_task import bench_task
from components.engine.encoding.batches import padded
from components.engine.encoding.bulk import run_all
from components.engine.errors import TextError
from components.engine.geometry.vectors import cosine
from components.engine.loading.bert_like import Part, bert_blocks, by_head, finish_block
from components.engine.loading.load import Encoder
from components.engine.progress import OnProgress, ShouldStop, never, unheard
from components.engine.records import Encoding, read_only, record

MOST_SCORES = 4_000_000  # in one run, 16 MB


@record
class Knockout:
    """A head to silence, or if `query` and `key` are given only that link of it. All numbers count from 0."""

    layer: int
    head: int
    query: int | None = None
    key: int | None = None


@record
class Outcome:
    """The states with some knockouts."""

    states: np.ndarray  # (layers + 1, tokens, width)
    kept: np.ndarray  # (layers + 1, tokens): cosine of each state with the one without knockouts


def mean_outputs(
    encoder: Encoder, on_progress: OnProgress = unheard, should_stop: ShouldStop = never
) -> np.ndarray | None:
    """Average what each head gives over all tokens of the built-in English sentences: (layers, heads, d).

    Returns None if `should_stop` said so. Raises ArchitectureError if the model does not work as BERT does.
    """
    blocks, facts = bert_blocks(encoder), encoder.facts
    sentences = fit_task(bench_task(), encoder).sentences
    tokenized = encoder.tokenizer(list(sentences), truncation=False).encodings
    total, count = torch.zeros(facts.layers, facts.width, dtype=torch.float64), 0
    for numbers, output in run_all(encoder, tokenized, on_progress=on_progress, should_stop=should_stop):
        _, real = padded([tokenized[number].ids for number in numbers])  # (texts, tokens)
        with torch.inference_mode():
            for layer, block in enumerate(blocks):
                mixed = mixed_values(block.attention.self, output.hidden_states[layer], [], real=real.bool())
                total[layer] += mixed[real.bool()].sum(dim=0)
        count += int(real.sum())
    return None if should_stop() else read_only((total / count).unflatten(1, (facts.heads, -1)).float().numpy())


def knock_out(
    encoder: Encoder, encoding: Encoding, knockouts: Sequence[Knockout], means: np.ndarray | None = None
) -> Outcome:
    """Run the model with `knockouts`; layers below the first one stay as they are.

    A silenced head gives its part of `means` (layers, heads, d), or zeros without them.
    Raises ArchitectureError if the model does not work as BERT does, TextError if a link is the only one of its row.
    """
    blocks, first = bert_blocks(encoder), min(knockout.layer for knockout in knockouts)
    states = np.array(encoding.states)
    hidden = torch.tensor(encoding.states[first])[None]  # (1, tokens, width)
    with torch.inference_mode():
        for layer in range(first, encoder.facts.layers):
            block, here = blocks[layer], [knockout for knockout in knockouts if knockout.layer == layer]
            given = None if means is None else torch.tensor(means[layer])
            mixed = mixed_values(block.attention.self, hidden, here, given)
            hidden = finish_block(block, mixed, hidden)
            states[layer + 1] = hidden[0].numpy()
    return Outcome(states, cosine(states, encoding.states))


def mixed_values(
    attention: Part,
    hidden: torch.Tensor,
    knockouts: Sequence[Knockout],
    means: torch.Tensor | None = None,
    real: torch.Tensor | None = None,
) -> torch.Tensor:
    """Compute the heads' sums of values, side by side: (batch, tokens, width) to (batch, tokens, heads · d).

    `means` (heads, d) are what silenced heads give, if not zeros; `real` (batch, tokens) marks what is no padding.
    """
    query, key, value = by_head(attention, hidden, hidden)  # each (batch, heads, tokens, d)
    scores = query @ key.transpose(2, 3) / query.shape[-1] ** 0.5
    if real is not None:
        scores = scores.masked_fill(~real[:, None, None], float("-inf"))
    for knockout in knockouts:
        if knockout.query is not None and knockout.key is not None:
            scores[:, knockout.head, knockout.query, knockout.key] = float("-inf")
    if torch.isneginf(scores).all(dim=-1).any():
        raise TextError("This link is the only one that the token has in this head. Cut another one.")
    mixed = scores.softmax(dim=-1) @ value
    for knockout in knockouts:
        if knockout.query is None:
            mixed[:, knockout.head] = 0 if means is None else means[knockout.head]
    return mixed.transpose(1, 2).flatten(2)


def rank_heads(
    encoder: Encoder, encoding: Encoding, token: int, layer: int, means: np.ndarray | None = None
) -> np.ndarray:
    """Silence every head of a layer by itself: 1 − cosine of the token's last vector with and without it, (heads,).

    What they then give is as in `knock_out`.

    Many at once while their scores are few: one run for all heads of a short text, one a head for a long one.
    """
    heads, tokens = encoder.facts.heads, len(encoding.tokens)
    at_once = max(1, MOST_SCORES // (heads * tokens**2))
    hidden = torch.tensor(encoding.states[layer])[None]  # (1, tokens, width)
    moved = []
    with torch.inference_mode():
        block, *above = bert_blocks(encoder)[layer:]
        mixed = mixed_values(block.attention.self, hidden, []).unflatten(-1, (heads, -1))  # (1, tokens, heads, d)
        given = torch.zeros_like(mixed[0, 0]) if means is None else torch.tensor(means[layer])  # (heads, d)
        for silenced in torch.arange(heads).split(at_once):
            without = mixed.repeat(len(silenced), 1, 1, 1)
            without[torch.arange(len(silenced)), :, silenced] = given[silenced, None]
            states = finish_block(block, without.flatten(2), hidden)  # (silenced, tokens, width)
            for later in above:
                states = finish_block(later, mixed_values(later.attention.self, states, []), states)
            moved.append(1 - cosine(states[:, token].numpy(), encoding.states[-1, token]))
    return np.concatenate(moved)
