"""What a visitor waits for, seen from the browser: a cold start, and the first map of a word in a warm server."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.bench.parts.figure import Figure
from tests.bench.parts.naive import write_naive
from tests.bench.parts.visitors import browser, chart_drawn, head_drawn
from tests.browsing import Server

ROUNDS = 3
BARE = 'import streamlit\nstreamlit.text_input("Your text")\n'
FIRST_UMAP = """
import time, numpy as np
start = time.perf_counter()
import umap
umap.UMAP(random_state=0, n_jobs=1).fit(np.random.default_rng(0).normal(size=(100, 384)))
print(time.perf_counter() - start)
"""


def measure(_data: Path | None) -> Iterator[Figure]:
    """Yield the rows, each the median of fresh servers."""
    times: dict[str, list[float]] = {}
    with browser() as running:
        for _ in range(ROUNDS):
            for name, value in one_round(running).items():
                times.setdefault(name, []).append(value)
    middle = {name: float(np.median(values)) for name, values in times.items()}
    yield Figure(
        "cold start: frame and text box / a bare text box in Streamlit", middle["box"], "s", middle["bare box"]
    )
    yield Figure("from `streamlit run` to a server that answers", middle["up"], "s", middle["bare up"])
    yield Figure("cold start: frame and text box", middle["box"], "s", most=2)
    # 0.3 and 0.5 were seen on a busy machine.
    name = "from `streamlit run` to the first live picture / the naive app"
    yield Figure(name, middle["live"], "s", middle["naive map"], most=0.6)
    name = "from `streamlit run` to the first live picture / the naive app’s blank head view"
    yield Figure(name, middle["live"], "s", middle["naive head view"])
    yield Figure("cold start: first picture", middle["picture"], "s")
    yield Figure("cold start: all four pictures", middle["pictures"], "s")
    yield Figure("while UMAP warms up: from the menu to another page’s picture", middle["other page"], "s", most=2)
    yield Figure("from server start to warm UMAP", middle["warm"], "s")
    yield Figure("warm: from the menu to the map of “bank”, PCA", middle["pca"], "s", most=1)
    run = subprocess.run([sys.executable, "-c", FIRST_UMAP], capture_output=True, text=True, check=True)
    yield Figure("warm: from the menu to UMAP / umap-learn’s first fit", middle["umap"], "s", float(run.stdout))
    yield Figure("warm: from the menu to UMAP", middle["umap"], "s", most=2)


def one_round(running: object) -> dict[str, float]:
    """Start a server and visit it, and before it one that holds nothing but a text box, and the naive app."""
    times = {}
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        begun = time.perf_counter()
        server = Server(Path(folder) / "bare.txt", bare)
        times["bare up"] = time.perf_counter() - begun
        try:
            page, times["bare box"], _ = open_box(running, server)
            page.close()
        finally:
            server.stop()
        times |= naive_round(running, Path(folder))
        begun = time.perf_counter()
        server = Server(Path(folder) / "log.txt")
        times["up"] = time.perf_counter() - begun
        try:
            page, times["box"], start = open_box(running, server)
            page.wait_for_selector(".chip", timeout=60_000)
            times["picture"] = time.perf_counter() - start
            times["live"] = time.perf_counter() - begun
            chart_drawn(page, 3)
            times["pictures"] = time.perf_counter() - start
            times["other page"] = to_page(page, "attention", lambda: head_drawn(page, 18))
            page.goto(f"{server.url}/senses?word=crane")
            page.wait_for_selector("text=UMAP of 36 occurrences", timeout=180_000)
            times["warm"] = time.perf_counter() - start
            page.goto(server.url)
            chart_drawn(page, 3)
            page.wait_for_timeout(2000)
            begun = time.perf_counter()
            times["pca"] = to_page(page, "senses", lambda: chart_drawn(page, 1, "map of “bank”"))
            page.wait_for_selector("text=UMAP of 36 occurrences", timeout=60_000)
            times["umap"] = time.perf_counter() - begun
            page.close()
        finally:
            server.stop()
    return times


def naive_round(running: object, folder: Path) -> dict[str, float]:
    """Start the naive app and visit it.

    BertViz's head view counts as there when its list of layers is; without internet it stays blank, and the first
    live picture is the map.
    """
    times = {}
    begun = time.perf_counter()
    server = Server(folder / "naive.txt", write_naive(folder))
    try:
        page = running.new_page()
        page.goto(server.url)
        page.frame_locator("iframe").locator("select#layer").wait_for(state="attached", timeout=180_000)
        times["naive head view"] = time.perf_counter() - begun
        chart_drawn(page, 1)
        times["naive map"] = time.perf_counter() - begun
        page.close()
    finally:
        server.stop()
    return times


def open_box(running: object, server: Server) -> tuple[object, float, float]:
    """Open the first page of a fresh server; return it, the seconds until its text box is there, and when it began."""
    start = time.perf_counter()
    page = running.new_page()
    page.goto(server.url)
    page.wait_for_selector("input[aria-label='Your text']", timeout=60_000)
    return page, time.perf_counter() - start, start


def to_page(page: object, name: str, drawn: object) -> float:
    """Click a page in the menu and time until its picture is there."""
    start = time.perf_counter()
    page.click(f"[data-testid=stSidebarNavLink][href$='/{name}']")
    drawn()
    return time.perf_counter() - start
