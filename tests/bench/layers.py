"""A typed text through the model, and what the layers page computes for it against such a pass."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from components.engine.catalog import DEFAULT_MODEL
from components.engine.encoding.encode import encode
from components.engine.geometry import vectors
from components.engine.geometry.project import fit_paths, fit_pca
from components.engine.layers.bench_vectors import embed_bench, measure_bench
from components.engine.layers.contextuality import measure_text
from components.engine.layers.nearest_words import nearest
from components.ui.shared import models, readings
from tests.bench.parts.figure import Figure, seconds, side_by_side

TOKENS = 128


def measure_inference(_data: Path | None) -> Iterator[Figure]:
    """Yield one text through the model, against bare transformers with the same outputs."""
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


def measure(_data: Path | None) -> Iterator[Figure]:
    """Yield the rows."""
    encoder = models.encoder(DEFAULT_MODEL)
    bench = embed_bench(encoder)
    text = text_of(encoder.tokenizer, bench.sentences)
    encoding = encode(encoder, text)
    assert len(encoding.tokens) == TOKENS
    inputs = encoder.tokenizer(text, return_tensors="pt")
    picked = encoding.tokens.index("bank")
    twins = [place for place, token in enumerate(encoding.tokens) if token == "bank"]

    def ours() -> None:
        np.linalg.norm(encoding.states, axis=-1)
        vectors.cosine_to_previous(encoding.states)
        vectors.cosine_to_state(encoding.states, 0)
        vectors.cosine_to_token(encoding.states, picked)
        vectors.mean_cosine(encoding.states)
        measure_text(encoding, text, "", bench.baseline)
        fit_pca(encoding.states[:, twins])
        fit_paths(encoding.states[:, twins])
        nearest(bench.states, encoding.states[:, picked], lengths=bench.lengths)

    def forward() -> object:
        with torch.inference_mode():
            return encoder.model(**inputs, output_attentions=True, output_hidden_states=True)

    mine, peer = side_by_side(ours, forward, rounds=30)
    yield Figure(f"figures of a text of {TOKENS} tokens / one forward pass", mine * 1000, "ms", peer * 1000, most=2)
    yield Figure("vectors of the built-in sentences, once a model", seconds(lambda: embed_bench(encoder)), "s")
    yield Figure("contextuality of the built-in sentences, once a model", seconds(lambda: measure_bench(bench)), "s")
    yield Figure("vectors of the built-in sentences, kept", bench.states.nbytes / 1e6, "MB", most=36)
    peak = int(bench.baseline.anisotropy.argmax())
    yield Figure("layer at which random words are most alike", peak, "", most=5, least=5)
    for layer, target in ((0, {"most": 0.1}), (5, {}), (6, {"most": 0.1})):
        value = bench.baseline.anisotropy[layer]
        yield Figure(f"mean cosine of random words at layer {layer}, n = {len(bench.random)}", value, "", **target)


def text_of(tokenizer: object, sentences: tuple[str, ...]) -> str:
    """Join sentences with “bank” and fill up to the number of tokens."""
    words = " ".join(sentence for sentence in sentences if "bank " in sentence).split()
    while len(tokenizer(" ".join(words))["input_ids"]) > TOKENS:
        words.pop()
    return " ".join(words + ["a"] * (TOKENS - len(tokenizer(" ".join(words))["input_ids"])))
