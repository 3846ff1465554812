"""Embeddings that are on their way: begun, queued, watched, paused, resumed, deleted.

One at a time has the processor, in a process of its own (`python -m components.engine.corpus resume`); the others wait
in line. What is written stays, so one that was paused, killed, or whose server ended goes on where it was.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from components.engine.corpus.embedding import ERROR, FACTS, Embedding, delete
from components.engine.corpus.store import corpora_folder
from components.engine.process_line import ProcessLine

WAITING, RUNNING, DONE, PAUSED, FAILED = "waiting", "running", "done", "paused", "failed"
PROGRESS = "progress.json"


@dataclass(frozen=True)
class Status:
    """How an embedding stands."""

    phase: str
    share: float = 0.0  # of the sentences
    rate: float = 0.0  # sentences a second
    left: float | None = None  # seconds, where a rate is known
    before: int = 0  # embeddings before it in line
    error: str = ""


def name_of(made: Embedding) -> str:
    """Name an embedding in the line."""
    return f"{made.corpus.id}/{made.recipe.key}"


def folder_of(name: str) -> Path:
    """Return where an embedding of the line is."""
    corpus, key = name.split("/")
    return corpora_folder() / corpus / "vectors" / key


def command(name: str) -> list[str] | None:
    """Return the program that goes on with an embedding, or None if it was deleted meanwhile."""
    if not (folder_of(name) / FACTS).is_file():
        return None
    corpus, key = name.split("/")
    return ["components.engine.corpus", "resume", str(corpora_folder() / corpus), key, "--follow"]


def note_failure(name: str, error: OSError) -> None:
    """Note that a program could not be started."""
    (folder_of(name) / ERROR).write_text(f"It could not be started ({error.strerror}). Resume.", encoding="utf-8")


LINE = ProcessLine(command, lambda name: folder_of(name) / "log.txt")
LINE.failed = note_failure


def begin(made: Embedding) -> None:
    """Put an embedding in line, unless it is there."""
    (made.folder / ERROR).unlink(missing_ok=True)
    LINE.add(name_of(made))


def pause(made: Embedding) -> None:
    """Let an embedding stop; its present block of sentences is read anew at the next start."""
    LINE.stop(name_of(made))


def remove(made: Embedding) -> None:
    """Stop an embedding and delete all that it wrote."""
    LINE.kill(name_of(made))
    delete(made)


def status(made: Embedding) -> Status:
    """Tell how an embedding stands."""
    name = name_of(made)
    runs, before = LINE.runs(name), LINE.before(name)
    missing = len(made.missing())
    done = 1 - missing / made.blocks
    if not missing and not runs:
        return Status(DONE, 1.0)
    if runs:
        told = read_progress(made)
        share = max(done, float(told.get("share", 0.0)))
        rate = float(told.get("rate", 0.0))
        left = (1 - share) * made.corpus.sentences / rate if rate else None
        return Status(RUNNING, share, rate, left)
    if before is not None:
        return Status(WAITING, done, before=before)
    return Status(FAILED if made.error else PAUSED, done, error=made.error)


def note_progress(made: Embedding, share: float, rate: float) -> None:
    """Write how far the work is, for whoever watches; nothing depends on it."""
    with suppress(OSError):
        (made.folder / PROGRESS).write_text(json.dumps({"share": share, "rate": rate}))


def read_progress(made: Embedding) -> dict[str, float]:
    """Read what was noted last."""
    with suppress(OSError, ValueError):
        return dict(json.loads((made.folder / PROGRESS).read_text()))
    return {}
