"""The server asks nobody: every non-loopback connection and every name look-up is refused and noted."""

import os
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from tests.browsing import ROOT, Server, settled

GUARD = textwrap.dedent(
    '''
    """Python runs this file at the start of every process of the server."""
    import ipaddress, os, sys

    def note(what):
        with open(os.environ["GUARD_LOG"], "a") as log:
            log.write(f"{what}\\n")
        raise ConnectionRefusedError(what)

    def guard(event, args):
        if event in ("socket.connect", "socket.sendto") and isinstance(args[1], tuple):
            try:
                inside = ipaddress.ip_address(args[1][0]).is_loopback
            except ValueError:
                inside = args[1][0] == "localhost"
            if not inside:
                note(f"{event} {args[1]}")
        if event in ("socket.getaddrinfo", "socket.gethostbyname") and args[0] not in (
            None, "", "127.0.0.1", "::1", "localhost", b"127.0.0.1"
        ):
            note(f"{event} {args[0]}")

    sys.addaudithook(guard)
    '''
)


def test_guard_itself_notices(tmp_path):
    log = guarded(tmp_path)
    code = "import socket; socket.getaddrinfo('example.org', 80)"
    os.spawnve(os.P_WAIT, sys.executable, [sys.executable, "-c", code], {**os.environ, **log})
    assert "example.org" in (tmp_path / "asked.txt").read_text()


def guarded(folder):
    (folder / "sitecustomize.py").write_text(GUARD)
    return {"PYTHONPATH": str(folder), "GUARD_LOG": str(folder / "asked.txt")}


def test_server_and_lane_ask_no_other_machine(tmp_path, browser):
    server = Server(tmp_path / "log.txt", **guarded(tmp_path))
    try:
        page = browser.new_page()
        for name in ("", "tokens", "attention", "layers", "static", "masked", "next_sentence", "similarity", "senses"):
            page.goto(f"{server.url}/{name}")
            page.wait_for_selector("h1", timeout=60_000)
            settled(page)
        page.wait_for_selector("text=UMAP of 36 occurrences", timeout=120_000)  # so the lane has run as well
        page.close()
        time.sleep(1)
    finally:
        server.stop()
    asked = tmp_path / "asked.txt"
    assert not asked.exists(), asked.read_text()


def test_lane_leaves_with_its_server(tmp_path, browser):
    server = Server(tmp_path / "log.txt")
    page = browser.new_page()
    page.goto(server.url)
    page.wait_for_selector(".chip", timeout=60_000)
    family = psutil.Process(server.process.pid)
    until = time.time() + 120
    while not (workers := family.children(recursive=True)) and time.time() < until:
        time.sleep(0.2)
    assert workers
    page.close()
    server.process.kill()  # the hardest way to go: nothing can be tidied up
    server.process.wait()
    assert psutil.wait_procs(workers, timeout=60)[1] == []


@pytest.mark.parametrize(
    "job",
    [
        "built_in.read_bench_later(DEFAULT_MODEL)",
        "computed.CombineJob(DEFAULT_MODEL, computed.load_glove())",
        "jobs.Job(lambda note, stop: embed_texts(model, ['A bank.'] * 20_000, float, False, note, stop))",
    ],
    ids=["built-in sentences", "ways to combine", "texts"],
)
def test_exit_while_a_thread_computes_is_clean(job):
    code = f"""
        import time
        from components.engine.catalog import DEFAULT_MODEL
        from components.engine.encoding.text_vectors import embed_texts
        from components.ui.shared import built_in, jobs, models
        from components.ui.static import computed
        model = models.encoder(DEFAULT_MODEL)
        job = {job}
        while job.share == 0:
            time.sleep(0.01)
        assert not job.future.done()
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
