"""The runs of fine-tuning on this machine: begun, queued, watched, stopped, resumed, deleted.

One run at a time has the processor, in a process of its own; the others wait in line. A run outlives the page that
began it, but not the server. Its id is in its owner's link alone; who does not know it cannot see the run. All that a
run has to say stands in its folder's files, so one that was killed, or whose server ended, can be told and resumed.
"""

import io
import math
import re
import secrets
import shutil
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from safetensors import safe_open

from components.engine.errors import ModelError
from components.engine.finetune.job import CHECKPOINT, EMBEDDINGS, JOB, MODEL, PROGRESS, Job, note, read_progress
from components.engine.loading.tuned import runs_folder, tuned_name
from components.engine.process_line import ProcessLine

RUN = "[0-9a-f]{12}"  # an id
WAITING, RUNNING, DONE, STOPPED, FAILED = "waiting", "running", "done", "stopped", "failed"


@dataclass(frozen=True)
class Run:
    """What is known of a run now."""

    id: str
    job: Job
    phase: str
    progress: list[dict]
    before: int = 0  # runs before it in line
    error: str = ""

    @property
    def name(self) -> str:
        """Return the name of the model that it makes."""
        return tuned_name(self.job.title, self.id)

    @property
    def losses(self) -> list[dict]:
        """List the steps so far: step, loss, seconds."""
        return [line for line in self.progress if "loss" in line]

    @property
    def epochs(self) -> list[dict]:
        """List the epochs so far: step, epoch, accuracy, macro_f1."""
        return [line for line in self.progress if "epoch" in line]

    @property
    def share(self) -> float:
        """Return the share of the steps that is done."""
        return self.losses[-1]["step"] / self.job.steps if self.losses else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Estimate the training time that is left, from the steps so far."""
        if not self.losses:
            return None
        last = self.losses[-1]
        return last["seconds"] / last["step"] * (self.job.steps - last["step"])


def command(run: str) -> list[str] | None:
    """Return the program of a run, or None if the run was deleted meanwhile."""
    folder = runs_folder() / run
    return ["components.engine.finetune", str(folder), "--follow"] if (folder / JOB).is_file() else None


def note_failure(run: str, error: OSError) -> None:
    """Note that a run could not be started."""
    with (runs_folder() / run / PROGRESS).open("a", encoding="utf-8") as log:
        note(log, error=f"The run could not be started ({error.strerror}).")


LINE = ProcessLine(command, lambda run: runs_folder() / run / "log.txt")
LINE.failed = note_failure


def begin(job: Job, owner: str = "") -> str:
    """Queue a new run of a visitor, by the name that they alone have, and return its id.

    Raises ModelError if there is no room on the disk, or no such model.
    """
    runs_folder().mkdir(parents=True, exist_ok=True)
    needed, free = needed_bytes(job), shutil.disk_usage(runs_folder()).free
    if free < needed:
        raise ModelError(
            f"Fine-tuning writes up to {needed / 1e6:,.0f} MB, and {free / 1e6:,.0f} MB are free. Make room first."
        )
    run = secrets.token_hex(6)
    folder = runs_folder() / run
    try:
        folder.mkdir()
        job.write(folder, owner)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise ModelError(f"The run could not write its files ({error.strerror}). Make room first.") from error
    queue(run)
    return run


def needed_bytes(job: Job) -> int:
    """Count the bytes that a run writes at most: the model, a checkpoint and its successor.

    A checkpoint has three numbers for each weight that learns: the weight, and Adam's two means.
    """
    from components.engine.loading.load import locate  # it brings torch, for which no page should wait

    everything = learning = 0
    for path in locate(job.base)[0].glob("*.safetensors"):
        with safe_open(path, framework="np") as file:
            for name in file.keys():  # noqa: SIM118, it is no dict
                count = math.prod(file.get_slice(name).get_shape())
                everything += count
                learning += count if job.frozen == EMBEDDINGS or "embeddings" not in name else 0
    return 4 * everything + 2 * 3 * 4 * learning


def queue(run: str) -> None:
    """Put a run in line."""
    LINE.add(run)


def resume(run: str) -> None:
    """Put a run in line again that stopped or failed, if it is still there; from its checkpoint, if it has one."""
    with suppress(ModelError):
        if find(run).phase in (STOPPED, FAILED):
            queue(run)


def find(run: str) -> Run:
    """Tell how a run stands.

    Raises ModelError if there is none with this id on this machine.
    """
    folder = runs_folder() / run
    if not re.fullmatch(RUN, run) or not (folder / JOB).is_file():
        raise ModelError("This run of fine-tuning is not on this machine (any more). Begin a new one.")
    running, before = LINE.runs(run), LINE.before(run)
    job, progress = Job.read(folder), read_progress(folder / PROGRESS)
    last = progress[-1] if progress else {}
    if running:
        return Run(run, job, RUNNING, progress)
    if before is not None:
        return Run(run, job, WAITING, progress, before)
    if last.get("done") and (folder / MODEL).is_dir():
        return Run(run, job, DONE, progress)
    return Run(run, job, FAILED if "error" in last else STOPPED, progress, error=last.get("error", ""))


def at_work() -> list[str]:
    """List the ids of the runs that wait or run; no file is read."""
    return LINE.names()


def all_runs() -> list[str]:
    """List the ids of all runs on this machine, the latest first."""
    folders = [path.parent for path in runs_folder().glob(f"*/{JOB}")]
    return [path.name for path in sorted(folders, key=lambda path: -(path / JOB).stat().st_mtime)]


def has_checkpoint(run: str) -> bool:
    """Tell whether a run would go on rather than begin again."""
    return (runs_folder() / run / CHECKPOINT).is_file()


def stop(run: str) -> None:
    """Take a run out of the line, or ask it to stop after the present step, with a checkpoint."""
    LINE.stop(run)


def delete(run: str) -> None:
    """Stop a run and remove all that it wrote."""
    if re.fullmatch(RUN, run) is None:
        return
    LINE.kill(run)
    shutil.rmtree(runs_folder() / run, ignore_errors=True)


def size(run: str) -> int:
    """Count the bytes that a run keeps on the disk."""
    return sum(path.stat().st_size for path in (runs_folder() / run).rglob("*") if path.is_file())


def zipped(run: Run) -> bytes:
    """Pack the model's folder; weights do not get smaller by compression."""
    folder, buffer = runs_folder() / run.id / MODEL, io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as pack:
        for path in sorted(folder.rglob("*")):
            pack.write(path, Path(run.name.removeprefix("tuned/")) / path.relative_to(folder))
    return buffer.getvalue()
