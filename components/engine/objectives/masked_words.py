"""Masked language modelling: how probable the model finds each piece at a place of the text.

Whose head it is, `objectives.find_head` decides. Pieces are scored each for itself: for a masked word of several pieces
take the places together, and add their logarithms.
"""

import copy
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import PreTrainedModel
from transformers.utils import ModelOutput

from components.engine.encoding.batches import padded, run_batch
from components.engine.errors import ModelError, TextError
from components.engine.loading.fused import fused
from components.engine.loading.load import Encoder
from components.engine.objectives.find_head import find_head
from components.engine.pretraining.masking import hide
from components.engine.pretraining.passages import NO_LABEL, Pair
from components.engine.records import MASKED, Encoding, read_only, record

AT_ONCE = 16  # places whose scores are in memory together: all layers × places × the whole vocabulary
Numbers = Sequence[int] | np.ndarray
TYPED = -1  # the answer at a [MASK] that was typed: nobody knows it


@dataclass(frozen=True)  # no record: torch looks up its places, and wants no locked ones for that
class Question:
    """A text of which some pieces are to be guessed."""

    ids: np.ndarray  # (tokens,) as the model reads them
    segments: np.ndarray  # (tokens,) 0 or 1
    places: np.ndarray  # (hidden,) positions to guess, in the order of the text
    answers: np.ndarray  # (hidden,) the true ids, or TYPED


@record
class Guesses:
    """What the head says at every layer; above the last layer it was trained, below it is a look through it."""

    pieces: np.ndarray  # (layers + 1, hidden, most) ids, the most probable first
    probabilities: np.ndarray  # (layers + 1, hidden, most)
    true: np.ndarray  # (layers + 1, hidden) log-probability of the true piece; NaN where it was typed
    rank: np.ndarray  # (layers + 1, hidden) of the true piece, from 1; 0 where it was typed

    @property
    def loss(self) -> float:
        """Return −(1/N) Σ log p over the hidden pieces whose truth is known; NaN if there are none."""
        known = self.true[-1][~np.isnan(self.true[-1])]
        return float(-known.mean()) if len(known) else float("nan")


def score_masked(encoder: Encoder, ids: Numbers, positions: Numbers, segments: Numbers | None = None) -> np.ndarray:
    """Return log-probabilities (positions, vocabulary) float32 at `positions` of one text.

    `ids` are those of the whole text, special tokens included, with [MASK] wherever the model is not to see the word;
    `segments` are 0 and 1 in a pair of texts. Raises TextError if there are more ids than the model reads, and
    ModelError if it has no head for masked words.
    """
    ready = run_encoder(encoder, ids, segments, every_layer=False)
    return read_only(run_head(ready, positions)[-1].numpy())


@record
class Ready:
    """A text that the encoder has read, for the head to go on from."""

    model: PreTrainedModel  # with its head
    inputs: dict[str, torch.Tensor]
    output: ModelOutput  # of the encoder
    states: torch.Tensor  # (layers + 1 or 1, tokens, width)


def run_encoder(encoder: Encoder, ids: Numbers, segments: Numbers | None, every_layer: bool) -> Ready:
    """Let the encoder below the head read a text, and keep the states of the last layer or of all."""
    if len(ids) > encoder.facts.max_tokens:
        raise TextError(
            f"The text has {len(ids):,} tokens, but this model reads at most {encoder.facts.max_tokens}. Shorten it."
        )
    model = find_head(encoder, MASKED)
    inputs = {"input_ids": torch.tensor([[int(i) for i in ids]]), "attention_mask": torch.ones(1, len(ids))}
    if segments is not None and "token_type_ids" in encoder.tokenizer.model_input_names:
        inputs["token_type_ids"] = torch.tensor([[int(i) for i in segments]])
    with torch.inference_mode():
        output = model.base_model(**inputs, output_hidden_states=every_layer)
    states = [*output.hidden_states[:-1], output.last_hidden_state] if every_layer else [output.last_hidden_state]
    return Ready(model, inputs, output, torch.cat(states))


def run_head(ready: Ready, positions: Numbers) -> torch.Tensor:
    """Score every piece at `positions`: (layers + 1 or 1, positions, vocabulary) log-probabilities."""
    asked = torch.tensor([int(place) for place in positions], dtype=torch.long)
    output = copy.copy(ready.output)
    output.last_hidden_state, output.hidden_states = ready.states[:, asked], None
    with torch.inference_mode():
        scored = head_alone(ready.model, output)(**ready.inputs)
        logits = getattr(scored, "prediction_logits", None)
        return (scored.logits if logits is None else logits).log_softmax(-1)


