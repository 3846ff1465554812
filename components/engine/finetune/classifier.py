"""A tuned model with its head: texts to the probabilities of their labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from components.engine.loading.tuned import tuned_folder


@dataclass(frozen=True)
class Classifier:
    """A tuned model with its head."""

    tokenizer: Any
    model: Any
    labels: tuple[str, ...]


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

    from components.engine.text.clean_text import encodable

    most = min(most, getattr(classifier.model.config, "max_position_embeddings", most + 2) - 2)
    rows = []
    with torch.inference_mode():
        for text in texts:  # one by one: without padding, and few
            inputs = classifier.tokenizer(encodable(text), truncation=True, max_length=most, return_tensors="pt")
            rows.append(classifier.model(**inputs).logits[0].double().softmax(dim=0).numpy())
    return np.stack(rows)
