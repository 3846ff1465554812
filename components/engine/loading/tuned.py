"""Models that were fine-tuned here: their names in the picker, their folders, and what they say of a text."""

import re
from pathlib import Path

from components.engine.errors import ModelError
from components.engine.loading.storage import storage

PREFIX = "tuned/"
NAME = re.compile(r"tuned/(?:[a-z0-9-]{0,40}-)?([0-9a-f]{12})")


def runs_folder() -> Path:
    """Return the folder that holds a folder for each run of fine-tuning."""
    return storage() / "finetune"


def tuned_name(title: str, run: str) -> str:
    """Name the model of a run: "tuned/" + plain letters of its title + the run's id."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-")
    return f"{PREFIX}{plain}-{run}" if plain else f"{PREFIX}{run}"


def is_tuned(name: str) -> bool:
    """Tell whether a name has the form of a model that was tuned here."""
    return NAME.fullmatch(name) is not None


def tuned_folder(name: str) -> Path:
    """Find the folder of a tuned model.

    Raises ModelError if it is not on this machine.
    """
    found = NAME.fullmatch(name)
    folder = runs_folder() / found[1] / "model" if found else None
    if folder is None or not folder.is_dir():
        raise ModelError(f"The tuned model “{name}” is not on this machine any more. Tune it again, or pick another.")
    return folder
