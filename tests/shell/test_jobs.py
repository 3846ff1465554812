"""Long work: shared, cancelled, ended when nobody waits, its results bounded."""

import threading
import time

from components.ui.shared import jobs
from components.ui.shared.store import STORE


def until(true, seconds=10):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()


def test_a_job_reports_is_shared_and_can_be_cancelled():
    kept = jobs.Jobs()

    def work(note, stop):
        note(0.5)
        while not stop():
            pass

    job = kept.start(("a",), lambda: jobs.Job(work))
    assert kept.start(("a",), None) is job
    job.cancelled.set()
    assert job.future.result(10) is None
    assert job.share == 0.5
    again = kept.start(("a",), lambda: jobs.Job(lambda note, stop: 7))
    assert again.future.result(10) == 7
    assert until(lambda: STORE.kept(("a",)) == 7)
    broken = jobs.Job(lambda note, stop: 1 / 0)
    assert isinstance(broken.future.exception(10), ZeroDivisionError)


def test_work_that_two_wait_for_goes_on_when_one_cancels():
    kept, running = jobs.Jobs(), threading.Event()
    job = kept.start(("a",), lambda: jobs.Job(lambda note, stop: running.wait(10)), "one")
    assert kept.start(("a",), None, "two") is job
    assert not kept.leave(job, "one")
    assert kept.leave(job, "two")
    assert job.cancelled.is_set()
    running.set()


def test_a_visit_that_ended_waits_for_nothing(monkeypatch):
    kept, running = jobs.Jobs(), threading.Event()
    job = kept.start(("a",), lambda: jobs.Job(lambda note, stop: running.wait(10)), "gone")
    kept.start(("a",), None, "here")
    monkeypatch.setattr(jobs, "is_here", lambda visit: visit != "gone")
    assert kept.leave(job, "here")
    running.set()


def test_no_more_jobs_work_at_once_than_there_are_threads_and_the_others_stand_in_line():
    line, release, at_work = jobs.Line(2), threading.Event(), []

    def work(note, stop):
        at_work.append(1)
        release.wait(10)

    made = [jobs.Job(work, line=line) for _ in range(5)]
    assert until(lambda: len(at_work) == 2)
    assert [job.ahead for job in made] == [0, 0, 0, 1, 2]
    assert not made[4].started
    release.set()
    assert all(job.future.result(10) is None for job in made)
    assert len(at_work) == 5


def test_work_whose_last_visitor_is_gone_for_long_stops_by_itself(monkeypatch):
    monkeypatch.setattr(jobs, "is_here", lambda visit: False)
    monkeypatch.setattr(jobs, "LOOK", 0)
    monkeypatch.setattr(jobs, "AWAY", 0.1)
    kept = jobs.Jobs()

    def work(note, stop):
        return "stopped" if until(stop) else "went on"

    assert kept.start(("gone",), lambda: jobs.Job(work), "one").future.result(20) == "stopped"
    assert STORE.kept(("gone",)) is None


def test_work_that_nobody_asked_to_wait_for_goes_on_by_itself(monkeypatch):
    monkeypatch.setattr(jobs, "is_here", lambda visit: False)
    monkeypatch.setattr(jobs, "LOOK", 0)
    monkeypatch.setattr(jobs, "AWAY", 0.05)
    work = jobs.Jobs().start(("for later",), lambda: jobs.Job(lambda note, stop: until(stop, 0.5)))
    assert work.future.result(20) is False


def test_a_model_that_takes_long_to_load_holds_up_no_other_work():
    kept, loading = jobs.Jobs(), threading.Event()
    slow = kept.start(("slow",), lambda: jobs.Job(lambda note, stop: loading.wait(10)))
    assert kept.start(("quick",), lambda: jobs.Job(lambda note, stop: 1)).future.result(10) == 1
    assert not slow.future.done()
    loading.set()


def test_work_for_later_gives_way_until_somebody_waits_for_it(monkeypatch):
    monkeypatch.setattr(jobs, "BACKGROUND", jobs.Line(1))  # pages that were tested before may have left work in it
    busy = threading.Event()
    busy.set()
    job = jobs.Job(lambda note, stop: note(0.5) or "done", busy.is_set)
    assert until(lambda: job.share == 0.5)
    assert not job.future.done()
    job.hurry()
    assert job.future.result(10) == "done"
