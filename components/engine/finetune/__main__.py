"""Fine-tune a BERT on labelled texts, in a process of its own: `python -m components.engine.finetune FOLDER`.

FOLDER holds job.json and gets what `finetune_job` lists; a run that finds a checkpoint goes on from it, in the same
order. The held-out texts only score: no epoch is chosen by them.
"""

import argparse
import os
import shutil
import signal
import sys
import threading
import traceback
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import torch

from components.engine.classify.scores import Trial
from components.engine.errors import ExplorerError
from components.engine.files.caption import make_caption
from components.engine.finetune.job import CHECKPOINT, EMBEDDINGS, MODEL, PROGRESS, Job, forget_after, note
from components.engine.finetune.training import Tuning, prepare
from components.engine.process_line import follow

FAILED, STOPPED = 2, 3  # exit codes
LITTLE = 300e6  # bytes of a disk


def tune(folder: Path, stopped: threading.Event, cores: int) -> bool:
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
            stopping = stopped.is_set()
            if tuning.step < job.steps and (stopping or tuning.step % job.epoch_steps == 0):
                if saving is not None:
                    saving.result()  # a full disk ends the run with its error
                saving = pool.submit(save_checkpoint, tuning.snapshot(), folder / CHECKPOINT)
                if stopping:
                    saving.result()
                    return False
        if saving is not None:
            saving.result()
        tested = tested or tuning.test()
        save_model(tuning, tested, folder)
        (folder / CHECKPOINT).unlink(missing_ok=True)
        note(log, done=True, predicted=tested.predicted.tolist())
    return True


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
        threading.Thread(target=follow, args=(stopped, STOPPED), daemon=True).start()
    try:
        return 0 if tune(folder, stopped, options.cores) else STOPPED
    except ExplorerError as error:
        reason = str(error)
    except Exception as error:  # torch and safetensors tell of a full disk or memory in errors of their own
        traceback.print_exc()
        free = shutil.disk_usage(folder).free
        what = getattr(error, "strerror", None) or str(error).partition("\n")[0][:200]
        reason = f"The run ended with an error ({what}); {free / 1e6:,.0f} MB of the disk are free."
        if isinstance(error, OSError) or free < LITTLE:
            reason += " Make room."
    with (folder / PROGRESS).open("a", encoding="utf-8") as log:
        note(log, error=reason)
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
