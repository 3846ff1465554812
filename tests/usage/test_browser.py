"""Usage in a real browser: from Start with a file to the change between periods; a lasso becomes a group."""

from tests.browsing import expect, go_to, lasso, settled, wait_for_charts

ROWS = "\n".join(f"{1850 + 50 * (n % 3)},The charge of number {n} was read {n} days ago." for n in range(30))


def test_a_file_with_dates_is_compared_in_four_clicks_and_a_lasso_becomes_a_group(visit):
    page = visit.open("")
    go_to(page, "usage")  # 1
    page.wait_for_selector("text=Does a word mean something else there?")
    wait_for_charts(page, 2)
    page.click("button:has-text('PCA')")  # none of the four: UMAP would draw the map anew under the mouse
    settled(page)
    page.click("text=Sentences from a file")  # 2
    file = {"name": "uses.csv", "mimeType": "text/csv", "buffer": f"year,text\n{ROWS}".encode()}
    page.locator("input[type=file]").first.set_input_files(file)  # 3, in the system's own dialog
    page.wait_for_selector(".st-key-usage_map .legendtext:has-text('1900')")
    settled(page)
    page.click("button:has-text('Lasso')")
    page.wait_for_function(
        "document.querySelector('.st-key-usage_map .js-plotly-plot')?._fullLayout?.dragmode === 'lasso'"
    )
    lasso(page, "usage_map")
    page.wait_for_selector("text=inside the lasso")
    settled(page)
    page.fill("input[aria-label='Call them']", "on the left")
    page.click("button:has-text('A group')")
    page.wait_for_selector(".st-key-usage_map .legendtext:has-text('on the left')")
    settled(page)
    page.click("button:has-text('Change')")  # 4
    page.wait_for_selector("text=differ")
    settled(page)
    expect(page.locator("[data-testid=stMetric]")).to_have_count(3)
