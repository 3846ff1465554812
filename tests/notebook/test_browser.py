"""The notebook where it is kept: in the browser, for all its tabs."""

import re

from tests.browsing import expect, go_to, settled, wait_for_charts


def titles(page):
    return page.locator("[class*=st-key-kept_] button")


def test_the_browser_keeps_the_notebook_and_two_tabs_agree(visit):
    page = visit.open("senses?word=spring&method=PCA")
    wait_for_charts(page, 1)
    settled(page)
    page.click("text=Keep this view")
    page.wait_for_selector("text=is in your notebook")
    page.reload()
    page.wait_for_selector("h1:has-text('contexts')")
    settled(page)
    go_to(page, "notebook")
    page.wait_for_selector("[class*=st-key-kept_] button")
    expect(titles(page)).to_have_text(["Senses, Map: spring"])
    page.frame_locator("iframe").locator("canvas").first.wait_for()
    page.click("button:has-text('Open live')")
    page.wait_for_selector("h1:has-text('contexts')")
    page.wait_for_selector("[aria-label*='Map of “spring”']")
    settled(page)
    go_to(page, "notebook")
    page.wait_for_selector("[class*=st-key-kept_] button")
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("[class*=st-key-kept_] button")
    settled(other)
    page.fill("input[aria-label=Title]", "<b>Mine</b>")
    page.press("input[aria-label=Title]", "Enter")
    other.wait_for_selector("[class*=st-key-kept_] button:has-text('<b>Mine</b>')")
    settled(other)
    other.click("button:has-text('Delete')")
    other.click("button:has-text('Delete for good')")
    page.wait_for_selector("text=Nothing is kept yet")
    page.reload()
    page.wait_for_selector("text=Nothing is kept yet")


def test_a_full_storage_is_said_and_nothing_is_lost(visit):
    visit.page.add_init_script(
        "IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError') }"
    )
    page = visit.open("tokens")
    page.wait_for_selector(".chip")
    settled(page)
    page.click("text=Keep this view")
    page.wait_for_selector("text=The browser’s storage is full")
    go_to(page, "notebook")
    page.wait_for_selector("[class*=st-key-kept_] button")
    expect(titles(page)).to_have_text([re.compile("^Tokens, Pieces:")])
    expect(page.locator("button:has-text('Try again')")).to_have_count(1)
