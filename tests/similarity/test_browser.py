"""The pages that use vectors, in a real browser."""

from urllib.parse import quote_plus

import pytest

from tests.browsing import settled


@pytest.mark.parametrize(
    ("path", "text"),
    [("similarity?view=Align", "kitten"), ("classify?view=Words&labelled=Topic", "integrated gradients")],
)
def test_a_link_opens_its_view_in_the_browser_with_no_error_and_no_foreign_request(visit, path, text):
    page = visit.open(path)
    page.wait_for_selector(f".js-plotly-plot >> text={text}", timeout=120_000)
    assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0


def test_long_work_is_cancelled_and_begun_again(visit):
    texts = "".join(f"A {('dog', 'tax')[n % 2]} is {n}, {('animal', 'money')[n % 2]}\n" for n in range(30))
    page = visit.open(f"classify?view=Words&labelled=Paste&pasted={quote_plus(texts)}")
    page.wait_for_selector(".js-plotly-plot >> text=integrated gradients", timeout=120_000)
    page.click("button:has-text('Measure the agreement')")
    page.click("button:has-text('Cancel')")
    page.wait_for_selector("text=Cancelled; nothing was kept")
    settled(page)
    for left in ("text=Save my work", "text=How to read this", "text=The texts"):
        assert page.locator(left).count() > 0, "the rest of the page is there"
    page.click("button:has-text('Start again')")
    page.wait_for_selector("text=/Over 30 texts of the table/", timeout=240_000)
