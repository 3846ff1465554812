"""Whatever the app says that a click does, it does; those on the map of a word are in tests/senses."""

import pytest

from tests.browsing import expect, settled

ROW = 35  # pixels of a table's row
CELLS = "[data-testid=stPlotlyChart] .nsewdrag"


def opened(page, layer, head):
    """Wait until the head is drawn, and is in sight."""
    page.wait_for_selector(f".microscope[data-drawn='{layer},{head}']")
    settled(page)
    top, low = page.locator(".microscope").first.evaluate(
        "picture => [picture.getBoundingClientRect().top, picture.getBoundingClientRect().bottom]"
    )
    return top >= 0 and low <= 768


def click_cell(page, layer, head):
    page.wait_for_selector(CELLS)
    settled(page)
    box = page.locator(CELLS).last.bounding_box()
    position = {"x": box["width"] * (head - 0.5) / 12, "y": box["height"] * (layer - 0.5) / 6}
    page.locator(CELLS).last.click(position=position)


def press(page, place, position=None):
    """Click as a hand does: charts and tables look for what lies below the pointer before they are pressed."""
    place.hover(force=True, position=position)
    page.wait_for_timeout(300)
    page.mouse.down()
    page.mouse.up()


def test_cell_row_and_point_open_their_head_in_sight(visit):
    page = visit.open("attention?view=Find+heads")
    click_cell(page, 2, 5)
    assert opened(page, 2, 5)
    table = page.locator("[data-testid=stDataFrame]")
    press(page, table, position={"x": 250, "y": 2.5 * ROW})  # the second row, in the order of sharpness
    assert opened(page, 5, 10)
    page.keyboard.press("ArrowDown")
    assert opened(page, 3, 10)
    visit.wait_for_link(layer="3", head="10")
    page = visit.open("attention?view=Find+heads&finder=Map")
    page.wait_for_selector(".js-plotly-plot .textpoint")
    settled(page)
    label = page.locator(".js-plotly-plot .textpoint").first
    layer, head = label.text_content().split(".")
    press(page, page.locator(".js-plotly-plot .point").first)
    assert opened(page, layer, head)


def test_clicked_head_is_opened_in_both_sentences(visit):
    page = visit.open("attention?view=Two+contexts")
    click_cell(page, 2, 4)
    assert opened(page, 2, 4)
    page.wait_for_selector("strong:text-is('Layer 2, head 4')")
    expect(page.locator(".microscope[data-drawn='2,4']")).to_have_count(2)
    visit.wait_for_link(layer="2", head="4")


def test_clicked_head_is_silenced(visit):
    page = visit.open("attention?view=Knock-out")
    page.wait_for_selector("text=click a cell to silence that one")
    click_cell(page, 2, 4)
    page.wait_for_selector("text=Layer 2, head 4 silenced")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("attention?view=Find+heads", "text=Chosen token: river"),
        ("attention?view=Step+by+step", "text=The state of river before block"),
        ("attention?view=Flow", "text=From state 6 of river"),
        ("attention?view=Knock-out", "text=the last layer river keeps"),
        ("layers", ".chip[aria-pressed=true]:has-text('river')"),
        ("tokens?text=A+river+flows+unbelievably", "text=river is row 2,314"),
        ("tokens?view=Vocabulary&text=A+river+flows+unbelievably", "strong:has-text('Like river before any context')"),
        ("tokens?view=Input&text=A+river+flows+unbelievably", "text=state 0 of river"),
    ],
)
def test_clicked_token_is_chosen(visit, path, said):
    page = visit.open(path)
    page.click(".chip:has-text('river')")
    page.wait_for_selector(".chip[aria-pressed=true]:has-text('river')")
    page.wait_for_selector(said)


def test_clicked_word_is_hidden_and_shown_again(visit):
    page = visit.open("masked")
    river = page.locator(".chip", has=page.locator(".note:text-is('river')"))
    page.click(".chip:has-text('river')")
    river.wait_for()
    settled(page)
    river.click()
    page.wait_for_selector(".chip .text:text-is('river')")


def test_heads_of_bertviz_are_switched_and_opened(visit):
    page = visit.open("attention?view=BertViz")
    frame = page.frame_locator("iframe")
    boxes = frame.locator("svg > g > rect[height='20']")
    boxes.nth(11).wait_for()
    fills = "boxes => boxes.map(box => box.getAttribute('fill'))"
    before = boxes.evaluate_all(fills)
    boxes.nth(2).click()
    changed = [was != now for was, now in zip(before, boxes.evaluate_all(fills), strict=True)]
    assert changed == [place == 2 for place in range(12)]
    boxes.nth(4).dblclick()
    changed = [was != now for was, now in zip(before, boxes.evaluate_all(fills), strict=True)]
    assert changed == [place in (4, 9) for place in range(12)]  # head 5 alone; it opened with head 10 alone
    page = visit.open("attention?view=BertViz&bertviz=Model+view")
    frame.locator(".attn_background").first.wait_for()
    frame.locator("rect[style*='opacity: 0']").nth(3).click(force=True)
    frame.locator("text.detail:has-text('Layer')").wait_for()
