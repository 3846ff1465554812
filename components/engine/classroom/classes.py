"""Classes: opened on a lesson, joined by a code of four letters, answered in, ended after a day.

All of it stands in one SQLite file in the app's folder, so that a server that is killed loses no answer. A teacher and
a visitor are known by names from which nobody learns who they are (`ui.shell.visitor`). Every answer is one row: a new
one to the same question takes its place, so none counts twice.
"""

import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from components.engine.errors import ClassError
from components.engine.lessons.lesson import Lesson, Step
from components.engine.loading.storage import storage

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # without vowels and Y no code is a word
CODE_LENGTH = 4  # 160,000 codes
LASTS, KEPT = 86_400.0, 7 * 86_400.0  # seconds until a class ends by itself, and until its data are deleted
MOST_LED, MOST_CLASSES, MOST_MEMBERS = 50, 1000, 300  # classes of a teacher and of the server, members of a class
MOST_LETTERS = 400  # of an answer
NAME_LETTERS = 40
SCHEMA = """
CREATE TABLE IF NOT EXISTS classes (
  id INTEGER PRIMARY KEY, code TEXT UNIQUE, teacher TEXT, lesson TEXT, began REAL, step INTEGER, ended REAL
);
CREATE TABLE IF NOT EXISTS members (class INTEGER, visitor TEXT, name TEXT, step INTEGER, PRIMARY KEY (class, visitor));
CREATE TABLE IF NOT EXISTS answers (
  class INTEGER, visitor TEXT, step INTEGER, said TEXT, at REAL, PRIMARY KEY (class, visitor, step)
);
"""


@dataclass(frozen=True)
class Class:
    """A class as it stands."""

    id: int
    code: str
    teacher: str
    lesson: Lesson
    began: float  # seconds since 1970
    step: int  # where the teacher is, from 1
    ended: float | None

    @property
    def is_open(self) -> bool:
        """Tell whether it can be joined and answered in."""
        return self.ended is None and time.time() < self.began + LASTS


@dataclass(frozen=True)
class Member:
    """Somebody in a class."""

    number: int  # in the order of joining, from 1
    name: str  # nothing unless they gave one
    step: int  # 0 for who has left


@dataclass(frozen=True)
class Answer:
    """What a member said to a step's question."""

    member: int
    step: int
    said: str
    at: float


@contextmanager
def database() -> Iterator[sqlite3.Connection]:
    """Open the file for one change, which is made whole or not at all."""
    storage().mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(storage() / "classes.sqlite", timeout=20)
    try:
        connection.execute("PRAGMA journal_mode = WAL")  # who reads waits for nobody who writes
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(SCHEMA)
        with connection:
            yield connection
    finally:
        connection.close()


def open_class(teacher: str, lesson: Lesson) -> Class:
    """Open a class on a lesson; what has been over for a week is deleted.

    Raises ClassError if the teacher, or all together, have too many.
    """
    now = time.time()
    with database() as data:
        old = data.execute("SELECT id FROM classes WHERE began < ?", (now - KEPT,)).fetchall()
        for (number,) in old:
            remove(data, number)
        rows = data.execute("SELECT code, teacher FROM classes").fetchall()
        if (count := sum(theirs == teacher for _, theirs in rows)) >= MOST_LED:
            raise ClassError(f"You have {count} classes on this server; {MOST_LED} is the most. Delete one first.")
        if len(rows) >= MOST_CLASSES:
            raise ClassError(f"This server has {len(rows):,} classes, and {MOST_CLASSES:,} is the most. Try tomorrow.")
        code = new_code({code for code, _ in rows})
        row = (code, teacher, json.dumps(asdict(lesson)), now, 1)
        data.execute("INSERT INTO classes (code, teacher, lesson, began, step) VALUES (?, ?, ?, ?, ?)", row)
    return find(code)


