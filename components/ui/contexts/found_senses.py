"""Groups of a word's occurrences, found without labels; at the last layer by substitutes as well, which take time."""

from dataclasses import replace

from components.engine.progress import OnProgress, ShouldStop
from components.engine.records import MASKED, SenseClusters
from components.ui.shared import models, readings
from components.ui.shared.jobs import JOBS, Job, visitor
from components.ui.shared.store import STORE, shared
from components.ui.shared.waiting import finish

GUESSING = "Guessing which words could stand in its place …"


def senses(key: tuple, layer: int, count: int | None = None, wait: bool = True) -> SenseClusters:
    """Group the occurrences `key` without labels.

    At the last layer this waits for substitutes, with progress and Cancel; or, with `wait` false, takes the vectors
    alone until `are_guessed`.
    """
    if not needs_substitutes(key[0], layer):
        return by_vectors(key, layer, count)
    about = ("substitutes", key)
    known = finish(about, GUESSING, lambda note, stop: substitutes(key, note, stop)) if wait else STORE.kept(about)
    if known is None:
        return by_vectors(key, layer, count)
    return STORE.get(("groups by both", key, layer, count), lambda: by_both(key, layer, count, known))


def needs_substitutes(model: str, layer: int) -> bool:
    """Tell whether groups at this layer are found by substitutes as well."""
    facts = models.facts(model)
    return layer == facts.layers and MASKED in facts.objectives


def are_guessed(key: tuple) -> bool:
    """Tell whether the substitutes of the occurrences `key` are known."""
    return STORE.kept(("substitutes", key)) is not None


def begin_to_guess(key: tuple) -> None:
    """Guess the substitutes of the occurrences `key` in the background, for as long as this visitor is here."""
    JOBS.start(("substitutes", key), lambda: Job(lambda note, stop: substitutes(key, note, stop)), visitor())


def substitutes(key: tuple, note: OnProgress, should_stop: ShouldStop) -> dict:
    """Guess which words could stand in the places of the occurrences `key`; nothing, if the model cannot."""
    from components.engine.senses.described import rows_grouped
    from components.engine.senses.second_look import can_guess, find_substitutes

    asked = replace(readings.occurrences(*key), reader=models.encoder(key[0]), later={})
    return find_substitutes(asked, rows_grouped(asked), note, should_stop) if can_guess(asked) else {}


@shared
def by_vectors(key: tuple, layer: int, count: int | None) -> SenseClusters:
    """Group the occurrences `key` by their vectors alone."""
    from components.engine.senses.discover import discover_senses

    return discover_senses(readings.occurrences(*key), layer, count)


def by_both(key: tuple, layer: int, count: int | None, known: dict) -> SenseClusters:
    """Group the occurrences `key` by their vectors and their substitutes, which are `known`."""
    from components.engine.senses.discover import discover_senses

    both = replace(readings.occurrences(*key), reader=models.encoder(key[0]), later=dict(known))
    return discover_senses(both, layer, count)
