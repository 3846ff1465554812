"""Word2Vec and FastText learned while one watches, in a real browser."""

import re

BAR = "[data-testid=stProgress]:has-text('% of')"
SHARE = re.compile(r"(\d+)% of ([\d,]+) words")


def learn(page):
    """Wait until the vectors of the first visit are there, and begin Word2Vec's longest run on the built-in text."""
    page.wait_for_selector("[data-testid=stMain] >> text=/[\\d,]+ words × 100/ >> nth=1", timeout=240_000)
    page.locator(".st-key-static_epochs input").focus()
    page.keyboard.press("End")
    page.wait_for_selector(".st-key-static_epochs input[value='50']")
    page.click(".st-key-learn_Word2Vec button")
    page.wait_for_selector(BAR)


def shown(page):
    """Read the percentage and the words that the bar tells."""
    share, words = SHARE.search(page.inner_text(BAR)).groups()
    return int(share), int(words.replace(",", ""))


def wait_beyond(page, share):
    page.wait_for_function(
        "least => [...document.querySelectorAll('[data-testid=stProgress]')]"
        ".some(e => parseInt((e.innerText.match(/(\\d+)% of/) || [])[1]) > least)",
        arg=share,
        timeout=120_000,
    )


def test_learning_shows_how_far_it_is_and_stops_when_told(visit):
    page = visit.open("static?view=Train")
    learn(page)
    first, words = shown(page)
    wait_beyond(page, first)
    second, _ = shown(page)
    wait_beyond(page, second)  # it moves on, not once but twice
    assert words > 50 * 10_000  # fifty passes over all of the text
    assert shown(page)[0] < 100
    page.click("[data-testid=stMain] button:has-text('Neighbours')")  # the page is alive meanwhile
    page.wait_for_selector(".st-key-static_epochs", state="detached")
    page.click("[data-testid=stMain] button:has-text('Train')")
    page.wait_for_selector(BAR)
    reached = shown(page)[0]
    assert second <= reached < 100  # it went on, and did not begin again
    page.click(".st-key-cancel_Word2Vec button")
    page.wait_for_selector("text=Cancelled. The vectors of before are back.")
    page.wait_for_selector(BAR, state="detached")
    page.wait_for_selector(".st-key-learn_Word2Vec button:enabled")
    page.click("[data-testid=stMain] button:has-text('Neighbours')")
    page.wait_for_selector(".st-key-static_epochs", state="detached")
    assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0
