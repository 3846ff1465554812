"""A presentation: the picture alone, stepped through by keys."""

from tests.browsing import expect, settled, wait_for_charts
from tests.in_page import CHANGES

PARTS = "[data-testid=stMain] :is([data-testid=stElementContainer], [data-testid=stPopover])"
VISIBLE = f"""[...document.querySelectorAll('{PARTS}')].filter(
  part => part.checkVisibility() && part.offsetHeight > 1).length"""
HEIGHT = "document.querySelector('.js-plotly-plot').getBoundingClientRect().height"


def test_presentation_shows_title_picture_and_slider_alone_and_keys_step(visit):
    page = visit.open("senses?word=spring&method=PCA&layer=4")
    wait_for_charts(page, 1)
    settled(page)
    plain = page.locator(".js-plotly-plot").first.bounding_box()["height"]
    page.click("[data-testid=stSidebar] >> text=Presentation")
    page.wait_for_selector("[data-testid=stSidebar]", state="hidden")
    settled(page)
    assert page.evaluate(VISIBLE) == 3
    chart = page.locator(".js-plotly-plot").first.bounding_box()
    assert 768 - 80 <= chart["y"] + chart["height"] <= 768
    assert page.evaluate(CHANGES) == 0  # two who want it of different heights would take turns for ever
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**layer=5**")
    settled(page)
    assert page.locator("[data-testid=stSidebar]").is_hidden()
    page.keyboard.press("Escape")
    page.wait_for_selector("[data-testid=stSidebar]")
    visit.wait_for_link(present=None)
    page.wait_for_function(f"document.querySelector('.stPlotlyChart').style.height === '' && {HEIGHT} === {plain}")
    page.locator("h1").click()
    page.keyboard.press("ArrowLeft")  # which no presentation hears any more
    page.wait_for_timeout(500)
    expect(page.locator("input#layer")).to_have_value("5")
