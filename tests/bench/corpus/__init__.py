"""A whole text: embedded, found again, mapped and drawn, beside those who do one of these."""

from collections.abc import Iterator
from pathlib import Path

from tests.bench.corpus import drawing, embedding, finding, mapping
from tests.bench.parts.figure import Figure


def measure(data: Path | None) -> Iterator[Figure]:
    """Yield the rows of all parts; the longest, UMAP of everything, comes last."""
    for part in (finding.measure, drawing.measure_drawing, embedding.measure, mapping.measure_mapping):
        yield from part(data)
