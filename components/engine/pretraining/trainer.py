"""One run of training on BERT's two objectives: its state, its steps, its schedule.

The learning rate rises, stays, and falls to zero over the last 15 % of the budget (Hu et al. 2024, "WSD"), so that a
run may be made longer or shorter until the fall begins. A stopped run, resumed, ends with the very weights of a run
that was not stopped: all that is random follows from the seed and the step.
"""

import argparse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from components.engine.loading.load import Encoder
from components.engine.pretraining.masking import batches, hide
from components.engine.pretraining.model import load_heads, losses, scores, start_from_frequencies, with_objectives
from components.engine.pretraining.passages import NO_LABEL, Document, Pair, make_pairs

DECAY_SHARE = 0.15  # of the run: the learning rate falls
NSP_WEIGHT = 2.0  # one label a pair against a dozen hidden pieces: without it the NSP head learns little


@dataclass
class Progress:
    """Where a run is."""

    step: int = 0
    epoch: int = 0
    place: int = 0  # batch of the epoch
    tokens: int = 0
    seconds: float = 0.0  # computing time a core
    decay_from: int | None = None
    decay_steps: int = 0


@dataclass(frozen=True)
class Score:
    """How well the model guesses held-out pieces, all of them shown as [MASK], and what follows."""

    loss: float
    top_1: float
    top_5: float
    next_sentence: float


