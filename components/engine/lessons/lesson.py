"""A lesson: steps in order, each a page with settings, a note, and perhaps a question.

How a step's question is answered, and how an answer is written down:

    choice    one of its answers, by its number from 0: “1”
    word      a word: “river”
    sense     one of the senses of its built-in word, for its sentence; these are its answers: “0”
    head      a layer and a head, both from 1: “3.2”
    order     its three answers by how near they are to its sentence, the nearest first: “2 0 1”
    pairs     how alike its word is in each two of its answers, uses of it, from 1 (unrelated) to 4 (identical): a sign
              a pair, in the order 0–1, 0–2, 0–3, 1–2, …; 0 for who cannot tell, - for not judged yet: “13-0--”
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from components.engine.notebook.kept import KeptView

CHOICE, WORD, SENSE, HEAD, ORDER, PAIRS = ASKS = ("choice", "word", "sense", "head", "order", "pairs")
LETTERS = "ABC"  # of the sentences to be ordered
Value = bool | int | str | list[str] | list[float]


@dataclass(frozen=True)
class Step:
    """One page as it is to be set, and what is said and asked about it."""

    title: str
    page: str
    settings: dict[str, Value]
    note: str  # Markdown
    question: str = ""
    answers: tuple[str, ...] = ()  # to choose from, to order, or uses to judge
    then: str = ""  # what is said after any answer
    waits: bool = False  # the page is shown after the answer
    ask: str = WORD  # one of ASKS; says nothing without a question
    sentence: str = ""  # whose sense is asked for, or to which others are near
    link: tuple[str, str] | None = None  # the word that looks and the one looked at, of which a head is asked for

    def spelled(self, said: str) -> str:
        """Write an answer for people."""
        if self.ask in (CHOICE, SENSE):
            return self.answers[int(said)] if said.isdecimal() and int(said) < len(self.answers) else said
        if self.ask == ORDER:
            return ", ".join(LETTERS[int(number)] for number in said.split() if number in ("0", "1", "2"))
        return f"layer {said.replace('.', ', head ')}" if self.ask == HEAD else said


@dataclass(frozen=True)
class Lesson:
    """Steps in order."""

    title: str
    language: str
    minutes: int
    about: str
    steps: tuple[Step, ...]


def of_views(title: str, views: Iterable[KeptView], pages: Collection[str]) -> Lesson:
    """Make a lesson of kept views: a step each, with its note, as it was set; views of unknown pages are left out."""
    steps = tuple(
        Step(view.title or view.page, view.page, {"model": view.model, **view.settings}, view.note)
        for view in views
        if view.page in pages
    )
    return Lesson(title, "", 2 * len(steps), "", steps)
