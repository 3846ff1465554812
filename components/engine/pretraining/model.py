"""The bundled encoder with both of BERT's heads: made, saved, loaded, and run for training.

A copy of the encoder is fine-tuned with the heads; its word embeddings are the encoder's own, do not train, and are
stored once. In training no work is wasted: the vocabulary is scored at hidden pieces alone, and the last block runs at
hidden pieces and [CLS] alone, which gives the same numbers.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertForPreTraining

from components.engine.errors import ModelError
from components.engine.loading.bert_like import Part, by_head, finish_block
from components.engine.loading.load import Encoder, embedding_table
from components.engine.pretraining.masking import Batch
from components.engine.pretraining.passages import NO_LABEL


def with_objectives(encoder: Encoder) -> BertForPreTraining:
    """Copy `encoder` and give the copy new heads; its word embeddings, which the MLM head shares, do not train."""
    model: Part = BertForPreTraining(encoder.model.config)  # type: ignore[arg-type]  # the bundled model is a BERT
    model.bert.load_state_dict(encoder.model.state_dict())
    words = nn.Parameter(torch.from_numpy(embedding_table(encoder)), requires_grad=False)
    model.bert.embeddings.word_embeddings.weight = model.cls.predictions.decoder.weight = words  # same memory
    width = model.config.hidden_size
    turn = nn.Linear(width, width, bias=False)  # GELU leaves one side only, and the word embeddings cannot adapt to it
    nn.init.zeros_(turn.weight)  # begins as the unigram model
    model.cls.predictions.transform = nn.Sequential(model.cls.predictions.transform, turn)
    return model.eval()  # dropout costs time and does not help within a few passes over the text


def start_from_frequencies(model: BertForPreTraining, counts: np.ndarray) -> None:
    """Start the MLM head as the unigram model: every piece as probable as it is frequent, (vocabulary,) counts."""
    with torch.no_grad():
        model.cls.predictions.bias.copy_(torch.tensor(np.log((counts + 0.1) / (counts + 0.1).sum())))


def save_heads(model: BertForPreTraining, path: Path) -> None:
    """Write all weights but the word embeddings, which are the encoder's own, as float16."""
    weights = {name: weight.half().contiguous() for name, weight in own_weights(model).items()}
    partial = path.with_suffix(".partial")
    save_file(weights, partial)
    partial.replace(path)


def load_heads(encoder: Encoder, path: Path) -> BertForPreTraining:
    """Copy `encoder` and put the weights that `save_heads` wrote into the copy."""
    model = with_objectives(encoder)
    own = own_weights(model)
    try:
        saved = load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelError(
            f"{path.name} cannot be read. Fetch it again, or train it: see README.md beside it."
        ) from error
    if saved.keys() != own.keys():
        known = len(saved.keys() & own.keys())
        raise ModelError(f"{path.name} has {known} of the model's {len(own)} weights. Fetch it again.")
    with torch.no_grad():
        for name, weight in own.items():
            weight.copy_(saved[name])
    return model


def own_weights(model: BertForPreTraining) -> dict[str, Tensor]:
    """Name the weights that are not the encoder's word embeddings."""
    return {name: weight for name, weight in model.named_parameters() if not name.endswith("word_embeddings.weight")}


def run_block(block: Part, queries: Tensor, states: Tensor, mask: Tensor | None) -> Tensor:
    """Run one transformer block for `queries` (n, places, width), which look at `states` (n, tokens, width).

    Attention is written out: torch's fused one takes three times as long backwards on a processor.
    """
    attention = block.attention.self
    query, key, value = by_head(attention, queries, states)
    logits = (query * attention.scaling) @ key.transpose(-1, -2)  # (n, heads, places, tokens)
    if mask is not None:
        logits = logits.masked_fill(~mask, -torch.inf)
    mixed = logits.softmax(-1, dtype=logits.dtype) @ value
    return finish_block(block, mixed.transpose(1, 2).flatten(2), queries)


def scores(model: BertForPreTraining, batch: Batch) -> tuple[Tensor, Tensor]:
    """Score every piece of the vocabulary at the hidden places, and both labels.

    Returns (pairs, hidden, width) states that the decoder reads, and (pairs, 2).
    """
    bert: Part = model.bert
    mask = None if batch.attention.all() else torch.from_numpy(batch.attention)[:, None, None]
    states = bert.embeddings(torch.from_numpy(batch.ids), torch.from_numpy(batch.segments))
    *lower, last = bert.encoder.layer
    for layer in lower:
        states = run_block(layer, states, states, mask)
    places = torch.from_numpy(np.pad(batch.places, ((0, 0), (1, 0))))  # [CLS] first
    asked = states.gather(1, places[..., None].expand(-1, -1, states.shape[-1]))
    top = run_block(last, asked, states, mask)
    return model.cls.predictions.transform(top[:, 1:]), model.cls.seq_relationship(bert.pooler(top))


def losses(model: BertForPreTraining, batch: Batch) -> tuple[Tensor, Tensor]:
    """Compute both cross-entropies, each the mean over what is asked."""
    states, following = scores(model, batch)
    answers = torch.from_numpy(batch.answers)
    decoder = model.cls.predictions.decoder
    known = states[answers != NO_LABEL]
    masked = DecoderLoss.apply(known, decoder.weight.to(known.dtype), decoder.bias, answers[answers != NO_LABEL])
    labels = torch.from_numpy(batch.labels)
    # a batch of lists alone has no label: the sum over none is 0
    sequence = functional.cross_entropy(following, labels, ignore_index=NO_LABEL, reduction="sum")
    return masked, sequence / max(1, int((labels != NO_LABEL).sum()))


class DecoderLoss(torch.autograd.Function):
    """The mean cross-entropy of a decoder whose weight does not train: of (n, width) states and (n,) answers.

    Goes through few rows at a time, gradients included, so that the scores of the whole vocabulary stay in the
    processor's cache: half the time of torch's three passes over all of them.
    """

    ROWS = 64

    @staticmethod
    def forward(context: Any, states: Tensor, weight: Tensor, bias: Tensor, answers: Tensor) -> Tensor:
        """Compute the loss, and the gradients at once."""
        loss, count = 0.0, len(answers)
        by_states, by_bias = torch.empty_like(states), torch.zeros_like(bias)
        for start in range(0, count, DecoderLoss.ROWS):
            rows = slice(start, start + DecoderLoss.ROWS)
            true = answers[rows, None]
            shares = (states[rows] @ weight.T).float().add_(bias)
            shares -= shares.amax(1, keepdim=True)
            right = shares.gather(1, true)
            total = shares.exp_().sum(1, keepdim=True)
            loss += float((total.log() - right).sum())
            shares /= total * count
            shares.scatter_add_(1, true, torch.full_like(right, -1 / count))
            by_bias += shares.sum(0)
            by_states[rows] = shares.to(weight.dtype) @ weight
        context.save_for_backward(by_states, by_bias)
        return torch.tensor(loss / count)

    @staticmethod
    def backward(context: Any, scale: Tensor) -> tuple[Tensor | None, ...]:
        """Give the gradients of states and bias."""
        by_states, by_bias = context.saved_tensors
        return by_states * scale, None, by_bias * scale, None
