"""Every page and view in a browser: it draws, without errors or foreign requests, in light and dark, well to read
(axe-core) and on a phone; by keyboard past the menu, along a formula."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browsing import ROOT, settled, wait_for_charts

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
AXE = Axe().axe_script
# Streamlit's own menu is a list of lists; what BertViz draws in its frame is BertViz's.
# The sidebar is the same beside all views of a page, and need be looked at once; what axe would load beforehand is for
# rules on media alone.
LOOK = """([apart, rules]) => axe.run(
  { exclude: [[apart], ["iframe"]] }, { resultTypes: ["violations"], preload: false, ...rules }
).then(found => found.violations.filter(one => ["serious", "critical"].includes(one.impact)).flatMap(
  one => one.nodes.map(node => [one.id, node.html.slice(0, 200), node.any[0]?.message ?? ""])
))"""
CONTRAST = {"runOnly": ["color-contrast"]}
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


CHARTS = {"start": 3, "tokens": 1, "layers": 1, "senses": 2}  # on the page as it opens
TOLD = {  # what is there only when the picture is
    "Heads": ".microscope[data-drawn]:not([data-drawn=''])",
    "Find heads": "[data-testid=stDataFrame]",
    "Summary": ".name:has-text('Rollout, layers 1 to 3')",
    "Step by step": ".katex",
    "Two contexts": "text=Jensen–Shannon distance",
    "Knock-out": "text=The sentence’s vector",
    "Flow": "[aria-label*='at the embeddings']",
    "Sentences": "text=Click a cell",
    "Queries and keys": "text=A query should lie near",
}
REFUSED = "[data-testid=stException], [data-testid=stAlertContentError]"
NAMELESS = """[...document.querySelectorAll("[data-testid=stPlotlyChart]")].filter(
  one => !one.ariaLabel && !one.querySelector("[aria-label]")).length"""


@pytest.mark.parametrize("name", PAGES)
def test_every_view_draws_can_be_read_and_reached_and_a_phone_cuts_nothing(visit, name):
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open("" if name == "start" else f"{name}?method=PCA")  # UMAP comes when it likes, and fades the page
    wait_for_charts(page, CHARTS.get(name, 0))
    settled(page)
    assert page.evaluate(CUT) == []
    page.evaluate(WIDE)
    assert page.evaluate(CUT) == ["DIV wide"]
    page.evaluate("document.querySelector('.wide').remove()")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.evaluate(AXE)
    dark = False  # each view opens as the last one was left, and is then seen the other way round
    for number, view in enumerate(page.locator(".st-key-view button").all_inner_texts() or [""]):
        if number:
            page.locator(".st-key-view button", has_text=re.compile(f"^{view}$")).click()
        if name == "attention" and view in TOLD:
            page.wait_for_selector(TOLD[view], timeout=90_000)
        settled(page)
        apart = "[data-testid=stSidebar]" if number else "[data-testid=stSidebarNav]"
        assert page.evaluate(LOOK, [apart, {}]) == [], f"{view}, {'dark' if dark else 'light'}"
        dark = not dark
        page.emulate_media(color_scheme="dark" if dark else "light")
        settled(page)
        assert page.evaluate(LOOK, [apart, CONTRAST]) == [], f"{view}, {'dark' if dark else 'light'}"
        assert (page.locator(REFUSED).count(), page.evaluate(NAMELESS)) == (0, 0), view
        if view == "Combine":  # a minute of measuring, which nobody waits for
            page.click("[data-testid=stMain] button:has-text('Cancel')")


def test_first_tab_leads_past_the_menu(visit):
    page = visit.open("attention")
    page.wait_for_selector(".token")
    settled(page)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the page"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the heading's own link
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("aria-label") == "Text"


def test_wide_formula_is_scrolled_by_the_keyboard(visit):
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open("attention?view=Step+by+step")
    page.wait_for_selector(".katex-display[tabindex='0']")
    settled(page)
    formula = page.locator(".katex-display[tabindex='0']").first
    formula.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    assert formula.evaluate("one => one.scrollLeft") > 0
