"""The app in a server of its own, and a browser tab that refuses and notes every foreign request."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).parent.parent
POINTS = "document.querySelectorAll('.js-plotly-plot .scatterlayer .trace:last-child .point')"
# Where the points of a chart's last group lie
BALLS = (
    f"[...{POINTS}].map(point => point.getAttribute('transform').match(/[-0-9.]+/g).map(Math.round).join(' ')).join()"
)
# On a deep link Streamlit's own page looks for its server below the page's address first; that is no fault of ours.
PROBES = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The app (or another `script`) as a visitor gets it: `streamlit run app.py` in a process of its own."""

    def __init__(self, log: Path, script: Path = ROOT / "app.py", headless: str = "true", **environment: str) -> None:
        self.port = free_port()
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


# Without these, Chromium itself asks its maker's servers for updates and the like.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


class Visit:
    """A browser tab that notes console errors, and refuses and notes every request to another host."""

    def __init__(self, browser, server: Server, **options: str) -> None:
        self.errors, self.foreign, self.server = [], [], server
        context = browser.new_context(viewport={"width": 1366, "height": 768}, **options)
        self.page = context.new_page()
        self.page.on("console", self.note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        context.route("**/*", self.gate)

    def note(self, message) -> None:
        if message.type == "error" and not PROBES.search(message.location["url"]):
            self.errors.append(f"{message.text} {message.location['url']}")

    def gate(self, route) -> None:
        url = urlsplit(route.request.url)
        if url.hostname in ("127.0.0.1", None) or url.scheme in ("data", "blob"):
            route.continue_()
        else:
            self.foreign.append(route.request.url)
            route.abort()

    def open(self, path: str):
        self.page.goto(f"{self.server.url}/{path}")
        self.page.wait_for_selector("h1", timeout=60_000)
        return self.page

    def query(self) -> dict:
        return {key: values[0] for key, values in parse_qs(urlsplit(self.page.url).query).items()}


def go_to(page, name):
    page.click(f"[data-testid=stSidebarNavLink][href$='/{name}']")


def settled(page):
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_timeout(300)


def wait_for_charts(page, count):
    page.wait_for_function(f"document.querySelectorAll('.js-plotly-plot .main-svg').length >= {count}", timeout=240_000)
