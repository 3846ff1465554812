"""Maps: one basis for all layers in the lane, from a word or a file to its map, a change of layer in the browser."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.manifold import trustworthiness
from umap import UMAP

from components.engine import lane
from components.engine.catalog import DEFAULT_MODEL
from components.engine.geometry import unit
from components.engine.occurrences import embed_occurrences, find_occurrences
from components.engine.project import fit_pca, principal_components
from components.engine.senses import discover_senses
from components.engine.wordbench import bench_words, read_bench
from components.ui import cached
from tests.bench.figure import Figure, seconds

ROUNDS = 5
NEIGHBOURS = 10


def measure(_data: Path) -> Iterator[Figure]:
    """Yield the rows."""
    encoder = cached.encoder(DEFAULT_MODEL)
    sentences = tuple(sentence for word in bench_words() for sentence in read_bench(word).sentences)
    word = read_bench("bank").sentences
    spans = find_occurrences(word, "bank", inflections=True)
    embed_occurrences(encoder, word, spans)
    yield Figure("36 sentences to the PCA map", middle(lambda: pca_of(encoder, word, "bank")), "s", most=0.5)
    many = [sentence for sentence in sentences if " the " in sentence][:300]
    yield Figure(
        "300 sentences of a file to the PCA map", middle(lambda: pca_of(encoder, many, "the", 300)), "s", most=1
    )
    found = find_occurrences(many, "the")[:300]
    occurrences = embed_occurrences(encoder, many, found)
    yield Figure("300 occurrences to groups found", middle(lambda: discover_senses(occurrences)), "s", most=1)
    yield from one_basis(occurrences.states)


def pca_of(encoder: object, sentences: tuple[str, ...], word: str, most: int | None = None) -> None:
    """Do all that a page does from a word to its map."""
    spans = find_occurrences(sentences, word, inflections=True)[:most]
    fit_pca(embed_occurrences(encoder, sentences, spans).states)


def one_basis(states: np.ndarray) -> Iterator[Figure]:
    """Time the lane, and hold each layer of its map against a UMAP of that layer alone."""
    lane.start().result()
    points = lane.submit_umap(states).result()
    yield Figure("UMAP of 7 layers × 300 on one basis, warm lane", middle(lambda: umap_of(states)), "s", most=1.5)
    deep = np.concatenate([states, states[1:]])[:, :200]
    yield Figure("UMAP of 13 layers × 200 on one basis, warm lane", middle(lambda: umap_of(deep)), "s", most=2)
    worse = [alone(layer) - trust(layer, drawn) for layer, drawn in zip(states, points, strict=True)]
    yield Figure("trustworthiness: separate UMAP − one basis, worst layer", max(worse), "", most=0.02)


def umap_of(states: np.ndarray) -> None:
    """Lay out in the lane."""
    lane.submit_umap(states).result()


def alone(vectors: np.ndarray) -> float:
    """Measure a UMAP of one layer by itself."""
    reduced = principal_components(unit(vectors.astype(np.float64))).astype(np.float32)
    return trust(vectors, UMAP(random_state=0, n_jobs=1).fit_transform(reduced))


def trust(vectors: np.ndarray, points: np.ndarray) -> float:
    """Return the trustworthiness of a layer's map."""
    return float(trustworthiness(unit(vectors), points, n_neighbors=NEIGHBOURS))


def middle(work: object) -> float:
    """Return the median time of some rounds."""
    return float(np.median([seconds(work) for _ in range(ROUNDS)]))
