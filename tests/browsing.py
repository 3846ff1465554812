"""The app in a server of its own, and a browser tab that refuses and notes every foreign request."""

import os
import re
import shutil
import socket
import subprocess
import sys
import textwrap
import time
import urllib.request
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.in_page import LINK, NOTE_RUNS, REST

expect.set_options(timeout=60_000)
ROOT = Path(__file__).parent.parent
WINDOW = {"width": 1366, "height": 768}
POINTS = "document.querySelectorAll('.js-plotly-plot .scatterlayer .trace:last-child .point')"
# Where the points of a chart's last group lie
BALLS = (
    f"[...{POINTS}].map(point => point.getAttribute('transform').match(/[-0-9.]+/g).map(Math.round).join(' ')).join()"
)
# Python runs this at the start of every process of a server
GUARD = textwrap.dedent(
    """
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
    """
)
# On a deep link Streamlit's own page looks for its server below the page's address first; that is no fault of ours.
PROBES = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def guarded(folder: Path) -> dict[str, str]:
    """Let a server refuse, and note in the folder, every non-loopback connection and every name look-up."""
    (folder / "sitecustomize.py").write_text(GUARD)
    return {"PYTHONPATH": str(folder), "GUARD_LOG": str(folder / "asked.txt")}


class Server:
    """The app (or another `script`) as a visitor gets it: `streamlit run app.py` in a process of its own."""

    def __init__(
        self, log: Path, script: Path = ROOT / "app.py", headless: str = "true", port: int = 0, **environment: str
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        command = [sys.executable, "-m", "streamlit", "run", str(script)]
        self.process = subprocess.Popen(
            [*command, f"--server.headless={headless}", f"--server.port={self.port}"],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
        )
        self.wait()

    def wait(self) -> None:
        until = time.time() + 60
        while time.time() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"The server did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def find_browser() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next(filter(None, map(shutil.which, names)), None)


# The first four and the last keep Chromium itself from asking its maker's servers for updates and the like; the proxy,
# at which nobody answers, stands before every address but this machine's.
QUIET = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
QUIET += ["--disable-sync", "--no-sandbox", "--disable-gpu", "--proxy-server=127.0.0.1:9"]
# A test leaves a page before it pays to optimise what that runs, or to clean up beside it; the bench, which measures,
# does without.
BRIEF = "--js-flags=--no-turbofan --single-threaded-gc"
SHARED = "--process-per-site"  # one process draws all pages, so that the app's scripts are compiled once


class Visit:
    """A browser tab that notes console errors and requests to other hosts, which the browser cannot reach.

    A context that a visit has left clean serves the next one, with a blank page of the same site: so the browser keeps
    the process, and in it the app's scripts as compiled.
    """

    left: ClassVar[list] = []

    def __init__(self, browser, server: Server, **options: bool) -> None:
        self.errors, self.foreign, self.server, self.options = [], [], server, options
        if options or not self.left:
            self.context = browser.new_context(viewport=WINDOW, **options)
            self.context.set_default_timeout(60_000)
            self.context.add_init_script(NOTE_RUNS)
            self.context.new_page().goto(f"{server.url}/_stcore/health")
        else:
            self.context = self.left.pop()
        self.page = self.context.new_page()
        self.page.on("console", self.note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("websocket", self.look)
        self.context.on("request", self.look)

    def close(self) -> None:
        """Leave nothing to the next visit but what the browser keeps of the app's own files."""
        self.context.remove_listener("request", self.look)
        if self.options:
            self.context.close()
            return
        stored = {"origin": self.server.url, "storageTypes": "cookies,local_storage,indexeddb,service_workers"}
        self.context.new_cdp_session(self.page).send("Storage.clearDataForOrigin", stored)
        self.context.clear_cookies()
        self.context.clear_permissions()
        for page in self.context.pages[1:]:  # all but the blank one
            page.close()
        self.left.append(self.context)

    def note(self, message) -> None:
        if message.type == "error" and not PROBES.search(message.location["url"]):
            self.errors.append(f"{message.text} {message.location['url']}")

    def look(self, request) -> None:
        url = urlsplit(request.url)
        if url.hostname not in ("127.0.0.1", None) and url.scheme not in ("data", "blob"):
            self.foreign.append(request.url)

    def open(self, path: str):
        self.page.goto(f"{self.server.url}/{path}")
        self.page.wait_for_selector("h1")
        return self.page

    def query(self) -> dict:
        return {key: values[0] for key, values in parse_qs(urlsplit(self.page.url).query).items()}

    def wait_for_link(self, **settings: str | None) -> None:
        """Wait until the link holds these settings, and none of those that are None."""
        self.page.wait_for_function(LINK, arg=settings)


def go_to(page, name):
    page.click(f"[data-testid=stSidebarNavLink][href$='/{name}']")


def settled(page):
    """Wait until the script is done and the page at rest: for a moment nothing in it has changed or moved."""
    page.wait_for_selector("[data-test-script-state=notRunning]")
    page.evaluate(REST)


def wait_for_charts(page, count):
    page.wait_for_function(f"document.querySelectorAll('.js-plotly-plot .main-svg').length >= {count}", timeout=240_000)


def lasso(page, chart, across=0.5):
    """Draw a lasso around the left part of a chart, by its key."""
    area = page.locator(f".st-key-{chart} .nsewdrag").bounding_box()
    left, top, low = area["x"] + 3, area["y"] + 3, area["y"] + area["height"] - 3
    draw_lasso(page, left, top, area["x"] + across * area["width"], low)


def draw_lasso(page, left, top, right, low):
    """Drag the mouse around a rectangle."""
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, low), (left, low), (left, top)):
        page.mouse.move(x, y, steps=8)
    page.mouse.up()
