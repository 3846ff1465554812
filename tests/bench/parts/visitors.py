"""A browser for the bench."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browsing import QUIET, find_browser


@contextmanager
def browser(*flags: str) -> Iterator[Browser]:
    """Run the machine's Chromium without a window, with some flags of its own."""
    path = find_browser()
    if path is None:
        raise SystemExit("This row needs Chromium or Chrome on the machine.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=[*QUIET, *flags])
        yield running
        running.close()


def chart_drawn(page: Page, count: int, name: str = "") -> None:
    """Wait until `count` charts whose description holds `name` are on screen."""
    named = f"[aria-label*='{name}' i]" if name else ""  # a match with nothing would match nothing
    charts = f"[data-testid=stPlotlyChart]{named} :is(.heatmaplayer image, .point)"
    page.wait_for_function(
        "([charts, count]) => new Set([...document.querySelectorAll(charts)]"
        ".map(part => part.closest('.js-plotly-plot'))).size >= count",
        arg=[charts, count],
        timeout=120_000,
        polling=20,
    )


def head_drawn(page: Page, tokens: int) -> None:
    """Wait until the attention view shows one head of so many tokens."""
    page.wait_for_selector(f".microscope[data-rows='{tokens}']:not([data-drawn=''])", timeout=120_000)
