"""A map of 100,000 points in a browser: none is lost, they travel once, and moving about asks the server nothing."""

import base64
import hashlib
import json
import os
import re

import numpy as np
import pytest

from components.engine.geometry import point_bytes
from components.ui.parts.points_map import Text, cut, lassoed
from tests.browsing import ROOT, Server, Visit, expect, guarded, settled
from tests.corpus.made_up_points import EVIL, make
from tests.shell.test_browser_access import AXE, CONTRAST, LOOK

N = 100_000
MAP = "[...document.querySelectorAll('*')].map(one => one.shadowRoot?.querySelector('.points')).find(Boolean)"
DRAWN = f"""() => {{
  const {{ width, height }} = {MAP}.querySelector('canvas')
  const {{ data }} = {MAP}.querySelector('canvas').getContext('2d').getImageData(0, 0, width, height)
  return [width, height, Array.from({{ length: width * height }}, (_, spot) => Number(data[4 * spot + 3] > 0)).join('')]
}}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("points")
    guard = guarded(folder)
    guard["PYTHONPATH"] += f"{os.pathsep}{ROOT}"
    running = Server(folder / "log.txt", ROOT / "tests/corpus/points_app.py", POINTS=str(N), **guard)
    yield running
    running.stop()
    assert not (folder / "asked.txt").exists()


@pytest.fixture
def visit(browser, server):
    """A visit to that page, with how many bytes came and what was told meanwhile."""
    opened = Visit(browser, server, reduced_motion="reduce")
    opened.came, opened.told = [], []
    opened.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: opened.came.append(len(frame))))
    opened.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: opened.told.append(frame)))
    opened.open("")
    opened.page.wait_for_function(f"{MAP}?.dataset.held === '{N}'")
    settled(opened.page)
    yield opened
    opened.close()
    assert opened.errors == []
    assert opened.foreign == []


def places():
    """Return where the points lie in the browser: (n, 2), 0 … 65,535."""
    points, classes, _ = make(N)
    return np.frombuffer(point_bytes.pack(points, classes), "<u2", 2 * N, 16).reshape(2, N).T.astype(float)


def whole(steps, width, height):
    """The scale and the middle that bring all points in sight, 28 pixels from the edge."""
    low, high = steps.min(axis=0), steps.max(axis=0)
    return ((np.array([width, height]) - 56) / (high - low)).min(), (low + high) / 2


def inside(corners, points):
    """Tell for each point (n, 2) whether it is inside a polygon, by the even-odd rule."""
    odd = np.zeros(len(points), bool)
    x, y = points.T
    for (x1, y1), (x0, y0) in zip(corners, np.roll(corners, 1, axis=0), strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            odd ^= ((y1 > y) != (y0 > y)) & (x < (x0 - x1) * (y - y1) / (y0 - y1) + x1)
    return odd


def test_every_point_is_drawn_where_it_lies_and_travels_once(visit):
    width, height, drawn = visit.page.evaluate(DRAWN)
    steps = places()
    scale, middle = whole(steps, width, height)
    across = np.floor(steps[:, 0] * scale + (width / 2 - middle[0] * scale)).astype(int)
    down = np.floor(height / 2 + middle[1] * scale - steps[:, 1] * scale).astype(int)
    expected = np.zeros((height, width), bool)
    expected[down, across] = True
    assert np.array_equal(np.frombuffer(drawn.encode(), np.uint8).reshape(height, width) == ord("1"), expected)
    assert sum(visit.came) <= 600_000
    visit.came.clear()
    visit.page.click("text=Only what the lasso holds")  # a run in which nothing changes
    settled(visit.page)
    assert 0 < sum(visit.came) < 10_000


def test_moving_and_pointing_tell_nothing_and_what_rests_in_sight_is_told_with_its_word(visit):
    page, stage = visit.page, visit.page.locator(".stage").bounding_box()
    x, y = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
    visit.told.clear()
    frames = int(page.evaluate(f"{MAP}.dataset.frames"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 200, y + 90, steps=10)
    page.mouse.up()
    page.mouse.wheel(0, -400)
    page.locator(".kind").nth(2).click()
    page.keyboard.press("Tab")
    page.locator(".farther").click()
    page.wait_for_timeout(600)
    assert int(page.evaluate(f"{MAP}.dataset.frames")) > frames + 5
    expect(page.locator(".said")).to_contain_text("lit points in sight")
    assert visit.told == []
    page.click("text=Let go")
    page.locator("canvas").last.focus()
    page.keyboard.press("0")
    said = page.locator(".said")
    expect(said).to_contain_text(f"{N:,} points in sight")
    while int(re.sub(r"\D", "", (seen := said.inner_text()).split(" ")[0])) > 30:
        page.keyboard.press("+")
        page.keyboard.press("+")
        expect(said).not_to_have_text(seen)  # it is told at rest
    page.wait_for_selector(".tip b:has-text('bank')")
    told = page.locator(".tip").inner_text()
    assert EVIL in told
    assert page.locator(".points img").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_selector(f"text=picked {re.search('Sentence ([0-9]+)', told)[1]}")


def test_a_lasso_holds_exactly_the_points_inside(visit):
    page, stage = visit.page, visit.page.locator("canvas").last.bounding_box()
    path = np.array([[0.3, 0.1], [0.62, 0.2], [0.5, 0.5], [0.7, 0.9], [0.35, 0.8], [0.55, 0.35]])
    path = np.round(path * (stage["width"], stage["height"]))
    spots = path + (stage["x"], stage["y"])
    page.keyboard.down("Shift")
    page.mouse.move(*spots[0])
    page.mouse.down()
    for spot in spots[1:]:
        page.mouse.move(*spot, steps=7)
    page.mouse.up()
    page.keyboard.up("Shift")
    corners = np.array(json.loads(page.evaluate(f"{MAP}.dataset.lasso")))
    steps = places()
    scale, middle = whole(steps, stage["width"], stage["height"])
    back = (corners - middle) * (scale, -scale) + (stage["width"] / 2, stage["height"] / 2)
    assert all(np.abs(back - spot).sum(axis=1).min() < 4 for spot in path)  # the corners are where the mouse was
    numbers = np.flatnonzero(inside(corners, steps))
    assert 10_000 < len(numbers) < 90_000
    page.wait_for_selector(f"text={len(numbers)} inside, {hashlib.sha256(numbers.tobytes()).hexdigest()}")
    expect(page.locator(".said")).to_contain_text(f"{len(numbers):,} lit points in sight")
    visit.came.clear()
    page.click("text=Only what the lasso holds")  # now as Python's mask
    settled(page)
    assert N / 8 < sum(visit.came) < N / 8 + 10_000
    expect(page.locator(".said")).to_contain_text(f"{len(numbers):,} lit points in sight")
    page.click("text=Let go")
    page.wait_for_selector("text=0 inside")
    page.wait_for_selector(f"text={N:,} points in sight")


def test_it_can_be_coloured_anew_and_read_in_light_and_dark_and_on_a_phone(visit):
    page = visit.page
    page.evaluate(AXE)
    assert page.evaluate(LOOK, ["header", {}]) == []
    page.emulate_media(color_scheme="dark")
    page.locator(".nearer").click()
    page.wait_for_function(f"{MAP}.dataset.held < {N}")
    visit.came.clear()
    kept = page.evaluate("window.sensescopeBytes.size")
    page.click("text=Amounts")  # other colours, the same places
    page.wait_for_selector(".ramp")
    settled(page)
    assert page.evaluate("window.sensescopeBytes.size") == kept  # the former colours are let go
    assert N < sum(visit.came) < N + 10_000
    assert page.evaluate(f"{MAP}.dataset.held < {N}")  # who looked nearer still does
    assert page.evaluate(LOOK, ["header", CONTRAST]) == []
    page.locator(".whole").click()
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(f"{MAP}.dataset.held === '{N}'")  # all in sight still are
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390


def test_what_a_browser_tells_is_checked():
    assert lassoed(base64.b64encode(b"\x05\x01").decode(), 9).tolist() == [0, 2, 8]
    assert lassoed("", 9).tolist() == []
    assert lassoed(base64.b64encode(b"\x05").decode(), 9) is None
    assert lassoed("not base64!", 9) is None


def test_a_text_is_cut_around_its_word():
    assert cut(Text("the bank's\x00 gate", 4, 8))[:2] == ["the ", "bank"]
    assert cut(Text("no word")) == ["", "", "no word"]
