"""The server’s process: what it asks, how it starts, and how it ends."""

import os
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from tests.browsing import ROOT, Server, Visit, guarded


def test_guard_itself_notices(tmp_path):
    code = "import socket; socket.getaddrinfo('example.org', 80)"
    os.spawnve(os.P_WAIT, sys.executable, [sys.executable, "-c", code], {**os.environ, **guarded(tmp_path)})
    assert "example.org" in (tmp_path / "asked.txt").read_text()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A server that nobody has visited."""
    server = Server(tmp_path_factory.mktemp("fresh") / "log.txt")
    yield server
    server.stop()


def test_first_visitor_of_a_fresh_server_may_arrive_by_a_deep_link(browser, fresh):
    visit = Visit(browser, fresh)
    try:
        page = visit.open("layers?text=The+crane+lifted+a+crane.&view=Context&layer=0")
        page.wait_for_selector("text=Reading the built-in sentences", timeout=240_000)
        page.click("[data-testid=stMain] button:has-text('Vector')")  # the page is alive meanwhile
        page.wait_for_selector("text=layer 0: 384 numbers", timeout=60_000)
        page.click("[data-testid=stMain] button:has-text('Context')")
        page.wait_for_selector("text=Raw curves mislead", timeout=240_000)
        assert page.locator("[data-testid=stSidebarNav] >> text=Senses").count() == 1
        assert page.locator("text=Page not found").count() == 0
    finally:
        visit.close()
    assert visit.errors == []
    assert visit.foreign == []


def test_lane_leaves_with_its_server(browser, fresh):
    page = browser.new_page()
    page.goto(fresh.url)
    page.wait_for_selector(".chip", timeout=60_000)
    family = psutil.Process(fresh.process.pid)
    until = time.time() + 120
    while not (workers := family.children(recursive=True)) and time.time() < until:
        time.sleep(0.2)
    assert workers
    page.close()
    fresh.process.kill()  # the hardest way to go: nothing can be tidied up
    fresh.process.wait()
    assert psutil.wait_procs(workers, timeout=60)[1] == []


def test_exit_while_threads_compute_is_clean():
    """Built-in sentences that somebody waits for, texts, and, in the line of what is for later, ways to combine."""
    code = """
        import time
        from components.engine.catalog import DEFAULT_MODEL
        from components.engine.encoding.text_vectors import embed_texts
        from components.ui.shared import built_in, jobs, models
        from components.ui.static import computed
        model = models.encoder(DEFAULT_MODEL)
        texts = jobs.Job(lambda note, stop: embed_texts(model, ['A bank.'] * 20_000, float, False, note, stop))
        ways = computed.CombineJob(DEFAULT_MODEL, computed.load_glove())
        sentences = built_in.read_bench_later(DEFAULT_MODEL)
        sentences.hurry()
        all_three = texts, ways, sentences
        while any(job.share == 0 for job in all_three):
            time.sleep(0.01)
        assert not any(job.future.done() for job in all_three)
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for a browser is a shell script")
def test_server_opens_the_browser_when_it_can_answer(tmp_path):
    opened, stand_in = tmp_path / "opened.txt", tmp_path / "browser"
    stand_in.write_text(f'#!/bin/sh\ncurl -s -o /dev/null -w "%{{http_code}} $1" "$1" > {opened}\n')
    stand_in.chmod(0o755)
    server = Server(tmp_path / "log.txt", headless="false", BROWSER=f"{stand_in} %s")
    try:
        until = time.time() + 60
        while not (opened.exists() and opened.read_text()) and time.time() < until:
            time.sleep(0.2)
    finally:
        server.stop()
    assert opened.read_text() == f"200 http://localhost:{server.port}"
