"""The app as a visitor sees it: in a real browser that refuses every foreign host."""

import json
from urllib.parse import quote_plus

import pytest

from tests.browsing import expect, go_to, settled, wait_for_charts
from tests.conftest import BANKS

OPENED = ".microscope[data-drawn]:not([data-drawn=''])"


def test_start_reacts_while_typing_and_links_carry_the_text(visit):
    page = visit.open("")
    page.wait_for_selector(".chip:has-text('deposited')")
    page.fill("input[aria-label='Your text']", "A light lamp gave no light.")  # no Enter
    page.wait_for_selector(".chip:has-text('lamp')")
    visit.wait_for_link(text="A light lamp gave no light.")
    page.click("[data-testid=stMain] >> text=How text becomes input")
    page.wait_for_selector("h1:has-text('input')")
    page.wait_for_selector(".chip:has-text('lamp')")
    expect(page.locator("textarea[aria-label='Text']")).to_have_value("A light lamp gave no light.")


def test_link_opens_the_same_view_and_survives_the_menu(visit):
    page = visit.open("attention?text=The+crane+lifted+a+crane.&layer=2&head=7")
    page.wait_for_selector(".token:has-text('crane')")
    page.wait_for_selector("[data-drawn='2,7']")
    go_to(page, "layers")
    page.wait_for_selector("h1:has-text('layer to layer')")
    page.wait_for_selector(".chip:has-text('lifted')")
    visit.wait_for_link(text="The crane lifted a crane.")
    go_to(page, "attention")
    page.wait_for_selector("[data-drawn='2,7']")


def test_layer_and_head_follow_the_text_until_they_are_set(visit):
    page = visit.open("attention")
    page.wait_for_selector("[data-drawn='3,10']")
    page.fill("textarea[aria-label='Text']", "The quick brown fox jumps over the lazy dog.")
    page.press("textarea[aria-label='Text']", "Control+Enter")
    page.wait_for_selector(".token:has-text('fox')")
    settled(page)
    shown = page.locator(".microscope").get_attribute("data-drawn")
    page = visit.open(page.url.removeprefix(f"{visit.server.url}/"))  # a copied link
    page.wait_for_selector(".token:has-text('fox')")
    settled(page)
    expect(page.locator(".microscope")).to_have_attribute("data-drawn", shown)
    page.click("[data-testid=stSidebar] >> text=Large text")
    settled(page)
    go_to(page, "senses")
    expect(page.locator("input#layer")).to_have_value("6")


def test_back_goes_to_the_page_before_and_what_was_typed_comes_along(visit):
    page = visit.open("attention")

    def holds(text):
        page.wait_for_function("text => document.querySelector('textarea[aria-label=Text]')?.value === text", arg=text)

    def write(text):
        page.fill("textarea[aria-label='Text']", text)
        page.press("textarea[aria-label='Text']", "Control+Enter")

    write("My own sentence about cats.")
    page.wait_for_selector(".token:has-text('cats')")
    settled(page)
    go_to(page, "layers")
    page.wait_for_selector("h1:has-text('layer to layer')")
    for go, path in ((page.go_back, "attention"), (page.go_forward, "layers"), (page.go_back, "attention")):
        settled(page)
        go()
        page.wait_for_url(f"**/{path}?text=My+own*")
        holds("My own sentence about cats.")
    settled(page)
    write("Dogs bark.")  # the box can be written in afterwards
    page.wait_for_selector(".token:has-text('dogs')")
    settled(page)
    holds("Dogs bark.")


def test_view_is_kept_for_each_page(visit):
    page = visit.open("layers")
    page.click("[data-testid=stMain] button:has-text('Vector')")
    page.wait_for_selector("text=384 numbers")
    for name in ("attention", "layers"):
        settled(page)
        go_to(page, name)
    page.wait_for_selector("text=384 numbers")
    visit.wait_for_link(view="Vector")


def test_token_is_picked_by_click_and_by_keyboard(visit):
    page = visit.open("layers")
    page.wait_for_selector(".chip:has-text('river')")
    page.click(".chip:has-text('river')")
    page.wait_for_selector(".chip[aria-pressed=true]:has-text('river')")
    page.keyboard.press("Escape")
    page.locator(".chip[aria-pressed=true]").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip[aria-pressed=true]:has-text('of')")
    settled(page)
    page = visit.open(page.url.removeprefix(f"{visit.server.url}/"))  # a copied link
    page.wait_for_selector(".chip[aria-pressed=true]:has-text('of')")


