"""A presentation: the picture alone, stepped through by keys."""

from tests.browsing import settled, wait_for_charts

PARTS = "[data-testid=stMain] :is([data-testid=stElementContainer], [data-testid=stPopover])"
VISIBLE = f"""[...document.querySelectorAll('{PARTS}')].filter(
  part => part.checkVisibility() && part.offsetHeight > 1).length"""


def test_presentation_shows_title_picture_and_slider_alone_and_keys_step(visit):
    page = visit.open("senses?word=spring&method=PCA&layer=4")
    wait_for_charts(page, 1)
    settled(page)
    page.click("[data-testid=stSidebar] >> text=Presentation")
    page.wait_for_selector("[data-testid=stSidebar]", state="hidden")
    settled(page)
    assert page.evaluate(VISIBLE) == 3
    chart = page.locator(".js-plotly-plot").first.bounding_box()
    assert 768 - 80 <= chart["y"] + chart["height"] <= 768
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**layer=5**")
    settled(page)
    assert page.locator("[data-testid=stSidebar]").is_hidden()
    page.keyboard.press("Escape")
    page.wait_for_selector("[data-testid=stSidebar]")
    visit.wait_for_link(present=None)
