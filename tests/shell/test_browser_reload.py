"""A reload keeps what was set, on the page and on the others; a link that is opened in its tab shows its own view."""

from tests.browsing import go_to, settled, wait_for_charts

NAME = "input[aria-label=Name]"


def test_reload_keeps_names_views_and_what_was_set_on_other_pages(visit):
    page = visit.open("senses?word=spring&view=Groups")
    page.wait_for_selector(NAME, timeout=60_000)
    settled(page)
    page.locator(NAME).first.fill("from the ground")
    page.locator(NAME).first.press("Enter")
    settled(page)
    page.fill("textarea", "The spring was dry.")
    page.press("textarea", "Control+Enter")
    page.wait_for_selector("text=nearest:", timeout=60_000)
    go_to(page, "tokens")
    page.wait_for_selector(".chip", timeout=60_000)
    page.fill("textarea[aria-label='Text']", "Cats sleep.")
    page.press("textarea[aria-label='Text']", "Control+Enter")
    page.wait_for_selector(".chip:has-text('cats')", timeout=60_000)
    settled(page)
    page.reload()
    page.wait_for_selector(".chip:has-text('cats')", timeout=60_000)
    settled(page)
    go_to(page, "senses")
    page.wait_for_selector(NAME, timeout=60_000)
    settled(page)
    assert page.locator(NAME).first.input_value() == "from the ground"
    assert page.locator("textarea").first.input_value() == "The spring was dry."
    page = visit.open("senses?word=bank")
    wait_for_charts(page, 1)
    settled(page)
    assert page.locator("textarea").first.input_value() == ""
    assert page.locator(NAME).count() == 0