def score_places(encoder: Encoder, rows: Sequence[Numbers], places: Sequence[int]) -> torch.Tensor:
    """Score every piece at one place of each of some texts, read together: (rows, vocabulary) log-probabilities."""
    model = find_head(encoder, MASKED)
    body: Any = model.base_model
    output = run_batch(encoder, rows, fused(encoder, below_head=body))
    states = output.last_hidden_state[torch.arange(len(places)), torch.tensor(places)]
    ids, mask = padded(rows, encoder.tokenizer.pad_token_id or 0)
    return run_head(Ready(model, {"input_ids": ids, "attention_mask": mask}, output, states[:, None]), [0])[:, 0]


def head_alone(model: PreTrainedModel, output: ModelOutput) -> PreTrainedModel:
    """Return `model` with an encoder that only gives `output`: its head, whatever the architecture calls it.

    A shallow copy, since other visitors use the model at the same time.
    """
    head = copy.copy(model)
    head._modules = {**model._modules, model.base_model_prefix: Given(output)}
    return head


class Given(nn.Module):
    """Gives what it was made with."""

    def __init__(self, output: ModelOutput) -> None:
        super().__init__()
        self.output = output

    def forward(self, *_: object, **__: object) -> ModelOutput:
        """Return it, whatever is asked."""
        return self.output


def hide_words(encoder: Encoder, encoding: Encoding, words: Collection[int]) -> Question:
    """Put [MASK] in the place of every piece of some words; a [MASK] that was typed is asked about as well.

    Raises ModelError if the tokenizer has no mask token.
    """
    mask = mask_id(encoder)
    typed = encoding.ids == mask
    hidden = np.array([word is not None and word in words for word in encoding.word_ids]) & ~typed
    answers = np.where(typed, TYPED, encoding.ids)
    places = np.flatnonzero(hidden | typed)
    return Question(
        read_only(np.where(hidden, mask, encoding.ids)), encoding.segment_ids, places, read_only(answers[places])
    )


def hide_at_random(encoder: Encoder, encoding: Encoding, seed: int) -> Question:
    """Hide as BERT's training does: 15 % of the pieces, of which 80 % become [MASK], 10 % another piece, 10 % stay.

    Special tokens are never hidden, and a piece at least is. Raises ModelError if the tokenizer has no mask token, and
    TextError if a [MASK] was typed, for which there is no truth.
    """
    if mask_id(encoder) in encoding.ids:
        raise TextError("Here the training hides the pieces by itself. Take the [MASK] out of your text.")
    if encoding.special.all():
        raise TextError("The text has special tokens alone, so nothing can be hidden. Type a word.")
    batch = hide([Pair(encoding.ids, encoding.segment_ids, NO_LABEL)], encoder.tokenizer, seed)
    order = np.argsort(batch.places[0])
    return Question(
        read_only(batch.ids[0]), encoding.segment_ids, batch.places[0][order], read_only(batch.answers[0][order])
    )


def mask_id(encoder: Encoder) -> int:
    """Return the id of [MASK].

    Raises ModelError if the tokenizer has none.
    """
    if encoder.tokenizer.mask_token_id is None:
        raise ModelError(f"“{encoder.facts.name}” has no mask token, so nothing can be hidden. Pick another model.")
    return encoder.tokenizer.mask_token_id


def guess(encoder: Encoder, question: Question, most: int = 10) -> Guesses:
    """Let the head guess every hidden piece, at every layer.

    The head was trained on the last layer alone. Put on an earlier one it shows what could be read there the same way
    (the "logit lens", nostalgebraist 2020), which underrates what the layer holds.
    Raises TextError if nothing is hidden, ModelError if the model has no head for masked words.
    """
    if not len(question.places):
        raise TextError("Nothing is hidden yet. Click a word to hide it, or type [MASK] in the text.")
    ready = run_encoder(encoder, question.ids, question.segments, every_layer=True)
    known = question.answers != TYPED
    parts = []
    for begin in range(0, len(question.places), AT_ONCE):
        some = slice(begin, begin + AT_ONCE)
        scores = run_head(ready, question.places[some])  # (layers + 1, some, vocabulary)
        best = scores.topk(min(most, scores.shape[-1]), dim=-1)
        answers = torch.from_numpy(np.where(known, question.answers, 0)[some]).expand(len(scores), -1)
        own = scores.gather(-1, answers[..., None])
        parts.append((best.indices, best.values.exp(), own[..., 0], (scores > own).sum(-1) + 1))
    pieces, probabilities, true, rank = (torch.cat(part, dim=1).numpy() for part in zip(*parts, strict=True))
    return Guesses(pieces, probabilities, np.where(known, true, np.nan), np.where(known, rank, 0))
