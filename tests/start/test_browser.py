"""Start on a laptop: what each picture says is in sight at once."""

from tests.browsing import expect, settled, wait_for_charts


def test_every_picture_is_told_in_the_first_screen(visit):
    page = visit.open("")
    wait_for_charts(page, 3)
    settled(page)
    captions = page.locator("[data-testid=stMain] [data-testid=stCaptionContainer]")
    expect(captions).to_have_count(3)
    for number in range(3):
        place = captions.nth(number).bounding_box()
        assert place["y"] + place["height"] <= 768
