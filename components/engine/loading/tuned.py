"""Models that were fine-tuned here: their names in the picker, their folders, and what they say of a text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from components.engine.errors import ModelError
from components.engine.loading.storage import storage

PREFIX = "tuned/"
NAME = re.compile(r"tuned/(?:[a-z0-9-]{0,40}-)?([0-9a-f]{12})")


@dataclass(frozen=True)
class Classifier:
    """A tuned model with its head."""

    tokenizer: Any
    model: Any
    labels: tuple[str, ...]


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


def load_classifier(name: str) -> Classifier:
    """Load a tuned model with its head.

    Raises ModelError if it is not on this machine.
    """
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = tuned_folder(name)
    model = AutoModelForSequenceClassification.from_pretrained(folder, use_safetensors=True, local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    labels = tuple(model.config.id2label[number] for number in range(model.config.num_labels))
    return Classifier(tokenizer, model.eval(), labels)


def label_probabilities(classifier: Classifier, texts: Sequence[str], most: int) -> np.ndarray:
    """Say how likely each label is for each text: (texts, labels), rows sum to 1.

    Of each text the first `most` tokens are read, as in training.
    """
    import torch

    from components.engine.encoding.encode import encodable

    most = min(most, getattr(classifier.model.config, "max_position_embeddings", most + 2) - 2)
    rows = []
    with torch.inference_mode():
        for text in texts:  # one by one: without padding, and few
            inputs = classifier.tokenizer(encodable(text), truncation=True, max_length=most, return_tensors="pt")
            rows.append(classifier.model(**inputs).logits[0].double().softmax(dim=0).numpy())
    return np.stack(rows)
