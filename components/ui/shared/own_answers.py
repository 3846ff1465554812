"""What BERT itself answers to a lesson's questions, computed once for all visitors."""

from contextlib import suppress
from typing import Any

from components.engine.errors import ExplorerError
from components.engine.lessons.lesson import Step
from components.ui.shared import models
from components.ui.shared.store import STORE


def own_answer(step: Step, model: str) -> Any:
    """Let a model answer a step's question: an `engine.lessons.own_answers.OwnAnswer`.

    None if it is no question for a model, or this one cannot read what the step gives it.
    """
    from components.engine.lessons import own_answers

    with suppress(ExplorerError):
        return STORE.get(("own answer", model, repr(step)), lambda: own_answers.own_answer(step, models.encoder(model)))
    return None
