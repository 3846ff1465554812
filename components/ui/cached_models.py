"""What visitors share of models held against each other."""

from typing import Any

from components.ui import cached, controls, jobs


def precisions(name: str) -> Any:
    """Try a model in all precisions: a list of `engine.compression.PrecisionFigures`."""
    from components.engine.compression import measure_precisions

    loaded = cached.encoder(name)
    what = f"Reading the built-in sentences with {controls.short(name)} in four precisions, one after the other …"
    return jobs.finish(("precisions", name), what, lambda note, stop: measure_precisions(loaded, note, stop))


def two_models(first: str, second: str) -> Any:
    """Compare two models: an `engine.two_models.TwoModels`."""
    from components.engine.two_models import compare_models

    sides = cached.encoder(first), cached.encoder(second)
    what = "Reading the built-in sentences with both models …"
    return jobs.finish(("two models", first, second), what, lambda note, stop: compare_models(*sides, note, stop))
