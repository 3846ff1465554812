"""What a run of fine-tuning is asked to do, and what it says on the way, as files in its folder.

job.json         a `Job`
owner.txt        the name of the visitor who began it, which nobody else has
progress.jsonl   a line a step (loss) and a line an epoch (scores on the held-out texts)
checkpoint.pt    after every epoch and when it is stopped
model/           at the end: safetensors, tokenizer, config with the labels, a card
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

EMBEDDINGS = -1  # `frozen`: nothing is frozen, the embeddings learn as well
JOB, OWNER, PROGRESS, CHECKPOINT, MODEL = "job.json", "owner.txt", "progress.jsonl", "checkpoint.pt", "model"


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

    def write(self, folder: Path, owner: str = "") -> None:
        """Write job.json, whole or not at all, and whose it is."""
        (folder / OWNER).write_text(owner)
        fresh = folder / "job.new"
        fresh.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
        fresh.replace(folder / JOB)

    @staticmethod
    def read(folder: Path) -> "Job":
        """Read job.json."""
        values: dict[str, Any] = json.loads((folder / JOB).read_text(encoding="utf-8"))
        values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return Job(**values)


def owner_of(folder: Path) -> str:
    """Return the name of the visitor who began a run; nothing if it is gone, or an older version began it."""
    path = folder / OWNER
    return path.read_text() if path.is_file() else ""


def note(log: TextIO, **values: object) -> None:
    """Write one line of progress, at once."""
    log.write(json.dumps(values) + "\n")
    log.flush()


def forget_after(path: Path, step: int) -> None:
    """Drop the lines of steps that are to be taken again, and errors."""
    kept = [line for line in read_progress(path) if line.get("step", step + 1) <= step]
    path.write_text("".join(json.dumps(line) + "\n" for line in kept), encoding="utf-8")


def read_progress(path: Path) -> list[dict]:
    """Read the lines of progress so far; one that is being written is left out."""
    if not path.is_file():
        return []
    whole = path.read_text(encoding="utf-8").rpartition("\n")[0]
    return [json.loads(line) for line in whole.splitlines()]
