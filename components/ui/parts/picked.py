"""Which occurrence of a word the visitor looks at: clicked on the map, or chosen in a list; it is in the link."""

import re

from components.ui.parts.word_in_contexts import Material
from components.ui.shared.store import digest
from components.ui.shell import visit

visit.declare(__name__, moved=str, occurrence=str)


def picked(material: Material) -> int | None:
    """Return the id of the occurrence that was clicked, if it belongs to this material."""
    made_of, _, number = visit.held_text("occurrence").partition(" ")
    mine = (
        made_of == name_of(material) and re.fullmatch("[0-9]{1,5}", number) and int(number) < len(material.everything)
    )
    return int(number) if mine else None


def name_of(material: Material) -> str:
    """Name the material by what it is made of."""
    return digest((material.model, material.word, *material.reference.sentences))[:6]


def pick(material: Material, number: int | None) -> None:
    """Pick an occurrence from a callback, or none; what was chosen in a list before gives way to it."""
    visit.forget("moved")
    note_picked(material, number)


def note_picked(material: Material, number: int | None) -> None:
    """Note which occurrence the visitor looks at."""
    visit.put("occurrence", "" if number is None else f"{name_of(material)} {number}")
