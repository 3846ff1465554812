"""One text through the model, against bare transformers with the same outputs."""

from collections.abc import Iterator
from pathlib import Path

import torch

from components.engine.catalog import DEFAULT_MODEL
from components.engine.encoding.encode import encode
from components.ui.shared import models, readings
from tests.bench.parts.figure import Figure, seconds, side_by_side


def measure(_data: Path | None) -> Iterator[Figure]:
    """Yield the rows."""
    encoder = models.encoder(DEFAULT_MODEL)
    for count in (16, 64, 128, 512):
        text = "bank " * (count - 2)

        def bare(text: str = text) -> object:
            with torch.inference_mode():
                inputs = encoder.tokenizer(text, return_tensors="pt")
                return encoder.model(**inputs, output_attentions=True, output_hidden_states=True)

        ours, peer = side_by_side(lambda text=text: encode(encoder, text), bare, rounds=60 if count < 512 else 30)
        yield Figure(f"encode, {count} tokens / transformers, eager", ours * 1000, "ms", peer * 1000, most=1.15)
    for count in (16, 128):
        text = "bank " * (count - 2)
        readings.read(DEFAULT_MODEL, text)
        again = sorted(seconds(lambda text=text: readings.read(DEFAULT_MODEL, text)) for _ in range(101))[50]
        yield Figure(f"the same text again, {count} tokens, from the cache", again * 1000, "ms", most=2)
