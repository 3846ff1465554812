"""Which occurrences of a word the visitor picked: one on the map or in a list, many by a lasso; all in the link."""

import re
from collections.abc import Callable, Iterable

from components.ui.contexts.word_in_contexts import Material
from components.ui.shared.store import digest
from components.ui.shell import visit

visit.declare(__name__, moved=str, occurrence=str, lasso=str)


def picked(material: Material) -> int | None:
    """Return the id of the occurrence that was clicked, if it belongs to this material."""
    return next(iter(ids_of("occurrence", material)), None)


def in_lasso(material: Material) -> list[int]:
    """Return the ids of the occurrences inside the lasso, if it was drawn around this material’s."""
    return ids_of("lasso", material)


def ids_of(key: str, material: Material) -> list[int]:
    """Return the ids of occurrences that a setting holds, in order, if they belong to this material."""
    made_of, _, numbers = visit.held_text(key).partition(" ")
    if made_of != name_of(material) or not re.fullmatch("[0-9]{1,5}(,[0-9]{1,5})*", numbers):
        return []
    return sorted({int(number) for number in numbers.split(",") if int(number) < len(material.everything)})


def name_of(material: Material) -> str:
    """Name the material by what it is made of."""
    return digest((material.model, material.word, *material.reference.sentences[: material.first]))[:6]


def pick(material: Material, number: int | None) -> None:
    """Pick an occurrence from a callback, or none; what was chosen in a list before gives way to it."""
    visit.forget("moved")
    note_picked(material, number)


def note_picked(material: Material, number: int | None) -> None:
    """Note which occurrence the visitor looks at."""
    note_ids("occurrence", material, [] if number is None else [number])


def note_ids(key: str, material: Material, ids: Iterable[int]) -> None:
    """Note the ids of some of the material’s occurrences."""
    numbers = ",".join(map(str, ids))
    visit.put(key, numbers and f"{name_of(material)} {numbers}")


def noting(material: Material) -> Callable[[str, object], None]:
    """Return what notes a clicked point or a lasso, as the player of a map tells of them."""

    def note(event: str, value: object) -> None:
        if event == "clicked" and isinstance(value, int | float):
            pick(material, int(value))
        if event == "lasso" and isinstance(value, list):
            note_ids("lasso", material, (int(number) for number in value if isinstance(number, int | float)))

    return note
