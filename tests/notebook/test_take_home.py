"""A notebook as one file: small, with nothing in it but what was written, and the app's pictures without the app."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from components.engine.notebook.kept import Notebook, read_notebook, read_view
from components.engine.notebook.pictures import pack_attention
from components.figures import curves, scatter
from components.figures.notebook.notes import draw_note
from components.figures.notebook.take_home import POLICY, write_page
from components.figures.palette import visible
from tests.notebook.sample import NASTY, chart, view

MOST_BYTES = 3_000_000
POINT = np.array([1.0])
POINTS = """() => window.sensescope.plots[0].figure.spots.map((spots, layer) =>
  spots.map(({x, y}, trace) => [[...window.sensescope.plots[0].figure.traces[trace].customdata], x, y]))"""
WEIGHTS = """() => [...window.sensescope.microscopes[0].data.weights.values()].map(({rows, columns, at}) =>
  Array.from({length: rows * columns}, (_, place) => at(Math.floor(place / columns), place % columns)))"""

DOTS = "[...document.querySelectorAll('.stage canvas')].map((one) => Math.round(one.width / one.clientWidth))"


class Parts(HTMLParser):
    """Collects the tags of a page, and the text that is drawn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags, self.scripts, self.text = [], [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        assert not {name for name, _ in attrs if name.startswith("on")}

    def handle_data(self, data):
        if self.tags[-1:] == ["script"]:
            self.scripts.append(data)
        else:
            self.text += data


def test_the_page_is_small_and_holds_the_whole_notebook(made):
    notebook, points, attention = made
    assert points.shape[:2] == (7, 312)
    assert attention.shape[:2] == (6, 12)
    assert attention.shape[2] >= 64
    page = write_page(notebook)
    assert len(page.encode()) <= MOST_BYTES
    data = page.split('id="notebook">')[1].split("</script>")[0]
    assert read_notebook(data.encode()) == notebook


def test_what_was_written_is_text_on_the_page(made):
    parts = Parts(write_page(made[0]))
    assert parts.tags.count("script") == 2
    assert not {"img", "a", "iframe", "object", "form"} & set(parts.tags)
    assert parts.text.count(visible(NASTY)) == 9  # 2 titles, setting, alt, heading, note, finding, column, cell
    assert "\u202e" not in parts.text


@pytest.mark.parametrize(
    "note", [NASTY, "<https://a.b>", "[a]: //b 'c'\n\n[a]", "```html\n<b>\n```", "# <i>", "&#x202e;", "<!-- a"]
)
def test_a_note_draws_links_pictures_html_and_marks_as_text(note):
    parts = Parts(f"<div>{draw_note(note)}</div>")
    assert set(parts.tags) <= {"div", "p", "pre", "code", "h3"}
    kept = "".join(visible(note).replace("```html", "").replace("```", "").replace("# ", "").replace("·", "").split())
    assert "".join(parts.text.replace("·", "").split()) == kept


def test_a_note_keeps_its_form():
    drawn = draw_note("# One\n\n- *two*\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nשלום bank")
    for part in ('<h3 dir="auto">One</h3>', "<em>two</em>", '<td dir="auto">1</td>', '<p dir="auto">שלום bank</p>'):
        assert part in drawn


def test_a_picture_that_cannot_be_drawn_becomes_its_data(browser, tmp_path):
    solid = scatter.draw_map([scatter.Cloud("a", np.zeros((2, 3, 3)), list("xyz"), [0, 1, 2])], 1)
    broken = chart("c", "Broken", scatter.draw_map([scatter.Cloud("a", np.zeros((1, 1, 2)), ["x"], [0])], 0))
    broken["chart"]["data"][0]["mode"] = 5
    pictures = [chart("a", "A solid map", solid, 1), broken, chart("b", "Fine", curves.draw_curves({"d": POINT}, "e"))]
    file = tmp_path / "page.html"
    file.write_text(write_page(Notebook("", (read_view(view(1, "", *pictures)),))), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    page.wait_for_selector(".stage canvas")
    said = page.locator(".said").all_inner_texts()
    assert [words.split(",")[0] for words in said if words] == [
        "Only the app draws this kind of picture. Here is its data.",
        "Layer 1.",
        "This picture is not as the app writes them",
        "Layer 0.",
    ]
    assert page.locator("details[open] tbody tr").count() == 3 + 1
    assert page.locator(".stage canvas").count() == 1
    page.close()


def test_attention_from_one_text_to_another_is_drawn_with_its_weights(browser, tmp_path):
    weights = np.random.default_rng(0).dirichlet(np.ones(4), size=(2, 3, 2)).astype(np.float32)
    side = {"tokens": ["a", "b"], "word_ids": [0, 1], "keys": ["c", "d", "e", "f"], "key_word_ids": [2, 3, 4, 5]}
    size = {"layers": 2, "heads": 3, "layer": 1, "head": 2, "weights": pack_attention(weights)}
    picture = {"kind": "attention", "name": "A to B", "alt": "From a b to c d e f", **side, **size}
    file = tmp_path / "page.html"
    file.write_text(write_page(Notebook("", (read_view(view(1, "", picture)),))), "utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    page.wait_for_function("window.sensescope.microscopes.length === 1")
    for words, said in ((".from", "ab"), (".to", "cdef")):
        assert "".join(page.locator(f"{words} .token").all_inner_texts()) == said
    drawn = np.array(page.evaluate(WEIGHTS))
    assert drawn.reshape(weights.shape) == pytest.approx(weights, abs=1 / 510 + 1e-6)
    page.close()


def test_in_a_browser_the_page_asks_nothing_shows_the_apps_points_and_weights_and_prints(made, browser, tmp_path):
    notebook, points, attention = made
    file = tmp_path / "page.html"
    file.write_text(write_page(notebook), "utf-8")
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    requests, said = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    context.set_offline(True)
    page.goto(file.as_uri())
    page.wait_for_function("document.querySelectorAll('.stage canvas').length === 3")

    drawn = page.evaluate(POINTS)
    for layer, spots in enumerate(drawn):
        for ids, x, y in spots:
            assert np.stack([x, y], axis=1) == pytest.approx(points[layer, ids], abs=1e-3)
    assert sorted({number for ids, _, _ in drawn[0] for number in ids}) == list(range(312))
    weights = np.array(page.evaluate(WEIGHTS)).reshape(attention.shape)
    assert np.all(np.abs(weights - attention) <= attention.max(axis=-1, keepdims=True) / 510 + 1e-6)

    page.locator(".player input").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator(".player output").inner_text() == "5"
    assert page.evaluate("() => window.sensescope.plots[0].spots === window.sensescope.plots[0].figure.spots[5]")
    own = page.evaluate("() => { const {x, y} = window.sensescope.plots[0].targets.at(-1); return {x, y} }")
    page.locator(".stage").first.hover(position=own)
    assert "</script><img src=x" in page.locator(".tip").first.inner_text()
    page.locator(".data summary").first.click()
    page.locator(".data tbody tr").nth(312 + 1).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 21, 28)"
    assert len(re.findall(rb"/Type /Page\b", page.pdf())) >= len(notebook.views)
    page.evaluate("window.onbeforeprint()")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(DOTS) == [3, 3, 3]
    assert page.locator(".play").is_hidden()
    page.evaluate("window.onafterprint()")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 21, 28)"
    assert page.evaluate(DOTS) == [1, 1, 1]
    assert said == []
    assert requests == [file.as_uri()]
    assert POLICY in page.content()
    context.close()
