"""On a phone: nothing is cut off, the picture stands before what is set, and a text is taken by a button."""

from tests.browsing import Visit, settled, wait_for_charts

CHARTS = {
    "start": 3,
    "tokens": 1,
    "attention": 0,
    "layers": 1,
    "senses": 2,
    "static": 1,
    "masked": 1,
    "next_sentence": 1,
}
CHARTS |= {"similarity": 1, "classify": 1, "finetune": 0}
# What reaches beyond the window and cannot be scrolled to: inside a page that scrolls down only, it is cut. (What is
# there for screen readers alone stands in a box of one pixel.)
CUT = """[...document.querySelectorAll('[data-testid=stMain] *')].filter(element => {
  if (element.getBoundingClientRect().right <= innerWidth + 1 || element.closest('svg, canvas, .js-plotly-plot'))
    return false
  for (let box = element.parentElement; box.dataset.testid !== 'stMain'; box = box.parentElement)
    if (/auto|scroll/.test(getComputedStyle(box).overflowX) || box.offsetWidth === 1) return false
  return element.checkVisibility()
}).map(element => `${element.tagName} ${element.dataset.testid ?? element.className}`)"""
WIDE = """document.querySelector('[data-testid=stMain] [data-testid=stVerticalBlock]').insertAdjacentHTML(
  'beforeend', '<div class="wide" style="width: 2000px; height: 9px"></div>')"""


def test_narrow_page_cuts_nothing(browser, server):
    visit = Visit(browser, server)
    visit.page.set_viewport_size({"width": 390, "height": 844})
    for name, charts in CHARTS.items():
        page = visit.open("" if name == "start" else name)
        wait_for_charts(page, charts)
        settled(page)
        assert page.evaluate(CUT) == [], name
        page.evaluate(WIDE)
        assert "DIV wide" in page.evaluate(CUT)
    visit.page.context.close()


def test_phone_shows_the_picture_first_and_takes_a_text_by_a_button(browser, server):
    visit = Visit(browser, server, has_touch=True, is_mobile=True)
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open("senses?method=PCA")
    wait_for_charts(page, 1)
    settled(page)
    chart, box = page.locator(".js-plotly-plot").first, page.locator("textarea")
    assert chart.bounding_box()["y"] < box.bounding_box()["y"]
    assert page.locator("text=Ctrl+Enter").count() > 0
    assert not any(page.locator("text=Ctrl+Enter").nth(n).is_visible() for n in range(2))
    box.fill("The far bank was steep.")
    page.tap("button:has-text('Apply')")
    page.wait_for_selector("text=nearest:", timeout=60_000)
    page.context.close()
    assert visit.errors == []


def test_keyboard_has_keys_and_no_button(visit):
    page = visit.open("tokens")
    page.wait_for_selector("text=Ctrl+Enter", timeout=60_000)
    page.wait_for_selector("button:has-text('Apply')", state="attached", timeout=60_000)
    assert not page.locator("button:has-text('Apply')").is_visible()
