"""Thirty students and their teacher in one class, without browsers, for five minutes; the server is killed in between.

The teacher goes on every ten seconds, through steps on four pages; students follow by themselves, look at the page for
some seconds, and type a word. An answer lasts until the teacher's page, which looks once a second, shows a count that
holds it; held against it is what one student alone in a class waits for in the same server. In the middle the server is
killed (SIGKILL) and started again on its port; everybody connects anew with the link and the secret that a browser
keeps, and answers again what was not confirmed. The step in which that happens is left out of the seconds. In the end
the database must hold, for each answer that a student saw confirmed, just this one.

Left out: what a browser needs to draw. The teacher's steps are written by the bench, not clicked.
"""

import asyncio
import os
import random
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from streamlit.proto.Element_pb2 import Element

from components.engine.classroom import classes
from components.engine.classroom.classes import Class
from components.engine.lessons.lesson import WORD, Lesson, Step
from components.engine.loading.storage import FOLDER
from components.ui.lessons.in_class import lesson_name
from components.ui.shell.visitor import name_of
from tests.bench.parts.figure import Figure
from tests.bench.parts.websocket import FailedError, Visitor, visit
from tests.browsing import Server

STUDENTS, STEP_SECONDS, STEPS, KILLED_AT = 30, 10.0, 30, 15
ALONE_STEPS = 4
LOOKS = (0.5, 5.0)  # seconds from the page to the answer, at least and at most
WORDS = ["river", "money", "water", "tree", "letter", "window", "garden", "doctor", "engine", "island"]
PAGES = (("tokens", "text"), ("attention", "text"), ("layers", "text"), ("senses", "own"))
COUNT = re.compile(r"\*\*(\d+)\*\* answered step (\d+)")
TEACHER = "f" * 32


@dataclass
class Diary:
    """What happened to one class."""

    whole: Class
    sent: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))  # by step: when answers were given
    seen: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))  # when the teacher saw so many
    confirmed: dict[tuple[str, int], str] = field(default_factory=dict)  # by student and step
    errors: list[str] = field(default_factory=list)
    over: bool = False

    def waits(self, without: int = 0) -> np.ndarray:
        """Return the seconds from each answer to the teacher's picture, but for one step."""
        steps = [step for step in self.sent if step != without]
        pairs = [(sorted(self.sent[step]), self.seen[step]) for step in steps]
        return np.array([shown - given for sent, seen in pairs for given, shown in zip(sent, seen, strict=False)])


