"""Long work: shared, cancelled, ended when nobody waits, its results bounded."""

import threading

import numpy as np

from components.ui.shared import jobs


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
    assert kept.start(("a",), None) is again
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


def test_large_results_push_out_what_was_used_least(monkeypatch):
    monkeypatch.setattr(jobs, "FINISHED_BYTES", 100)
    kept = jobs.Jobs()
    made = {}
    for name in "abc":
        made[name] = kept.start((name,), lambda: jobs.Job(lambda note, stop: np.zeros(60, np.uint8)))
        made[name].thread.join(10)
    assert kept.start(("c",), None) is made["c"]
    assert kept.start(("a",), lambda: jobs.Job(lambda note, stop: None)) is not made["a"]
