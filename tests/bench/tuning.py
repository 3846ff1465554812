"""Fine-tuning against a bare loop of PyTorch, and against frozen vectors on texts that neither has seen."""

import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from components.engine.catalog import DEFAULT_MODEL
from components.engine.classify import probes
from components.engine.classify.scores import Trial
from components.engine.classify.splits import WAYS, make_splits
from components.engine.encoding.text_vectors import embed_texts
from components.engine.files.label_tables import TASKS, built_in
from components.engine.finetune import __main__
from components.engine.finetune.job import PROGRESS, Job, read_progress
from components.engine.geometry.intervals import paired_interval
from components.engine.loading.load import locate
from components.ui.shared import models
from tests.bench.parts.figure import Figure, seconds

TEXTS, EPOCHS = 400, 3
ROUNDS = 3
SPLITS = 3


def measure(_data: Path | None) -> Iterator[Figure]:
    """Yield the rows."""
    data = built_in(TASKS[0])
    job = Job("x", DEFAULT_MODEL, data.texts, data.labels, tuple(range(TEXTS)), tuple(range(TEXTS, TEXTS + 10)), EPOCHS)
    rounds = [(seconds(lambda: ours(job)), seconds(lambda: bare(job))) for _ in range(ROUNDS)]
    done = EPOCHS * TEXTS
    mine, theirs = np.median(rounds, axis=0)
    name = f"fine-tuning {TEXTS} texts × {EPOCHS} epochs / bare PyTorch loop"
    yield Figure(name, done / mine, "texts/s", done / theirs, least=0.9)
    for task in TASKS:
        yield from gained(task)


def ours(job: Job) -> Trial:
    """Run a job as the app does, with progress, checkpoints, tests and the saved model."""
    folder = Path(tempfile.mkdtemp())
    try:
        job.write(folder)
        __main__.tune(folder, threading.Event(), torch.get_num_threads())
        predicted = np.array(read_progress(folder / PROGRESS)[-1]["predicted"])
        return Trial(np.unique(job.labels, return_inverse=True)[1], predicted, len(job.classes))
    finally:
        shutil.rmtree(folder)


def bare(job: Job) -> None:
    """Train the same with nothing around it."""
    folder = locate(job.base)[0]
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=len(job.classes))
    model.base_model.embeddings.requires_grad_(False)
    model.train()
    optimizer = torch.optim.AdamW([weight for weight in model.parameters() if weight.requires_grad], lr=job.rate)
    targets = torch.tensor([job.classes.index(label) for label in job.labels])
    for _ in range(job.epochs):
        for numbers in torch.randperm(len(job.train)).split(job.batch):
            inputs = tokenizer([job.texts[n] for n in numbers], padding=True, truncation=True, return_tensors="pt")
            model(**inputs, labels=targets[numbers]).loss.backward()
            optimizer.step()
            optimizer.zero_grad()


def gained(task: str) -> Iterator[Figure]:
    """Yield the held-out accuracy of frozen and tuned vectors, over some splits together."""
    data = built_in(task)
    vectors = embed_texts(models.encoder(DEFAULT_MODEL), data.texts, np.float16).at("mean", 6)
    frozen, tuned = [], []
    for seed in range(SPLITS):
        train, test = make_splits(data.numbers, WAYS[1], seed)[0]
        parts = tuple(map(int, train)), tuple(map(int, test))
        made = ours(Job(task, DEFAULT_MODEL, data.texts, data.labels, *parts, seed=seed))
        plain = probes.try_out(probes.regression, vectors, data.numbers, [(train, test)])
        tuned.append((made.predicted == made.truth)[test])
        frozen.append((plain.predicted == plain.truth)[test])
    change, low, high = paired_interval(np.concatenate(frozen), np.concatenate(tuned))
    yield Figure(f"{task}: held-out accuracy, frozen vectors", float(np.concatenate(frozen).mean()), "")
    yield Figure(f"{task}: held-out accuracy, fine-tuned", float(np.concatenate(tuned).mean()), "")
    yield Figure(f"{task}: gained ({low:.3f} to {high:.3f})", float(change), "", least=-1e-9)
