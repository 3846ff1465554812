"""Back and Forward undo a view and do it again, and nothing else that was set."""

from tests.browsing import expect, go_to, settled, wait_for_charts

ON = "[data-testid=stMain] .st-key-view button[data-selected]"


def test_back_undoes_a_view_and_keeps_what_was_typed(visit):
    page = visit.open("layers")

    def shows(view):
        page.wait_for_selector(f"{ON}:has-text('{view}')")
        settled(page)

    shows("Change")
    for view in ("Vector", "Inside"):
        page.click(f".st-key-view button:has-text('{view}')")
        shows(view)
    page.fill("textarea[aria-label='Text']", "Cats sleep.")
    page.press("textarea[aria-label='Text']", "Control+Enter")
    page.wait_for_selector(".chip:has-text('cats')")
    settled(page)
    for go, view in ((page.go_back, "Vector"), (page.go_back, "Change"), (page.go_forward, "Vector")):
        go()
        shows(view)
        page.wait_for_selector(".chip:has-text('cats')")
    visit.wait_for_link(view="Vector")
    assert visit.query() == {"text": "Cats sleep.", "view": "Vector"}
    page.go_back()
    shows("Change")
    go_to(page, "tokens")
    page.wait_for_selector("h1:has-text('input')")
    settled(page)
    page.go_back()
    page.wait_for_selector("h1:has-text('layer to layer')")
    shows("Change")


def test_back_brings_what_was_typed_on_that_page_alone(visit):
    page = visit.open("senses?method=PCA")
    wait_for_charts(page, 1)
    settled(page)
    page.fill("textarea", "The far bank was steep.")
    page.press("textarea", "Control+Enter")
    page.wait_for_selector("text=nearest:")
    settled(page)
    go_to(page, "tokens")
    page.wait_for_selector(".chip")
    settled(page)
    page.go_back()
    page.wait_for_selector("text=nearest:")
    settled(page)
    expect(page.locator("textarea").first).to_have_value("The far bank was steep.")
    visit.wait_for_link(own="The far bank was steep.")