@pytest.mark.parametrize(("view", "marks"), [("Head view", "line"), ("Model view", "g.thumbnail, line")])
def test_bertviz_draws_offline(visit, view, marks):
    page = visit.open(f"attention?view=BertViz&bertviz={view.replace(' ', '+')}")
    frame = page.frame_locator("iframe")
    frame.locator("svg").first.wait_for()
    frame.locator(marks).nth(20).wait_for(state="attached")
    if "Head" in view:
        frame.locator("text=deposited").nth(1).wait_for()


def test_markup_in_the_text_is_drawn_as_text(visit):
    page = visit.open("tokens")
    page.wait_for_selector(".chip")
    page.fill("textarea[aria-label='Text']", "</script><script>window.hacked = 1</script><img src=x onerror=alert(1)>")
    page.press("textarea[aria-label='Text']", "Control+Enter")
    page.wait_for_selector(".chip:has-text('hacked')")
    for name, token in (("attention", ".token"), ("layers", ".chip"), ("", ".chip")):
        go_to(page, name)
        page.wait_for_selector(f"{token}:has-text('hacked')")
    assert page.evaluate("window.hacked") is None


def test_addresses_in_the_text_do_not_become_links(visit):
    text = quote_plus("Kim saw www.bank.com, a bank. The bank at https://bank.com/x mails a@b.com.")
    page = visit.open(f"masked?view=Two+contexts&text={text}")
    wait_for_charts(page, 2)
    settled(page)
    links = page.evaluate("[...document.querySelectorAll('[data-testid=stMarkdownContainer] a')].map(a => a.href)")
    assert [link for link in links if "bank.com" in link.split("?")[0] or link.startswith("mailto:")] == []


def test_saved_work_comes_back(visit, tmp_path):
    page = visit.open("senses")
    wait_for_charts(page, 1)
    page.fill("textarea", "The far bank was steep.")
    page.press("textarea", "Control+Enter")
    page.wait_for_selector("text=nearest:")
    settled(page)
    with page.expect_download() as download:
        page.click("text=Save my work")
    saved = tmp_path / "work.json"
    download.value.save_as(saved)
    assert json.loads(saved.read_text(encoding="utf-8"))["own"] == "The far bank was steep."
    page = visit.open("")
    settled(page)
    page.click("text=Load my work")
    page.set_input_files("input[type=file]", saved)
    page.wait_for_selector("text=is loaded")
    go_to(page, "senses")
    page.wait_for_selector("text=nearest:")
    expect(page.locator("textarea").first).to_have_value("The far bank was steep.")


def test_long_text_is_refused_in_one_sentence_and_kept(visit):
    page = visit.open("tokens")
    page.wait_for_selector(".chip")
    page.fill("textarea[aria-label='Text']", "bank " * 20_000)
    page.press("textarea[aria-label='Text']", "Control+Enter")
    page.wait_for_selector("text=The text has 20,002 tokens", timeout=30_000)
    visit.wait_for_link(text=None)
    page.fill("textarea[aria-label='Text']", BANKS)
    page.press("textarea[aria-label='Text']", "Control+Enter")
    page.wait_for_selector(".chip:has-text('deposited')")


@pytest.mark.parametrize("path", ["classify?view=Mistakes", "masked?view=Two+contexts", "languages?view=Side+by+side"])
def test_buttons_of_a_picture_lie_over_none_of_its_labels(visit, path):
    page = visit.open(path)
    wait_for_charts(page, 1)
    settled(page)
    page.locator(".js-plotly-plot .nsewdrag").first.hover(force=True)
    buttons, picture = (page.locator(f".js-plotly-plot {part}").first for part in (".modebar-group", ".main-svg"))
    buttons.wait_for()
    below = buttons.bounding_box()["y"] + buttons.bounding_box()["height"]
    assert below <= picture.bounding_box()["y"] + 1
    buttons.locator(".modebar-btn").first.hover()  # and the pointer reaches them
