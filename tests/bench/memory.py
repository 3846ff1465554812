"""Proportional memory of all our processes, with a class at work."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.catalog import DEFAULT_MODEL
from components.ui.shared import models
from tests.bench.parts.figure import Figure
from tests.bench.parts.visitors import browser, chart_drawn, head_drawn
from tests.browsing import Server

VISITORS = 5


def measure(_data: Path | None) -> Iterator[Figure]:
    """Yield the rows: five visitors look at the attention and then the layers of five texts of 512 tokens."""
    with tempfile.TemporaryDirectory() as folder, browser() as running:
        server = Server(Path(folder) / "log.txt")
        try:
            page = running.new_page()
            page.goto(f"{server.url}/senses")
            page.wait_for_selector("text=UMAP of 36 occurrences", timeout=180_000)
            yield Figure("memory (PSS), one visitor on a map, UMAP warm", pss(server.process.pid), "MB")
            tabs = []
            for number in range(VISITORS):
                tab = running.new_context().new_page()
                tab.goto(f"{server.url}/attention")
                head_drawn(tab, 18)
                tab.fill("textarea[aria-label='Text']", long_text(number))
                tab.press("textarea[aria-label='Text']", "Control+Enter")
                head_drawn(tab, 512)
                tabs.append(tab)
            yield Figure(
                f"memory (PSS), {VISITORS} visitors, 512 tokens each, attention", pss(server.process.pid), "MB"
            )
            for tab in tabs:
                tab.click("[data-testid=stSidebarNavLink][href$='/layers']")
                chart_drawn(tab, 1, "for 512 tokens")
            yield Figure(
                f"memory (PSS), {VISITORS} visitors, 512 tokens each, and layers",
                pss(server.process.pid),
                "MB",
                most=1400,
            )
        finally:
            server.stop()


def long_text(seed: int) -> str:
    """Join built-in sentences, cut by words to exactly 512 tokens."""
    chooser = random.Random(seed)
    words = [w for name in chooser.sample(bench_words(), 20) for s in read_bench(name).sentences for w in s.split()]
    tokenizer = models.encoder(DEFAULT_MODEL).tokenizer
    while len(tokenizer(" ".join(words), verbose=False)["input_ids"]) > 512:
        words = words[: max(len(words) * 500 // len(tokenizer(" ".join(words))["input_ids"]), 1)]
    while len(tokenizer(" ".join([*words, "a"]))["input_ids"]) <= 512:
        words.append("a")
    return " ".join(words)


def pss(pid: int) -> float:
    """Add up the proportional set size of a process and its children, in MB."""
    parent = psutil.Process(pid)
    return sum(process.memory_full_info().pss for process in [parent, *parent.children(recursive=True)]) / 1e6
