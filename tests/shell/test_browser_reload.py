"""A reload keeps what was set, on the page and on the others; a link that is opened in its tab shows its own view."""

from tests.browsing import expect, go_to, settled, wait_for_charts

NAME = "input[aria-label=Name]"


def test_reload_keeps_names_views_and_what_was_set_on_other_pages(visit):
    page = visit.open("senses?word=spring&view=Groups")
    page.wait_for_selector(NAME)
    settled(page)
    page.locator(NAME).first.fill("from the ground")
    page.locator(NAME).first.press("Enter")
    settled(page)
    page.fill("textarea", "The spring was dry.")
    page.press("textarea", "Control+Enter")
    page.wait_for_selector("text=nearest:")
    go_to(page, "tokens")
    page.wait_for_selector(".chip")
    page.fill("textarea[aria-label='Text']", "Cats sleep.")
    page.press("textarea[aria-label='Text']", "Control+Enter")
    page.wait_for_selector(".chip:has-text('cats')")
    settled(page)
    page.reload()
    page.wait_for_selector(".chip:has-text('cats')")
    settled(page)
    go_to(page, "senses")
    page.wait_for_selector(NAME)
    settled(page)
    expect(page.locator(NAME).first).to_have_value("from the ground")
    expect(page.locator("textarea").first).to_have_value("The spring was dry.")
    page = visit.open("senses?word=bank")
    wait_for_charts(page, 1)
    settled(page)
    expect(page.locator("textarea").first).to_have_value("")
    assert page.locator(NAME).count() == 0
