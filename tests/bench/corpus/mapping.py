"""The map of very many uses of words, by landmarks, against UMAP of them all."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from umap import UMAP

from components.engine.catalog import DEFAULT_MODEL
from components.engine.geometry.landmarks import draw_map
from components.engine.geometry.map_quality import sampled_trustworthiness
from components.engine.geometry.vectors import unit
from components.engine.usage.all_words import index_all_words
from components.ui.shared import models
from tests.bench.parts.figure import Figure, find_data, seconds

MANY = 100_000
LINES = 9000  # of each text, evenly
LAYER = 4
WARM = 5000  # vectors of a first map, for which both compile
ROUNDS = 3
MOST_BYTES = 500_000_000


def measure_mapping(data: Path | None) -> Iterator[Figure]:
    """Yield time and trustworthiness; umap-learn works as it does by default, on two threads and without a seed."""
    files = find_data(data, "text/*.txt.gz")
    if not files:
        return
    vectors = uses_of_content_words(files)
    draw_map(vectors[:WARM])
    UMAP().fit(vectors[:WARM])
    drawn: dict[str, np.ndarray] = {}

    def by_landmarks() -> None:
        made = draw_map(vectors)
        assert made is not None
        drawn["ours"] = made[0]

    def of_all() -> None:
        drawn["peer"] = UMAP().fit_transform(vectors)

    ours = float(np.median([seconds(by_landmarks) for _ in range(ROUNDS)]))
    yield Figure(f"map of {len(vectors):,} uses by landmarks / umap-learn of all", ours, "s", seconds(of_all), most=0.2)
    kept = {name: float(sampled_trustworthiness(vectors, points).mean()) for name, points in drawn.items()}
    yield Figure("  trustworthiness, 5,000 points (.5 by chance)", kept["ours"], "", kept["peer"])
    yield Figure("trustworthiness: umap-learn of all − by landmarks", kept["peer"] - kept["ours"], "", most=0.02)
    judging = seconds(lambda: sampled_trustworthiness(vectors, drawn["ours"], sample=2000))
    yield Figure("  judging the map by 2,000 points", judging, "s")


def uses_of_content_words(files: list[Path]) -> np.ndarray:
    """Read uses of words that are no English function words, as many as there are room for, drawn by lot."""
    lines = []
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as text:
            some = [line.strip() for line in text if 20 < len(line) < 400]
        lines += some[:: max(1, len(some) // LINES)]
    index = index_all_words(models.encoder(DEFAULT_MODEL), lines, LAYER, most_bytes=MOST_BYTES)
    assert index is not None
    places = zip(index.sentence, index.start, index.end, strict=True)
    words = (index.sentences[sentence][start:end].lower() for sentence, start, end in places)
    telling = np.flatnonzero([word not in ENGLISH_STOP_WORDS and len(word) > 1 for word in words])
    drawn = np.random.default_rng(0).choice(telling, min(MANY, len(telling)), replace=False)
    return unit(index.vectors[np.sort(drawn)].astype(np.float32))
