"""Vectors for many texts, against sentence-transformers in the same run; and how well the vectors serve."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.catalog import DEFAULT_MODEL
from components.engine.classify import probes
from components.engine.classify.scores import margin
from components.engine.classify.splits import WAYS
from components.engine.encoding.bulk import embed_corpus
from components.engine.encoding.text_vectors import POOLINGS, embed_texts
from components.engine.files.label_tables import TASKS, built_in
from components.engine.loading.load import locate
from components.engine.similarity.agreement import built_in_pairs, measure_agreement
from components.ui.shared import models
from tests.bench.parts.figure import Figure, seconds

TEXTS = 2000
ROUNDS = 3


def measure(_data: Path | None) -> Iterator[Figure]:
    """Yield the rows."""
    encoder = models.encoder(DEFAULT_MODEL)
    texts = many_texts()
    peer = SentenceTransformer(str(locate(DEFAULT_MODEL)[0]), device="cpu")
    for work in (lambda: peer.encode(texts[:200]), lambda: embed_corpus(encoder, texts[:200])):
        work()
    rounds = [
        (seconds(lambda: embed_corpus(encoder, texts)), seconds(lambda: peer.encode(texts))) for _ in range(ROUNDS)
    ]
    ours, theirs = np.median(rounds, axis=0)
    name = f"vectors of {TEXTS} texts, float32 / sentence-transformers"
    yield Figure(name, TEXTS / ours, "texts/s", TEXTS / theirs, least=1.5)
    rough = np.median([seconds(lambda: embed_corpus(encoder, texts, dtype="bfloat16")) for _ in range(3)])
    yield Figure(
        f"vectors of {TEXTS} texts, bfloat16 / sentence-transformers", TEXTS / rough, "texts/s", TEXTS / theirs
    )
    pooled = seconds(lambda: embed_texts(encoder, texts, np.float16))
    yield Figure(f"all layers and poolings of {TEXTS} texts", TEXTS / pooled, "texts/s")
    few = texts[:200]
    ours, theirs = embed_corpus(encoder, few).means(), peer.encode(few)
    ours /= np.linalg.norm(ours, axis=1, keepdims=True)
    apart = float(np.abs(ours @ ours.T - theirs @ theirs.T).max())
    yield Figure("largest difference of cosines from sentence-transformers", apart, "", most=1e-5)
    agreement = measure_agreement(encoder, built_in_pairs())
    yield Figure("Spearman with people, built-in pairs, mean, layer 6", agreement.spearman[0, 6], "")
    yield from classified(embed_texts(encoder, built_in(TASKS[0]).texts, np.float16))


def classified(vectors: object) -> Iterator[Figure]:
    """Yield how well the built-in texts are classified at the last layer with mean pooling, seed 0."""
    for task in TASKS:
        data = built_in(task)
        made = probes.study(vectors, data.texts, data.numbers, WAYS[0], 0)
        last = made.layers.trial(POOLINGS.index("mean"), -1)
        gain, low, high = margin(last, made.words)
        yield Figure(f"{task}: accuracy, layer 6, mean", last.accuracy, "")
        yield Figure(f"{task}: margin over TF-IDF ({low:.3f} to {high:.3f}), low end", low, "", least=1e-9)
        chance = 1 / len(data.classes)
        name = (
            f"{task}: shuffled labels, mean of layers ({made.shuffled.min():.3f} to {made.shuffled.max():.3f}) − chance"
        )
        yield Figure(name, abs(made.shuffled.mean() - chance), "", most=0.06)


def many_texts() -> list[str]:
    """Take the built-in sentences and reviews, and pairs of them in new orders until there are enough."""
    sentences = [sentence for word in bench_words() for sentence in read_bench(word).sentences]
    sentences += built_in(TASKS[0]).texts
    random = np.random.default_rng(0)
    joined = [f"{sentences[a]} {sentences[b]}" for a, b in random.integers(len(sentences), size=(TEXTS, 2))]
    return (sentences + joined)[:TEXTS]
