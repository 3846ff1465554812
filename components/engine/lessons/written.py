"""A lesson written as a file that `lesson_file` reads: for an editor, for a link, for another server."""

from collections.abc import Iterator

from components.engine.lessons.front_matter import FENCE
from components.engine.lessons.lesson import CHOICE, SENSE, WORD, Lesson, Step, Value

UNTITLED = "A lesson of kept views"


def write_lesson(lesson: Lesson) -> str:
    """Write a lesson; what a file cannot hold (a line of three dashes in a note) is written as its like."""
    head = {
        "title": lesson.title or UNTITLED,
        "language": lesson.language or "English",
        "minutes": str(max(lesson.minutes, 1)),
        "about": lesson.about or "Views that somebody kept.",
    }
    parts = [[f"{key}: {one_line(value)}" for key, value in head.items()], *(list(step_lines(s)) for s in lesson.steps)]
    notes = ["", *(step.note for step in lesson.steps)]
    written = (
        "\n".join([FENCE, *lines, FENCE, *map(no_fence, note.splitlines())])
        for lines, note in zip(parts, notes, strict=True)
    )
    return "\n\n".join(written) + "\n"


def step_lines(step: Step) -> Iterator[str]:
    """Write a step's front matter."""
    yield f"title: {one_line(step.title)}"
    yield f"page: {step.page}"
    for key, value in step.settings.items():
        for line in lines_of(value):
            yield f"{key}: {line}"
    if not step.question:
        return
    yield from (f"{'predict' if step.waits else 'question'}: {line}" for line in step.question.splitlines())
    if step.ask != (CHOICE if step.answers else WORD):
        yield f"ask: {step.ask}"
    yield from (f"answer: {answer}" for answer in step.answers if step.ask != SENSE)
    yield from (f"{key}: {value}" for key, value in zip(("from", "to"), step.link or (), strict=False))
    yield from (f"sentence: {line}" for line in step.sentence.splitlines())
    yield from (f"then: {line}" for line in step.then.splitlines())


def lines_of(value: Value) -> list[str]:
    """Write a setting's value, a line each if it is a list or a text of several lines."""
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(one) for one in value] if isinstance(value, list) else (str(value).splitlines() or [""])


def one_line(text: str) -> str:
    """Write a text in one line."""
    return " ".join(text.split())


def no_fence(line: str) -> str:
    """Write a rule in the other way that Markdown has for it, where it would end the note."""
    return "***" if line.rstrip() == FENCE else line
