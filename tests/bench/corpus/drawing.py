"""A map of 100,000 and of 1,000,000 points drawn on the processor, beside Plotly's `scattergl` with the same points.

Frames are counted while the map is dragged, and while it is zoomed, by one step a frame of the browser, which draws as
many as it can, for both. A frame of ours counts once it is drawn; of Plotly's every frame counts in which the browser
was free to take the next step. The browser has no graphics card, as machines in schools.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
from playwright.sync_api import Browser, Page
from plotly.offline import get_plotlyjs

from components.figures.palette import CATEGORIES
from tests.bench.parts.figure import Figure
from tests.bench.parts.visitors import browser
from tests.browsing import ROOT, WINDOW, Server
from tests.corpus.made_up_points import GROUPS, make

SECONDS = 4
UNBOUND = ("--disable-frame-rate-limit", "--disable-gpu-vsync")  # or 60 frames a second were the most
MAP = "[...document.querySelectorAll('*')].map(one => one.shadowRoot?.querySelector('.points')).find(Boolean)"
# Steps of a drag or a zoom, one a frame: returns frames a second, and of ours the milliseconds of drawing each.
STEPS = f"""([ours, zooms, seconds]) => new Promise(done => {{
  const points = ours ? {MAP} : null
  const target = ours ? points.querySelectorAll('canvas')[1] : document.querySelector('.nsewdrag')
  const box = target.getBoundingClientRect()
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
  const drawn = () => Number(points?.dataset.frames ?? 0)
  const took = []
  let [step, start, first] = [0, null, drawn()]
  const next = now => {{
    start ??= now
    if (ours) took.push(Number(points.dataset.took))
    if (now - start > 1000 * seconds) {{
      const frames = ours ? Math.min(step, drawn() - first) : step
      return done([1000 * frames / (now - start), took])
    }}
    step++
    const to = {{ clientX: x + 150 * Math.sin(step / 9), clientY: y + 70 * Math.sin(step / 7) }}
    const at = {{ ...to, buttons: zooms ? 0 : 1, bubbles: true, composed: true, cancelable: true }}
    const deltaY = step % 40 < 20 ? -40 : 40
    if (zooms) target.dispatchEvent(new WheelEvent('wheel', {{ ...at, deltaY }}))
    else if (ours) target.dispatchEvent(new PointerEvent('pointermove', {{ ...at, pointerId: 1 }}))
    else (document.querySelector('.dragcover') ?? document).dispatchEvent(new MouseEvent('mousemove', at))
    requestAnimationFrame(next)
  }}
  requestAnimationFrame(next)
}})"""


def measure_drawing(_data: Path | None) -> Iterator[Figure]:
    """Yield the rows."""
    with browser(*UNBOUND) as running:
        pan, zoom, sent = scattergl(running)
        with opened(running, 100_000) as (page, came):
            yield Figure("100,000 points: sent / Plotly’s scattergl", sum(came) / 1e6, "MB", sent)
            yield Figure("100,000 points: sent", sum(came) / 1e6, "MB", most=0.6)
            yield Figure("100,000 points: lost", lost(page, 100_000), "points", most=0)
            panned, took = steps(page, True, False)
            yield Figure("100,000 points: panning / scattergl", panned, "frames/s", pan, least=10)
            yield Figure("100,000 points: zooming / scattergl", steps(page, True, True)[0], "frames/s", zoom, least=10)
            yield Figure(
                "100,000 points: a frame, 95 of 100 while panning", float(np.percentile(took, 95)), "ms", most=16
            )
            yield Figure("100,000 points: a frame, median while panning", float(np.median(took)), "ms")
        with opened(running, 1_000_000) as (page, came):
            yield Figure("1,000,000 points: sent", sum(came) / 1e6, "MB", most=5.5)
            yield Figure("1,000,000 points: lost", lost(page, 1_000_000), "points", most=0)
            for name, zooms, peer in (("panning", False, pan), ("zooming", True, zoom)):
                ours, took = steps(page, True, zooms)
                yield Figure(f"1,000,000 points: {name} / scattergl’s 100,000", ours, "frames/s", peer, least=4)
                yield Figure(f"1,000,000 points: a frame, median while {name}", float(np.median(took)), "ms")


@contextmanager
def opened(running: Browser, n: int) -> Iterator[tuple[Page, list[int]]]:
    """Open a page with such a map, and what came over its websocket in bytes."""
    came: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        server = Server(
            Path(folder) / "log.txt",
            ROOT / "tests/corpus/points_app.py",
            POINTS=str(n),
            PYTHONPATH=os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
        )
        page = running.new_page(viewport=WINDOW)
        try:
            page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: came.append(len(frame))))
            page.goto(server.url)
            page.wait_for_selector(".said:has-text('in sight')", timeout=120_000)
            page.wait_for_timeout(1500)
            yield page, came
        finally:
            page.close()
            server.stop()


def lost(page: Page, n: int) -> float:
    """Count the points that no pixel holds while all are in sight."""
    return float(abs(n - int(page.evaluate(f"{MAP}.dataset.held"))))


def steps(page: Page, ours: bool, zooms: bool) -> tuple[float, list[float]]:
    """Drag or zoom for some seconds: frames a second, and of ours the milliseconds of drawing each."""
    box = page.locator("canvas[role=img]" if ours else ".nsewdrag").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    if not zooms:
        page.mouse.down()
    frames = page.evaluate(STEPS, [ours, zooms, SECONDS])
    if not zooms:
        page.mouse.up()
    page.wait_for_timeout(1000)
    return frames[0], frames[1]


def scattergl(running: Browser) -> tuple[float, float, float]:
    """Draw 100,000 points with Plotly in the same window: frames a second of a drag and of a zoom, and MB sent."""
    points, classes, _ = make(100_000)
    figure = go.Figure(
        [
            go.Scattergl(
                x=points[classes == kind, 0].astype("f4"),
                y=points[classes == kind, 1].astype("f4"),
                mode="markers",
                marker={"size": 2, "color": CATEGORIES[kind]},
                hoverinfo="skip",
            )
            for kind in range(GROUPS)
        ],
        {"dragmode": "pan", "width": 1206, "height": 560, "uirevision": 1},
    )
    page = running.new_page(viewport=WINDOW)
    page.set_content("<div id='chart'></div>")
    page.add_script_tag(content=get_plotlyjs())
    written = figure.to_json()
    page.evaluate(f"Plotly.newPlot('chart', {written}.data, {written}.layout, {{ scrollZoom: true }})")
    page.wait_for_timeout(3000)
    canvas = page.locator(".gl-canvas-context")
    assert page.evaluate("document.querySelector('.gl-canvas-context').getContext('webgl') !== null"), "no WebGL"
    assert canvas.count() == 1
    speeds = [steps(page, False, zooms)[0] for zooms in (False, True)]
    page.close()
    return speeds[0], speeds[1], len(written) / 1e6
