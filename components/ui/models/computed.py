"""What visitors share of models held against each other."""

from typing import Any

from components.ui.shared import jobs, models
from components.ui.shell import sidebar


def precisions(name: str) -> Any:
    """Try a model in all precisions: a list of `engine.models.precisions.PrecisionFigures`."""
    from components.engine.models.precisions import measure_precisions

    loaded = models.encoder(name)
    what = f"Reading the built-in sentences with {sidebar.short(name)} in four precisions, one after the other …"
    return jobs.finish(("precisions", name), what, lambda note, stop: measure_precisions(loaded, note, stop))


def two_models(first: str, second: str) -> Any:
    """Compare two models: an `engine.models.two_models.TwoModels`."""
    from components.engine.models.two_models import compare_models

    sides = models.encoder(first), models.encoder(second)
    what = "Reading the built-in sentences with both models …"
    return jobs.finish(("two models", first, second), what, lambda note, stop: compare_models(*sides, note, stop))
