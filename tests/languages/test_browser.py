"""The map of meanings across languages, in a real browser."""

from tests.browsing import settled


def test_meanings_come_from_the_link_and_others_are_let_go(visit, multilingual):
    link = "languages?model=multilingual-e5-small&method=PCA&meanings=mouse%3A+animal&meanings=mouse%3A+computer"
    page = visit.open(link + "&meanings=cheese")
    chart = "document.querySelector('.st-key-meanings_map .js-plotly-plot')"
    page.wait_for_function(f"{chart}?.data?.length >= 2", timeout=120_000)
    settled(page)
    assert page.evaluate(f"{chart}.data.filter(one => one.name).map(one => one.name.split(' (')[0])")[:2] == [
        "mouse: animal",
        "mouse: computer",
    ]
    assert not page.evaluate(f"{chart}.data.some(one => one.name?.startsWith('bank'))")


def test_own_words_join_the_map_and_nothing_else_moves(visit, multilingual):
    page = visit.open("languages?model=multilingual-e5-small&method=PCA")
    chart = "document.querySelector('.st-key-meanings_map .js-plotly-plot')"
    page.wait_for_function(f"{chart}?.data?.length >= 5", timeout=120_000)
    settled(page)
    before = page.evaluate(f"Array.from({chart}.data[0].x)")
    page.click("text=Add words of your own")
    page.fill("textarea[aria-label^='One a line']", "banca: La banca ha alzato i tassi.\nnonsense")
    page.press("textarea[aria-label^='One a line']", "Control+Enter")
    page.wait_for_selector("text=Not on the map: nonsense")
    page.wait_for_function(f"{chart}?.data?.length >= 6")
    assert page.evaluate(f"Array.from({chart}.data[0].x)") == before
