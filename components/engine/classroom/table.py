"""What a class answered, as a table to take along."""

import pandas as pd

from components.engine.classroom import classes
from components.engine.classroom.classes import Class
from components.engine.classroom.judging import CANNOT_TELL, pairs_of
from components.engine.lessons.lesson import PAIRS, Step
from components.engine.text.clean_text import visible

COLUMNS = ("member", "name", "step", "title", "question", "first use", "second use", "answer", "time (UTC)")
TOLD = {sign: sign for sign in "1234"} | {CANNOT_TELL: "cannot tell"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute a cell that begins so


def answers_table(whole: Class) -> pd.DataFrame:
    """List all answers, the judgements of pairs a row each; members are numbers, with the name that they gave."""
    names = {member.number: member.name for member in classes.members(whole)}
    rows = []
    for answer in classes.answers(whole):
        step = whole.lesson.steps[answer.step - 1]
        when = pd.Timestamp(answer.at, unit="s").isoformat(timespec="seconds")
        for first, second, said in parts_of(step, answer.said):
            row = (names[answer.member], answer.step, step.title, step.question, first, second, said, when)
            rows.append((answer.member, *(harmless(cell) for cell in row)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def parts_of(step: Step, said: str) -> list[tuple[str, str, str]]:
    """Take an answer apart: first and second use, empty unless pairs were judged, and what was said."""
    if step.ask != PAIRS:
        return [("", "", step.spelled(said))]
    judged = zip(pairs_of(len(step.answers)), said, strict=False)
    return [(step.answers[a], step.answers[b], TOLD[sign]) for (a, b), sign in judged if sign in TOLD]


def harmless(cell: object) -> object:
    """Put a mark before a text that a spreadsheet would compute, and show signs that turn the direction of writing."""
    if not isinstance(cell, str):
        return cell
    return visible(f"'{cell}" if cell.startswith(FORMULA) else cell)
