"""What the server does once, before its first visitor: load what every page needs, and let UMAP compile.

Streamlit runs the page's script for a visitor only, so without this the first one would wait for the libraries.
"""

import asyncio
import logging
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import streamlit as st
from streamlit.starlette import App

from components.engine.catalog import DEFAULT_MODEL, EXAMPLES
from components.engine.errors import ExplorerError

SERVING = 0.5  # seconds after its start the server answers
FIRST_PAGE = 4.0  # seconds from then on for the first page; beside UMAP's compiling it would take half a second more


@asynccontextmanager
async def warmed(_app: App) -> AsyncIterator[None]:
    """Warm up while the server starts; UMAP's own process compiles after that."""
    await asyncio.to_thread(load)
    tasks = [asyncio.create_task(open_browser()), asyncio.create_task(start_lane())]
    yield
    for task in tasks:
        task.cancel()


async def open_browser() -> None:
    """Open the app in the user's browser, which Streamlit does only for apps without a start of their own."""
    if not st.get_option("server.headless"):
        await asyncio.sleep(SERVING)
        await asyncio.to_thread(webbrowser.open, f"http://localhost:{st.get_option('server.port')}")


async def start_lane() -> None:
    """Let UMAP compile once the first page is drawn; a map that is asked for earlier starts it at once."""
    await asyncio.sleep(FIRST_PAGE)
    from components.engine.geometry import umap_process

    await asyncio.to_thread(umap_process.start)


def load() -> None:
    """Load the libraries and the bundled model, and compute what the start page shows first."""
    print("  Sensescope loads BERT …", flush=True)  # noqa: T201
    # Streamlit would warn of a spinner that nobody sees
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    from components.ui.shared import readings
    from components.ui.start import pictures  # noqa: F401

    with suppress(ExplorerError):  # the page says what is missing
        readings.read(DEFAULT_MODEL, EXAMPLES[0].text)
