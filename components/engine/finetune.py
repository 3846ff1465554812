"""Fine-tune a BERT on labelled texts, in a process of its own: `python -m components.engine.finetune FOLDER`.

FOLDER holds job.json (a `Job`). The run writes there
    progress.jsonl   a line a step (loss) and a line an epoch (scores on the held-out texts)
    checkpoint.pt    after every epoch and when it is stopped; a run that finds one goes on from it, in the same order
    model/           at the end: safetensors, tokenizer, config with the labels, a card

The model is transformers' `AutoModelForSequenceClassification`: for BERT a linear map on the pooled [CLS] (Devlin et
al. 2018, section 4.1). AdamW; the rate rises over the first tenth of the steps and falls to 0; the head learns ten
times as fast as the layers. The held-out texts only score: no epoch is chosen by them. Leaves out early stopping,
mixed precision and learning more than one task.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerFast

from components.engine.caption import make_caption
from components.engine.classify import Trial
from components.engine.errors import ExplorerError, ModelError
from components.engine.load import MAX_TOKENS, Encoder, check_config, locate

HEAD_FASTER = 10  # times the rate of the layers: the head and the pooler before it begin from nothing that fits
WARM_SHARE = 0.1  # of all steps: the rate rises
WEIGHT_DECAY, LONGEST_GRADIENT = 0.01, 1.0
TESTED_AT_ONCE = 32
EMBEDDINGS = -1  # `frozen`: nothing is frozen, the embeddings learn as well
FAILED, STOPPED = 2, 3  # exit codes
JOB, PROGRESS, CHECKPOINT, MODEL = "job.json", "progress.jsonl", "checkpoint.pt", "model"


@dataclass(frozen=True)
class Job:
    """What to learn, from what, and how."""

    title: str
    base: str  # the model it starts from
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    train: tuple[int, ...]  # numbers of the texts to learn from
    test: tuple[int, ...]  # numbers of the texts that are held out
    epochs: int = 4
    rate: float = 1e-4
    frozen: int = 0  # the embeddings and so many of the lowest layers do not learn; EMBEDDINGS: everything learns
    batch: int = 8  # texts a step
    seed: int = 0
    max_tokens: int = 128  # of a text; the rest is cut off

    @property
    def classes(self) -> tuple[str, ...]:
        """List the classes in sorted order."""
        return tuple(sorted(set(self.labels)))

    @property
    def epoch_steps(self) -> int:
        """Count the steps of an epoch."""
        return -(-len(self.train) // self.batch)

    @property
    def steps(self) -> int:
        """Count the steps of all epochs."""
        return self.epochs * self.epoch_steps

    def write(self, folder: Path) -> None:
        """Write job.json."""
        (folder / JOB).write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")

    @staticmethod
    def read(folder: Path) -> "Job":
        """Read job.json."""
        values = json.loads((folder / JOB).read_text(encoding="utf-8"))
        return Job(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})


@dataclass
class Tuning:
    """A run at some step."""

    job: Job
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerFast
    optimizer: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LRScheduler
    ids: list[list[int]]  # each text's
    step: int = 0
    seconds: float = 0.0  # of training, without loading, testing and saving
    targets: torch.Tensor = field(init=False)  # (texts,)

    def __post_init__(self) -> None:
        """Give each label its number."""
        self.targets = torch.tensor([self.job.classes.index(label) for label in self.job.labels])

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
        rows = [self.ids[number] for number in numbers]
        ids = torch.full((len(rows), max(map(len, rows))), self.tokenizer.pad_token_id or 0)
        mask = torch.zeros_like(ids)
        for row, one in enumerate(rows):
            ids[row, : len(one)] = torch.tensor(one)
            mask[row, : len(one)] = 1
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
            "optimizer": copied(self.optimizer.state_dict()),
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


def copied(state: object) -> object:
    """Copy the tensors of a nested state, which training goes on to change."""
    if isinstance(state, torch.Tensor):
        return state.clone()
    if isinstance(state, dict):
        return {key: copied(value) for key, value in state.items()}
    return [copied(value) for value in state] if isinstance(state, list) else state


def prepare(job: Job) -> Tuning:
    """Load the model with a fresh head and build what trains it.

    Raises ModelError if the model cannot be tuned.
    """
    torch.manual_seed(job.seed)
    folder, _ = locate(job.base)
    check_config(folder, job.base)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    names = dict(enumerate(job.classes))
    try:
        model = AutoModelForSequenceClassification.from_pretrained(
            folder,
            num_labels=len(names),
            id2label=names,
            label2id={name: number for number, name in names.items()},
            ignore_mismatched_sizes=True,  # a model that was tuned before gets a new head
            attn_implementation="eager",  # backwards the fused one is slower on a processor
            dtype=torch.float32,
            use_safetensors=True,
            local_files_only=True,
            trust_remote_code=False,
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(f"“{job.base}” cannot be fine-tuned: {str(error).splitlines()[0][:200]}") from error
    freeze(model, job.frozen)
    model.train()
    optimizer = torch.optim.AdamW(rates(model, job.rate), weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: level(step, job.steps))
    limit = min(job.max_tokens, getattr(model.config, "max_position_embeddings", MAX_TOKENS) - 2)
    ids = tokenizer(list(job.texts), truncation=True, max_length=limit)["input_ids"]
    return Tuning(job, model, tokenizer, optimizer, schedule, ids)


def count_cut(encoder: Encoder, texts: Sequence[str], max_tokens: int) -> int:
    """Count the texts of which only the first `max_tokens` tokens are read."""
    return sum(len(ids) > max_tokens for ids in encoder.tokenizer(list(texts), verbose=False)["input_ids"])


def freeze(model: PreTrainedModel, layers: int) -> None:
    """Freeze the embeddings and the lowest `layers`; with EMBEDDINGS, nothing."""
    if layers == EMBEDDINGS:
        return
    encoder = model.base_model
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


def run(folder: Path, stopped: threading.Event, cores: int) -> bool:
    """Train what folder/job.json says to its end, or until `stopped`; tell whether it is finished."""
    torch.set_num_threads(cores)
    tuning = prepare(Job.read(folder))
    job = tuning.job
    if (folder / CHECKPOINT).is_file():
        tuning.resume(folder / CHECKPOINT)
    forget_after(folder / PROGRESS, tuning.step)
    saving: Future | None = None
    tested: Trial | None = None
    with (folder / PROGRESS).open("a", encoding="utf-8") as log, ThreadPoolExecutor(1) as pool:
        for numbers in tuning.batches():
            note(log, step=tuning.step + 1, loss=tuning.train(numbers), seconds=tuning.seconds)
            if tuning.step % job.epoch_steps == 0:
                tested = tuning.test()
                epoch = tuning.step // job.epoch_steps
                note(log, step=tuning.step, epoch=epoch, accuracy=tested.accuracy, macro_f1=tested.macro_f1)
            if tuning.step < job.steps and (stopped.is_set() or tuning.step % job.epoch_steps == 0):
                if saving is not None:
                    saving.result()  # a full disk ends the run with its error
                saving = pool.submit(save_checkpoint, tuning.snapshot(), folder / CHECKPOINT)
            if stopped.is_set() and tuning.step < job.steps:
                saving.result()
                return False
        if saving is not None:
            saving.result()
        tested = tested or tuning.test()
        save_model(tuning, tested, folder)
        (folder / CHECKPOINT).unlink(missing_ok=True)
        note(log, done=True, predicted=tested.predicted.tolist())
    return True


def note(log: object, **values: object) -> None:
    """Write one line of progress, at once."""
    log.write(json.dumps(values) + "\n")
    log.flush()


def forget_after(path: Path, step: int) -> None:
    """Drop the lines of steps that are to be taken again, and errors."""
    if not path.is_file():
        return
    lines = read_progress(path)
    kept = [line for line in lines if line.get("step", step + 1) <= step]
    path.write_text("".join(json.dumps(line) + "\n" for line in kept), encoding="utf-8")


def read_progress(path: Path) -> list[dict]:
    """Read the lines of progress so far; one that is being written is left out."""
    if not path.is_file():
        return []
    whole = path.read_text(encoding="utf-8").rpartition("\n")[0]
    return [json.loads(line) for line in whole.splitlines()]


def save_checkpoint(state: dict, path: Path) -> None:
    """Write a checkpoint beside the old one and put it in its place."""
    fresh = path.with_suffix(".new")
    torch.save(state, fresh)
    os.replace(fresh, path)


def save_model(tuning: Tuning, tested: Trial, folder: Path) -> None:
    """Write the tuned model as an ordinary transformers folder, whole or not at all."""
    fresh = folder / "model.new"
    shutil.rmtree(fresh, ignore_errors=True)
    tuning.model.save_pretrained(fresh)
    tuning.tokenizer.save_pretrained(fresh)
    (fresh / "README.md").write_text(card(tuning.job, tested), encoding="utf-8")
    shutil.rmtree(folder / MODEL, ignore_errors=True)
    fresh.rename(folder / MODEL)


def card(job: Job, tested: Trial) -> str:
    """Describe the model for whoever finds the folder."""
    low, high = tested.interval("accuracy")
    labels = ", ".join(f"{label} ({job.labels.count(label)})" for label in job.classes)
    what = f"Fine-tuned for texts with the labels {labels}"
    caption = make_caption(
        what,
        job.base,
        epochs=job.epochs,
        learning_rate=job.rate,
        texts_a_step=job.batch,
        frozen_layers="none, embeddings learn too" if job.frozen == EMBEDDINGS else f"embeddings and {job.frozen}",
        seed=job.seed,
    )
    return (
        f"# {job.title}\n\n{caption}\n\n"
        f"{len(job.train)} texts were learned from. On {len(job.test)} held-out texts: accuracy {tested.accuracy:.4f} "
        f"(95 %: {low:.4f} to {high:.4f}), macro-F1 {tested.macro_f1:.4f}.\n\n"
        "Load it with `transformers.AutoModelForSequenceClassification.from_pretrained(folder)`.\n"
    )


def main() -> int:
    """Run the job of the folder that the command line names, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m components.engine.finetune", description=__doc__)
    parser.add_argument("folder", type=Path, help="with a job.json")
    parser.add_argument("--cores", type=int, default=torch.get_num_threads())
    parser.add_argument("--follow", action="store_true", help="a line on standard input stops the run, its end ends it")
    options = parser.parse_args()
    folder, stopped = options.folder, threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    if options.follow:
        threading.Thread(target=follow, args=(stopped,), daemon=True).start()
    try:
        return 0 if run(folder, stopped, options.cores) else STOPPED
    except ExplorerError as error:
        reason = str(error)
    except OSError as error:
        free = shutil.disk_usage(folder).free
        reason = f"The run could not write its files ({error.strerror}; {free / 1e6:,.0f} MB are free). Make room."
    with (folder / PROGRESS).open("a", encoding="utf-8") as log:
        note(log, error=reason)
    return FAILED


def follow(stopped: threading.Event) -> None:
    """Obey the server: a line on standard input asks to stop with a checkpoint; its end means the server is gone."""
    for _ in sys.stdin:
        stopped.set()
    os._exit(STOPPED)


if __name__ == "__main__":
    sys.exit(main())
