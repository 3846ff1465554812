"""Classes: codes, members, answers that are neither lost nor doubled, ends; wrong codes answered slowly."""

import subprocess
import sys
import time

import pytest

from components.engine.classroom import classes, table
from components.engine.classroom.wrong_codes import AT_ONCE, EVERY, Line
from components.engine.errors import ClassError
from components.engine.lessons.lesson import CHOICE, PAIRS, Lesson, Step
from tests.browsing import ROOT

STEPS = (
    Step("One", "start", {"text": "A bank."}, "", "Is it?", ("yes", "no"), "So.", ask=CHOICE),
    Step("Two", "senses", {"word": "bank"}, "", "Alike?", ("A bank.", "The bank.", "Banks."), "So.", ask=PAIRS),
)
LESSON = Lesson("Try", "English", 5, "A try.", STEPS)


@pytest.fixture
def meeting(monkeypatch, tmp_path):
    monkeypatch.setenv("SENSESCOPE_FILES", str(tmp_path))
    return classes.open_class("teacher", LESSON)


def said(whole, step=None):
    return [(answer.member, answer.step, answer.said) for answer in classes.answers(whole, step)]


def test_a_class_is_found_by_its_code_and_holds_its_lesson(meeting):
    found = classes.find(meeting.code.lower())
    assert found.lesson == LESSON
    assert (found.step, found.is_open, found.teacher) == (1, True, "teacher")
    assert classes.led_by("teacher") == [meeting.code]
    assert classes.led_by("") == classes.led_by("somebody") == []
    with pytest.raises(ClassError, match="There is no class"):
        classes.find("AAAA")


def test_the_last_answer_to_a_question_counts_and_two_classes_never_mix(meeting):
    other = classes.open_class("teacher", LESSON)
    for whole in (meeting, other):
        classes.join(whole, "ann")
    classes.join(meeting, "bob", " Bob ")
    classes.join(meeting, "bob")
    classes.answer(meeting, "ann", 1, "0")
    classes.answer(meeting, "bob", 1, "1")
    classes.answer(meeting, "ann", 1, "1")
    classes.answer(meeting, "nobody", 1, "1")
    classes.answer(other, "ann", 1, "0")
    assert sorted(said(meeting)) == [(1, 1, "1"), (2, 1, "1")]
    assert said(other) == [(1, 1, "0")]
    assert classes.own_answers(meeting, "ann") == {1: "1"}
    assert [member.name for member in classes.members(meeting)] == ["", "Bob"]
    classes.answer(meeting, "ann", 1, "")
    assert said(meeting, 1) == [(2, 1, "1")]


def test_an_ended_class_takes_no_answer_and_a_deleted_one_leaves_nothing(meeting, monkeypatch):
    classes.join(meeting, "ann")
    classes.answer(meeting, "ann", 1, "0")
    over = time.time() + classes.LASTS + 1
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: over)
        assert not classes.find(meeting.code).is_open
    classes.end(meeting)
    ended = classes.find(meeting.code)
    for act in (lambda: classes.join(ended, "bob"), lambda: classes.answer(ended, "ann", 1, "1")):
        with pytest.raises(ClassError, match="has ended"):
            act()
    assert said(ended) == [(1, 1, "0")]
    classes.delete(ended)
    with classes.database() as data:
        for name in ("classes", "members", "answers"):
            assert data.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,)


def test_what_is_over_for_a_week_goes_when_the_next_class_is_opened(meeting, monkeypatch):
    later = time.time() + classes.KEPT + 1
    monkeypatch.setattr(time, "time", lambda: later)
    fresh = classes.open_class("other", LESSON)
    assert classes.led_by("teacher") == []
    assert classes.led_by("other") == [fresh.code]


def test_answers_of_a_process_that_is_killed_are_there(meeting):
    code = f"""
import os, signal
from components.engine.classroom import classes
whole = classes.find({meeting.code!r})
for number in range(20):
    classes.join(whole, str(number))
    classes.answer(whole, str(number), 1, "0")
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode != 0
    assert len(said(meeting)) == 20


def test_wrong_codes_are_slowed_down_for_all_together():
    now = 0.0
    line = Line(lambda: now)
    waits = [line.wait() for _ in range(1000)]
    assert waits[:AT_ONCE] == [0.0] * AT_ONCE
    assert waits[-1] == (1000 - AT_ONCE) * EVERY  # seconds: over half an hour for what was tried in a moment
    now = 1000 * EVERY
    assert line.wait() == 0.0


def test_the_table_takes_judgements_apart_and_holds_nothing_that_a_spreadsheet_would_compute(meeting):
    classes.join(meeting, "ann", "=1+1")
    classes.answer(meeting, "ann", 1, "0")
    classes.answer(meeting, "ann", 2, "401")
    rows = table.answers_table(meeting)
    assert rows["answer"].tolist() == ["yes", "4", "cannot tell", "1"]
    assert rows["second use"].tolist() == ["", "The bank.", "Banks.", "Banks."]
    assert set(rows["name"]) == {"'=1+1"}
