"""One run of fine-tuning at some step: the model, what trains it, its batches, its tests, its state.

The model is transformers' `AutoModelForSequenceClassification`: for BERT a linear map on the pooled [CLS] (Devlin et
al. 2018, section 4.1). AdamW; the rate rises over the first tenth of the steps and falls to 0; the head learns ten
times as fast as the layers. Leaves out early stopping, mixed precision and learning more than one task.
"""

import copy
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForSequenceClassification, PreTrainedModel, PreTrainedTokenizerFast

from components.engine.classify.scores import Trial
from components.engine.encoding.batches import padded
from components.engine.errors import ModelError
from components.engine.finetune.job import EMBEDDINGS, Job
from components.engine.loading.load import AS_SAVED, MAX_TOKENS, Encoder, locate, read_tokenizer
from components.engine.loading.model_folder import check_config

HEAD_FASTER = 10  # times the rate of the layers: the head and the pooler before it begin from nothing that fits
WARM_SHARE = 0.1  # of all steps: the rate rises
WEIGHT_DECAY, LONGEST_GRADIENT = 0.01, 1.0
TESTED_AT_ONCE = 32


@dataclass
class Tuning:
    """A run at some step."""

    job: Job
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerFast
    optimizer: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LRScheduler
    ids: list[list[int]]  # each text's
    targets: torch.Tensor  # (texts,) the number of each one's label
    step: int = 0
    seconds: float = 0.0  # of training, without loading, testing and saving

    def batches(self) -> Iterator[np.ndarray]:
        """Yield the numbers of the texts of each step, from the present one on; each epoch has an order of its own."""
        job = self.job
        done, begun = divmod(self.step, job.epoch_steps)
        for epoch in range(done, job.epochs):
            order = np.random.default_rng([job.seed, epoch]).permutation(np.array(job.train))
            groups = np.split(order, range(job.batch, len(order), job.batch))
            yield from groups[begun if epoch == done else 0 :]

    def padded(self, numbers: np.ndarray) -> dict[str, torch.Tensor]:
        """Make one batch, padded to its longest text: (texts, tokens) each."""
        ids, mask = padded([self.ids[number] for number in numbers], self.tokenizer.pad_token_id or 0)
        return {"input_ids": ids, "attention_mask": mask}

    def train(self, numbers: np.ndarray) -> float:
        """Take one step and return its loss."""
        begun = time.perf_counter()
        loss = self.model(**self.padded(numbers), labels=self.targets[numbers]).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), LONGEST_GRADIENT)
        self.optimizer.step()
        self.schedule.step()
        self.optimizer.zero_grad()
        self.step += 1
        self.seconds += time.perf_counter() - begun
        return loss.item()

    def test(self) -> Trial:
        """Say what the model makes of the held-out texts."""
        job = self.job
        predicted = np.full(len(job.texts), -1)
        order = sorted(job.test, key=lambda number: len(self.ids[number]))
        self.model.eval()
        with torch.inference_mode():
            for first in range(0, len(order), TESTED_AT_ONCE):
                numbers = np.array(order[first : first + TESTED_AT_ONCE])
                predicted[numbers] = self.model(**self.padded(numbers)).logits.argmax(dim=1).numpy()
        self.model.train()
        return Trial(self.targets.numpy(), predicted, len(job.classes))

    def snapshot(self) -> dict:
        """Copy what a checkpoint needs: what is frozen is in the model that the run starts from."""
        learning = {name for name, weight in self.model.named_parameters() if weight.requires_grad}
        return {
            "model": {name: value.clone() for name, value in self.model.state_dict().items() if name in learning},
            "optimizer": copy.deepcopy(self.optimizer.state_dict()),  # training goes on to change its tensors
            "schedule": self.schedule.state_dict(),
            "random": torch.get_rng_state(),  # dropout
            "step": self.step,
            "seconds": self.seconds,
        }

    def resume(self, path: Path) -> None:
        """Go on from a checkpoint."""
        kept = torch.load(path, weights_only=True)
        self.model.load_state_dict(kept["model"], strict=False)
        self.optimizer.load_state_dict(kept["optimizer"])
        self.schedule.load_state_dict(kept["schedule"])
        torch.set_rng_state(kept["random"])
        self.step, self.seconds = kept["step"], kept["seconds"]


def prepare(job: Job) -> Tuning:
    """Load the model with a fresh head and build what trains it.

    Raises ModelError if the model cannot be tuned.
    """
    torch.manual_seed(job.seed)
    folder, _ = locate(job.base)
    check_config(folder, job.base)
    tokenizer = read_tokenizer(folder, job.base)
    names = dict(enumerate(job.classes))
    try:
        model = AutoModelForSequenceClassification.from_pretrained(
            folder,
            num_labels=len(names),
            id2label=names,
            label2id={name: number for number, name in names.items()},
            ignore_mismatched_sizes=True,  # a model that was tuned before gets a new head
            **AS_SAVED,  # backwards the fused attention is slower on a processor
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(f"“{job.base}” cannot be fine-tuned: {str(error).splitlines()[0][:200]}") from error
    freeze(model, job.frozen)
    model.train()
    optimizer = torch.optim.AdamW(rates(model, job.rate), weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: level(step, job.steps))
    limit = min(job.max_tokens, getattr(model.config, "max_position_embeddings", MAX_TOKENS) - 2)
    ids = tokenizer(list(job.texts), truncation=True, max_length=limit)["input_ids"]
    targets = torch.tensor([job.classes.index(label) for label in job.labels])
    return Tuning(job, model, tokenizer, optimizer, schedule, ids, targets)


def count_cut(encoder: Encoder, texts: Sequence[str], max_tokens: int) -> int:
    """Count the texts of which only the first `max_tokens` tokens are read."""
    return sum(len(ids) > max_tokens for ids in encoder.tokenizer(list(texts), verbose=False)["input_ids"])


def freeze(model: PreTrainedModel, layers: int) -> None:
    """Freeze the embeddings and the lowest `layers`; with EMBEDDINGS, nothing."""
    if layers == EMBEDDINGS:
        return
    encoder: Any = model.base_model
    blocks = getattr(getattr(encoder, "encoder", encoder), "layer", None)
    if blocks is None:
        blocks = getattr(encoder, "layers", None) or encoder.transformer.layer
    for part in (encoder.embeddings, *blocks[:layers]):
        part.requires_grad_(False)


def rates(model: PreTrainedModel, rate: float) -> list[dict]:
    """Give the layers their learning rate, and the head a higher one."""
    layers = {name for name, _ in model.named_parameters() if model.base_model_prefix in name and "pooler" not in name}
    learning = [(name, weight) for name, weight in model.named_parameters() if weight.requires_grad]
    return [
        {"params": [weight for name, weight in learning if name in layers], "lr": rate},
        {"params": [weight for name, weight in learning if name not in layers], "lr": HEAD_FASTER * rate},
    ]


def level(step: int, steps: int) -> float:
    """Return the share of the full rate at a step: up over the first tenth, then down to 0 in a line."""
    warm = max(1, round(WARM_SHARE * steps))
    return (step + 1) / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))
