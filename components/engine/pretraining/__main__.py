"""Train BERT's two objectives on a text file: `python -m components.engine.pretraining TEXT [--out DIR] [--resume] …`.

Starts from the bundled encoder, or with `--from DIR` from heads trained before, and writes to DIR: checkpoint.pt,
log.csv (scores on documents that are never trained on) and, at the end, heads.safetensors.

`--minutes` counts computing time, so that a paused process loses nothing; `--resume --decay-steps N` ends a run early
and well. Ctrl+C or SIGTERM saves and stops; `--resume` goes on.
"""

import argparse
import csv
import math
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from components.engine.catalog import DEFAULT_MODEL
from components.engine.loading.load import load_encoder
from components.engine.pretraining.masking import batches
from components.engine.pretraining.model import save_heads
from components.engine.pretraining.passages import Pair, is_held_out, make_pairs, read_documents, tokenize_documents
from components.engine.pretraining.trainer import Progress, Score, Training, score
from components.engine.progress import ShouldStop, never

TRIED = 16_000  # tokens of held-out documents in each trial on the way


def train(training: Training, held: list[list[Pair]], out: Path, should_stop: ShouldStop = never) -> bool:
    """Train until the budget is used or `should_stop`; tell whether it is finished.

    Saves on the way, and scores `held`, if there are such batches.
    """
    options, progress = training.options, training.progress
    saved, tried, mean = progress.seconds, -math.inf, None
    groups = training.groups()
    with ThreadPoolExecutor(options.cores) as pool:
        while training.plan():
            if held and progress.seconds - tried >= 60 * options.score_minutes:
                tried = progress.seconds
                note(out / "log.csv", progress, training.level(), score(training, held))
            begun = time.process_time()
            now = training.train(next(groups), pool)
            progress.seconds += (time.process_time() - begun) / options.cores
            mean = now if mean is None else (0.98 * mean[0] + 0.02 * now[0], 0.98 * mean[1] + 0.02 * now[1])
            if progress.step % 25 == 0:
                say(training, mean)
            stop = should_stop()
            if stop or progress.seconds - saved >= 60 * options.save_minutes:
                training.save(out / "checkpoint.pt")
                saved = progress.seconds
            if stop:
                return False
    training.save(out / "checkpoint.pt")
    save_heads(training.model, out / "heads.safetensors")
    if held:
        note(out / "log.csv", progress, 0.0, score(training, held))
    return True


def say(training: Training, mean: tuple[float, float]) -> None:
    """Print one line of progress."""
    progress = training.progress
    if progress.decay_from is None:
        left = progress.seconds * (1 / max(training.done_share(), 1e-9) - 1)
    else:
        left = progress.seconds / progress.step * (progress.decay_from + progress.decay_steps - progress.step)
    print(  # noqa: T201
        f"{time.strftime('%H:%M:%S')} step {progress.step}  pass {progress.epoch + 1}  MLM loss {mean[0]:.3f}  "
        f"NSP loss {mean[1]:.3f}  {progress.tokens / 1e6:.2f} M tokens  "
        f"{progress.tokens / progress.seconds:,.0f} tokens/s  {left / 60:.0f} min of computing left",
        flush=True,
    )


def note(path: Path, progress: Progress, level: float, held: Score) -> None:
    """Print the scores on held-out documents and add them to the log."""
    row = {"step": progress.step, "tokens": progress.tokens, "minutes": round(progress.seconds / 60, 1), "rate": level}
    row |= {name: round(float(value), 4) for name, value in asdict(held).items()}
    new = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.DictWriter(file, row)
        if new:
            writer.writeheader()
        writer.writerow(row)
    print("held out:", "  ".join(f"{name} {value}" for name, value in row.items()), flush=True)  # noqa: T201


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("text", type=Path, help="plain or .gz, a blank line between documents")
    add("--out", type=Path, default=Path("pretraining"), help="folder for checkpoint, log and heads")
    add("--from", dest="start", type=Path, help="folder with heads.safetensors to go on from")
    add("--resume", action="store_true", help="go on from the checkpoint in --out")
    add("--minutes", type=float, default=60, help="computing time (per core) of the whole run")
    add("--steps", type=int, help="length of the whole run, instead of --minutes")
    add("--decay-steps", type=int, help="begin the decay now, end after so many steps")
    add("--share", type=float, default=0.15, help="share of pieces to guess")
    add("--beside", type=float, default=0.5, help="share of random second passages from a document beside")
    add("--length", type=int, default=128, help="tokens of a pair")
    add("--batch", type=int, default=3072, help="tokens of a step")
    add("--parts", type=int, default=4, help="parts of a batch, computed side by side")
    add("--cores", type=int, default=2)
    add("--bfloat16", action="store_true", help="multiply in bfloat16: faster where the processor has AVX-512 BF16")
    add("--rate", type=float, default=5e-4, help="learning rate of the encoder")
    add("--head-rate", type=float, default=2e-3)
    add("--head-steps", type=int, default=200, help="steps in which the new heads train alone")
    add("--warm-steps", type=int, default=60)
    add("--save-minutes", type=float, default=4)
    add("--score-minutes", type=float, default=6)
    add("--seed", type=int, default=0)
    return parser.parse_args(arguments)


def main() -> None:
    """Run the command line."""
    options = parse()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    encoder = load_encoder(DEFAULT_MODEL)
    documents = read_documents(options.text)
    seen = tokenize_documents([d for d in documents if not is_held_out(d)], encoder.tokenizer)
    held = tokenize_documents([d for d in documents if is_held_out(d)], encoder.tokenizer)
    training = Training(encoder, seen, options)
    if options.resume:
        training.resume(options.out / "checkpoint.pt")
    if options.decay_steps is not None:
        training.progress.decay_from, training.progress.decay_steps = training.progress.step, options.decay_steps
    special = (encoder.tokenizer.cls_token_id, encoder.tokenizer.sep_token_id)
    tried = batches(make_pairs(held, options.length, special, 0), options.batch, 0) if held else []
    tokens = np.cumsum([sum(len(pair.ids) for pair in group) for group in tried])
    count = int(np.searchsorted(tokens, TRIED)) + 1
    stopped = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.append(True))
    finished = train(training, tried[:count], options.out, lambda: bool(stopped))
    print("finished" if finished else "stopped; go on with --resume")  # noqa: T201


if __name__ == "__main__":
    main()
