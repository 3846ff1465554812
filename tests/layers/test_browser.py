"""Paths in a real browser."""

from tests.browsing import BALLS, expect, settled, wait_for_charts


def test_paths_play_in_the_browser_and_the_slider_goes_to_a_layer(visit):
    page = visit.open("layers?view=Paths")
    wait_for_charts(page, 1)
    settled(page)
    at_last = page.evaluate(BALLS)
    page.click("button[aria-label='Play all layers']")
    page.wait_for_function(f"{BALLS} !== '{at_last}'")
    page.wait_for_selector("button[aria-label='Play all layers']")  # at the last layer it stops
    page.locator("input#layer").focus()
    page.keyboard.press("Home")  # while the balls still glide
    page.wait_for_url("**layer=0**")
    settled(page)
    page.wait_for_function(f"{BALLS} !== '{at_last}'")
    settled(page)
    at_first = page.evaluate(BALLS)
    assert at_first != at_last  # no glide that was under way has taken them back
    expect(page.locator("input#layer")).to_have_value("0")
    page.keyboard.press("End")
    page.wait_for_function(f"{BALLS} === '{at_last}'")
    page = visit.open("layers?view=Paths&layer=0")  # the link opens it at that layer
    wait_for_charts(page, 1)
    page.wait_for_function(f"{BALLS} === '{at_first}'")


def test_who_asks_for_less_motion_gets_no_play_button(visit):
    visit.page.emulate_media(reduced_motion="reduce")
    page = visit.open("layers?view=Paths")
    wait_for_charts(page, 1)
    page.wait_for_selector("input#layer")
    settled(page)
    assert not page.locator(".player .play").is_visible()
    at_last = page.evaluate(BALLS)
    page.locator("input#layer").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"{BALLS} !== '{at_last}'")
