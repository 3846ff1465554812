"""What fewer bits cost, and what two models share: the figures of the page Models."""

from collections.abc import Iterator
from pathlib import Path

from components.engine.loading.installed import on_offer
from components.engine.models.precisions import measure_precisions
from components.engine.models.two_models import compare_models
from components.ui.shared import models
from tests.bench.parts.figure import Figure


def measure(_data: Path | None) -> Iterator[Figure]:
    """Yield the rows."""
    for name in on_offer():
        for one in measure_precisions(models.encoder(name)):
            called = f"{name}, {one.precision}"
            yield Figure(f"{called}: memory", one.memory / 1e6, "MB")
            yield Figure(f"{called}: file", one.file / 1e6, "MB")
            yield Figure(f"{called}: time ÷ float32", one.time, "")
            yield Figure(f"{called}: cosine, last layer", one.cosine[-1], "")
            yield Figure(f"{called}: attention that stays", one.heads.mean(), "")
            yield Figure(f"{called}: neighbours kept", one.neighbours, "")
            yield Figure(f"{called}: sense accuracy", one.senses, "")
    if len(on_offer()) > 1:
        found = compare_models(*(models.encoder(name) for name in on_offer()[:2]))
        yield Figure("two models: CKA of the last layers; peer: shuffled", found.cka[-1, -1], "", found.shuffled)
        yield Figure("two models: largest CKA", found.cka.max(), "")
        blank = found.untrained
        yield Figure("two models: neighbours in common; peer: untrained", found.neighbours, "", blank.neighbours)
        yield Figure("two models: most alike heads, r; peer: untrained", found.heads.max(), "", blank.heads.max())
