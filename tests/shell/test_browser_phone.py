"""On a phone: the picture stands before what is set, and a text is taken by a button, for there are no keys."""

from tests.browsing import Visit, settled, wait_for_charts
from tests.in_page import CHANGES


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
    page.wait_for_selector("text=nearest:")
    visit.close()
    assert visit.errors == []


def test_keyboard_has_keys_and_no_button(visit):
    page = visit.open("tokens")
    page.wait_for_selector("text=Ctrl+Enter")
    page.wait_for_selector("button:has-text('Apply')", state="attached")
    settled(page)
    assert not page.locator("button:has-text('Apply')").is_visible()


def test_a_map_rests_when_its_window_was_made_wider_and_narrower(visit):
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open("senses?method=PCA")
    wait_for_charts(page, 1)
    settled(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    settled(page)
    page.wait_for_timeout(1500)  # longer than anything glides
    assert page.evaluate(CHANGES) == 0