def new_code(taken: set[str]) -> str:
    """Draw a code that is not taken."""
    while (code := "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))) in taken:
        pass
    return code


def find(code: str) -> Class:
    """Return the class with this code.

    Raises ClassError if there is none; to whom that is said, and when, is `wrong_codes`' matter.
    """
    with database() as data:
        row = data.execute("SELECT * FROM classes WHERE code = ?", (code.upper(),)).fetchone()
    if row is None:
        raise ClassError(f"There is no class “{code[:9]}”. Look at the four letters once more.")
    number, code, teacher, lesson, began, step, ended = row
    return Class(number, code, teacher, lesson_from(lesson), began, step, ended)


@lru_cache(64)
def lesson_from(written: str) -> Lesson:
    """Read a lesson that `open_class` wrote, with its steps."""
    read: dict[str, Any] = json.loads(written)
    steps: list[dict[str, Any]] = read.pop("steps")
    for step in steps:
        step |= {name: tuple(one) for name, one in step.items() if isinstance(one, list)}
    return Lesson(**read, steps=tuple(Step(**step) for step in steps))


def led_by(teacher: str) -> list[str]:
    """List the codes of a teacher's classes, the latest first."""
    if not teacher:
        return []
    with database() as data:
        rows = data.execute("SELECT code FROM classes WHERE teacher = ? ORDER BY began DESC", (teacher,)).fetchall()
    return [code for (code,) in rows]


def join(whole: Class, visitor: str, name: str = "") -> None:
    """Be in a class from now on; once more changes the name alone, if one is given.

    Raises ClassError if it has ended or is full.
    """
    refuse_ended(whole)
    with database() as data:
        known = data.execute("SELECT 1 FROM members WHERE class = ? AND visitor = ?", (whole.id, visitor)).fetchone()
        count = data.execute("SELECT count(*) FROM members WHERE class = ?", (whole.id,)).fetchone()[0]
        if not known and count >= MOST_MEMBERS:
            raise ClassError(f"This class has {count} members, and {MOST_MEMBERS} is the most.")
        data.execute(
            "INSERT INTO members VALUES (?, ?, ?, 1) "
            "ON CONFLICT DO UPDATE SET name = excluded.name WHERE excluded.name != ''",
            (whole.id, visitor, name.strip()[:NAME_LETTERS]),
        )


def refuse_ended(whole: Class) -> None:
    """Raise ClassError if nobody can answer in a class any more."""
    if not whole.is_open:
        raise ClassError(f"The class {whole.code} has ended. Its lesson is still there for you alone.")


def stand_at(whole: Class, visitor: str, step: int) -> None:
    """Note where a member is."""
    with database() as data:
        data.execute(
            "UPDATE members SET step = ? WHERE class = ? AND visitor = ? AND step != ?",
            (step, whole.id, visitor, step),
        )


def lead_to(whole: Class, step: int) -> None:
    """Go to a step with the class."""
    with database() as data:
        data.execute("UPDATE classes SET step = ? WHERE id = ?", (step, whole.id))


def answer(whole: Class, visitor: str, step: int, said: str) -> None:
    """Note a member's answer, in place of the one before; an empty one takes it back.

    Raises ClassError if the class has ended.
    """
    refuse_ended(whole)
    with database() as data:
        if said:
            data.execute(
                "INSERT OR REPLACE INTO answers SELECT class, visitor, ?, ?, ? FROM members "
                "WHERE class = ? AND visitor = ?",
                (step, said[:MOST_LETTERS], time.time(), whole.id, visitor),
            )
        else:
            place = (whole.id, visitor, step)
            data.execute("DELETE FROM answers WHERE class = ? AND visitor = ? AND step = ?", place)


def members(whole: Class) -> list[Member]:
    """List who is in a class, in the order of joining."""
    with database() as data:
        rows = data.execute("SELECT name, step FROM members WHERE class = ? ORDER BY rowid", (whole.id,)).fetchall()
    return [Member(number, name, step) for number, (name, step) in enumerate(rows, 1)]


def answers(whole: Class, step: int | None = None) -> list[Answer]:
    """List what was answered, to one step or to all."""
    with database() as data:
        rows = data.execute(
            "SELECT place, step, said, at FROM answers JOIN "
            "(SELECT visitor, row_number() OVER (ORDER BY rowid) AS place FROM members WHERE class = :class) "
            "USING (visitor) WHERE class = :class AND (:step IS NULL OR step = :step) ORDER BY at",
            {"class": whole.id, "step": step},
        ).fetchall()
    return [Answer(*row) for row in rows]


def own_answers(whole: Class, visitor: str) -> dict[int, str]:
    """Return what one member answered, by step."""
    with database() as data:
        of = (whole.id, visitor)
        return dict(data.execute("SELECT step, said FROM answers WHERE class = ? AND visitor = ?", of))


def end(whole: Class) -> None:
    """Let nobody join or answer any more."""
    with database() as data:
        data.execute("UPDATE classes SET ended = ? WHERE id = ? AND ended IS NULL", (time.time(), whole.id))


def delete(whole: Class) -> None:
    """Delete a class and all that was said in it."""
    with database() as data:
        remove(data, whole.id)


def remove(data: sqlite3.Connection, number: int) -> None:
    """Delete a class by its number."""
    data.execute("DELETE FROM answers WHERE class = ?", (number,))
    data.execute("DELETE FROM members WHERE class = ?", (number,))
    data.execute("DELETE FROM classes WHERE id = ?", (number,))