def measure(_data: Path | None) -> Iterator[Figure]:
    """Yield the rows."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ[FOLDER] = folder
        server = Server(Path(folder) / "log.txt")
        try:
            alone = asyncio.run(hold(Room(server), 1, ALONE_STEPS, None))
            room = Room(server)
            together = asyncio.run(hold(room, STUDENTS, STEPS, KILLED_AT))
        finally:
            room.server.stop()
        lost, wrong, rows = kept(together)
    usual, waits = float(np.median(alone.waits())), together.waits(KILLED_AT)
    for name, value, most in zip(("median", "95 %"), np.quantile(waits, (0.5, 0.95)), (None, 12), strict=True):
        yield Figure(
            f"class: answer to teacher’s picture, {name} / one student alone", float(value), "s", usual, most=most
        )
    yield Figure(f"class: answers lost of {len(together.confirmed)}, server killed once", lost, "", most=0)
    yield Figure(f"class: answers doubled or changed, of {rows}", wrong, "", most=0)
    errors = alone.errors + together.errors
    yield Figure(f"class: errors, {STUDENTS} students, {len(together.confirmed)} answers", len(errors), "", most=0)
    print(*(f"  {error}" for error in sorted(set(errors))[:5]), sep="\n")


def kept(diary: Diary) -> tuple[int, int, int]:
    """Count the confirmed answers that the database has not, those it has twice or otherwise, and its rows."""
    with classes.database() as data:
        rows = data.execute("SELECT visitor, step, said FROM answers WHERE class = ?", (diary.whole.id,)).fetchall()
    held = defaultdict(list)
    for visitor, step, said in rows:
        held[visitor, step].append(said)
    lost = sum(place not in held for place in diary.confirmed)
    wrong = sum(held[place] not in ([], [said]) for place, said in diary.confirmed.items())
    return lost, wrong, len(rows)


def lesson(steps: int) -> Lesson:
    """Write a lesson on four pages that asks for a word at each step."""
    made = []
    for number in range(1, steps + 1):
        page, key = PAGES[number % len(PAGES)]
        sentence = f"The {WORDS[number % len(WORDS)]} by the bank number {number} was old."
        settings = {"own": [sentence], "word": "bank"} if key == "own" else {"text": sentence}
        made.append(Step(f"Step {number}", page, settings, "", f"Word {number}?", (), f"Noted {number}.", ask=WORD))
    return Lesson("Bench", "English", 5, "A bench.", tuple(made))


@dataclass
class Room:
    """The server, which may be replaced."""

    server: Server

    def kill(self) -> None:
        """Kill the server and start another one on its port."""
        self.server.process.kill()
        self.server.process.wait()
        self.server = Server(self.server.log, port=self.server.port)


async def hold(room: Room, students: int, steps: int, killed_at: int | None) -> Diary:
    """Let a class go through its steps."""
    diary = Diary(classes.open_class(name_of("teacher", TEACHER), lesson(steps)))
    guests: list[Guest] = [Teacher(diary), *(Student(diary, number) for number in range(students))]
    people = [asyncio.create_task(come_in(room, diary, guest)) for guest in guests]
    await asyncio.sleep(STEP_SECONDS)
    for step in range(1, steps + 1):
        await asyncio.to_thread(classes.lead_to, diary.whole, step)
        await asyncio.sleep(STEP_SECONDS / 2)
        if step == killed_at:
            await asyncio.to_thread(room.kill)
            await asyncio.sleep(STEP_SECONDS)
        await asyncio.sleep(STEP_SECONDS / 2)
    diary.over = True
    await asyncio.gather(*people)
    return diary


async def come_in(room: Room, diary: Diary, guest: "Guest") -> None:
    """Be connected until the class is over, again and again if the connection is lost."""

    async def enter(visitor: Visitor) -> None:
        visitor.components["sensescope_visitor"] = {"secrets": guest.secrets}
        visitor.looks.append(guest.look)
        await visitor.act(lambda element: True)
        await visitor.act(lambda element: True, page=guest.page, link=dict(guest.link))
        while not diary.over:
            await guest.stay(visitor)

    while not diary.over:
        try:
            await visit(room.server.port, enter)
        except FailedError as error:
            if "connection" not in str(error) and "reached" not in str(error):
                diary.errors.append(f"{guest.link}: {error}")
            await asyncio.sleep(1.0)


class Teacher:
    """Notes when each count of answers is on the page."""

    page = "classroom"

    def __init__(self, diary: Diary) -> None:
        self.diary, self.link = diary, {"class_led": diary.whole.code}
        self.secrets = {"visitor": "e" * 32, "teacher": TEACHER}

    def look(self, element: Element) -> None:
        """Take an element in."""
        for count, step in COUNT.findall(element.markdown.body):
            seen = self.diary.seen[int(step)]
            seen += [time.perf_counter()] * (int(count) - len(seen))

    async def stay(self, visitor: Visitor) -> None:
        """Look at the page."""
        await visitor.idle(0.2)


class Student:
    """Answers each step that the class comes to."""

    page = PAGES[1][0]

    def __init__(self, diary: Diary, number: int) -> None:
        self.diary, self.chooser, secret = diary, random.Random(number), f"{number:032x}"
        self.secrets = {"visitor": secret, "teacher": secret}
        self.name = name_of("visitor", secret)
        self.link = {"lesson": lesson_name(diary.whole.code), "lesson_step": "1"}

    def look(self, element: Element) -> None:
        """Take an element in: nothing to note."""

    async def stay(self, visitor: Visitor) -> None:
        """Answer what is asked, if it is not answered yet."""
        await visitor.idle(0.2)
        self.link = {key: value for key, value in visitor.link.items() if key.startswith("lesson")} or self.link
        step = self.asked(visitor)
        if not step or (self.name, step) in self.diary.confirmed:
            return
        await visitor.idle(self.chooser.uniform(*LOOKS))
        if self.asked(visitor) != step:
            return
        said, moment = f"{self.chooser.choice(WORDS)}{step}", time.perf_counter()
        noted, later = f"Noted {step}.".encode(), f"Word {step + 1}?".encode()  # the class may just have gone on
        await visitor.act(
            lambda one: any(word in one.SerializeToString() for word in (noted, later)), change=(f"Word {step}?", said)
        )
        self.diary.sent[step].append(moment)
        if any(noted in element.SerializeToString() for element in visitor.seen):
            self.diary.confirmed[self.name, step] = said

    def asked(self, visitor: Visitor) -> int:
        """Return the last step whose question was on the page; 0 if there was none."""
        return max((int(label[5:-1]) for label in visitor.widgets if label.startswith("Word ")), default=0)


Guest = Teacher | Student