class Training:
    """The state of one run: model, optimiser, progress. Weights change in `train`."""

    def __init__(self, encoder: Encoder, documents: list[Document], options: argparse.Namespace) -> None:
        self.tokenizer, self.documents, self.options = encoder.tokenizer, documents, options
        self.progress = Progress()
        if options.start:
            self.model = load_heads(encoder, options.start / "heads.safetensors")
        else:
            torch.manual_seed(options.seed)
            self.model = with_objectives(encoder)
            pieces = np.concatenate([sentence for document in documents for sentence in document.sentences])
            start_from_frequencies(self.model, np.bincount(pieces, minlength=encoder.model.config.vocab_size))
        groups = split_weights(self.model)
        self.weights = [weight for group in groups for weight in group]
        learning = [{"params": group} for group in groups]
        self.optimizer = torch.optim.AdamW(learning, betas=(0.9, 0.98), weight_decay=0.01, fused=True)

    def save(self, path: Path) -> None:
        """Write everything that goes on, in one move."""
        saved = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "progress": asdict(self.progress),
        }
        torch.save(saved, path.with_suffix(".partial"))
        path.with_suffix(".partial").replace(path)

    def resume(self, path: Path) -> None:
        """Go on where `save` left off; the rates are those of the new options."""
        saved = torch.load(path, weights_only=True)
        self.model.load_state_dict(saved["model"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.progress = Progress(**saved["progress"])

    def groups(self) -> Iterator[list[Pair]]:
        """Yield batches for ever, one pass over the documents after the other, from where the run is."""
        options, progress = self.options, self.progress
        special = (self.tokenizer.cls_token_id, self.tokenizer.sep_token_id)
        while True:
            seed = (options.seed, progress.epoch)
            pairs = make_pairs(self.documents, options.length, special, seed, options.beside)
            for group in batches(pairs, options.batch, seed)[progress.place :]:
                progress.place += 1
                yield group
            progress.epoch, progress.place = progress.epoch + 1, 0

    def train(self, group: list[Pair], pool: ThreadPoolExecutor) -> tuple[float, float]:
        """Make one step and return both losses."""
        self.set_rates()
        parts = [group[start :: self.options.parts] for start in range(min(self.options.parts, len(group)))]
        results = list(pool.map(self.gradients, parts, range(len(parts)), [len(parts)] * len(parts)))
        for weight, *gradients in zip(self.weights, *(gradients for _, _, gradients in results), strict=True):
            known = [gradient for gradient in gradients if gradient is not None]
            weight.grad = torch.stack(known).sum(0) if known else None
        nn.utils.clip_grad_norm_(self.weights, 1.0)
        self.optimizer.step()
        self.progress.step += 1
        self.progress.tokens += sum(len(pair.ids) for pair in group)
        return float(np.mean([loss for loss, _, _ in results])), float(np.mean([loss for _, loss, _ in results]))

    def gradients(self, pairs: list[Pair], part: int, parts: int) -> tuple[float, float, list[Tensor | None]]:
        """Compute both losses on a part of a batch, and the part's share of the gradients.

        Parts run on a core each: on a shared machine two threads that wait for nobody do more than one operation
        split in two.
        """
        seed = (self.options.seed, self.progress.step, part)
        batch = hide(pairs, self.tokenizer, seed, self.options.share)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.options.bfloat16):
            masked, following = losses(self.model, batch)
        trained = [weight for weight in self.weights if weight.requires_grad]
        found = iter(torch.autograd.grad((masked + NSP_WEIGHT * following) / parts, trained, allow_unused=True))
        return masked.item(), following.item(), [next(found) if w.requires_grad else None for w in self.weights]

    def set_rates(self) -> None:
        """Set the learning rates of this step: the heads alone first, then all; up, level, down."""
        options, progress = self.options, self.progress
        alone = 0 if options.start else options.head_steps
        plans = ((options.rate, alone), (options.head_rate, 0))
        for group, (rate, wait) in zip(self.optimizer.param_groups, plans, strict=True):
            for weight in group["params"]:
                weight.requires_grad_(progress.step + 1 >= wait)
            group["lr"] = rate * min(1, max(0, progress.step + 1 - wait) / options.warm_steps) * self.level()

    def level(self) -> float:
        """Return 1 before the decay, then what is left of it."""
        if self.progress.decay_from is None:
            return 1.0
        return max(0.0, 1 - (self.progress.step - self.progress.decay_from) / max(1, self.progress.decay_steps))

    def plan(self) -> bool:
        """Begin the decay when it is time, and tell whether the run goes on."""
        progress, options = self.progress, self.options
        if progress.decay_from is None and self.done_share() >= 1 - DECAY_SHARE:
            left = DECAY_SHARE / (1 - DECAY_SHARE) * progress.step
            progress.decay_steps = options.steps - progress.step if options.steps else round(left)
            progress.decay_from = progress.step
        return progress.decay_from is None or progress.step < progress.decay_from + progress.decay_steps

    def done_share(self) -> float:
        """Tell how much of the budget is used."""
        if self.options.steps:
            return self.progress.step / self.options.steps
        return self.progress.seconds / (60 * self.options.minutes)


def split_weights(model: nn.Module) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """Split the weights that train into the encoder's and the heads'; the pooler belongs to the NSP head."""
    named = [(name, weight) for name, weight in model.named_parameters() if weight.requires_grad]
    heads = [weight for name, weight in named if name.startswith(("cls.", "bert.pooler."))]
    return [weight for name, weight in named if not name.startswith(("cls.", "bert.pooler."))], heads


def score(training: Training, groups: list[list[Pair]]) -> Score:
    """Score the model on held-out pairs; all hidden pieces become [MASK], 15 % of all."""
    loss, ranks, right = [], [], []
    with torch.inference_mode():
        for number, group in enumerate(groups):
            batch = hide(group, training.tokenizer, (0, number), masked=1.0)
            states, following = scores(training.model, batch)
            hidden = batch.answers != NO_LABEL
            answers = torch.from_numpy(batch.answers[hidden])
            logits = training.model.cls.predictions.decoder(states[torch.from_numpy(hidden)])
            ranks.append((logits > logits.gather(1, answers[:, None])).sum(1))
            loss.append(functional.cross_entropy(logits, answers, reduction="sum").item())
            known = batch.labels != NO_LABEL
            right.append(following.argmax(1).numpy()[known] == batch.labels[known])
    rank = torch.cat(ranks).numpy()
    hits = np.concatenate(right)
    return Score(sum(loss) / len(rank), (rank < 1).mean(), (rank < 5).mean(), hits.mean() if len(hits) else np.nan)
