"""What visitors share of models held against each other."""

from typing import Any

from components.ui.shared import models, waiting
from components.ui.shell import sidebar
from components.ui.shell.markdown import prose


def precisions(name: str) -> Any:
    """Try a model in all precisions: a list of `engine.models.precisions.PrecisionFigures`."""
    from components.engine.models.precisions import measure_precisions

    what = f"Reading the built-in sentences with {prose(sidebar.short(name))} in four precisions, one after the other …"
    return waiting.finish(
        ("precisions", name), what, lambda note, stop: measure_precisions(models.encoder(name), note, stop)
    )


def two_models(first: str, second: str) -> Any:
    """Compare two models: an `engine.models.two_models.TwoModels`."""
    from components.engine.models.two_models import compare_models

    def work(note: Any, stop: Any) -> Any:
        return compare_models(models.encoder(first), models.encoder(second), note, stop)

    return waiting.finish(("two models", first, second), "Reading the built-in sentences with both models …", work)
