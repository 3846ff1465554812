"""The attention view in a real browser: pointing, walking, laying over, long texts, saving, markup, no leftovers."""

import io
import zipfile

import numpy as np
import pytest

from components.engine.encoding.encode import encode
from tests.browsing import expect, go_to, settled
from tests.conftest import BANKS

EVIL = "</script><img src=x onerror=alert(1)>"
# Counts what is listened to on window and document from the first script on.
COUNT_LISTENERS = """window.listening = 0
for (const target of [window, document]) {
  const add = target.addEventListener.bind(target), remove = target.removeEventListener.bind(target)
  target.addEventListener = (...rest) => { window.listening++; add(...rest) }
  target.removeEventListener = (...rest) => { window.listening--; remove(...rest) }
}
const Observer = window.ResizeObserver
window.observing = 0
window.ResizeObserver = class extends Observer {
  observe(element, ...rest) {
    if (element.classList?.contains("microscope")) { this.ours = true; window.observing++ }
    super.observe(element, ...rest)
  }
  disconnect() { if (this.ours) window.observing--; this.ours = false; super.disconnect() }
}"""


def drawn(page, layer, head):
    page.wait_for_selector(f".microscope[data-drawn='{layer},{head}']")


def cell(layer, head):
    return f".cells button[aria-label^='Layer {layer}, head {head}:']"


def test_weights_on_screen_are_the_models(visit, encoder):
    page = visit.open("attention?layer=2&head=5")
    drawn(page, 2, 5)
    encoding = encode(encoder, BANKS)
    row = encoding.tokens.index("river")
    page.locator(".from .token").nth(row).hover()
    page.wait_for_selector(".readout strong:has-text('river')")
    weights = encoding.attention[1, 4, row]
    words = page.locator(".readout .word").all_inner_texts()
    shares = [float(text.rstrip("%")) / 100 for text in page.locator(".readout .share").all_inner_texts()]
    order = np.argsort(-weights)[:6]
    assert shares == pytest.approx(weights[order], abs=0.006)
    assert words[0] == encoding.tokens[order[0]]
    assert "river looks at" in page.locator(".scroll canvas").get_attribute("aria-label")


def test_head_is_opened_by_click_and_the_link_follows(visit):
    page = visit.open("attention")
    drawn(page, 3, 10)
    page.click(cell(5, 3))
    drawn(page, 5, 3)
    visit.wait_for_link(layer="5", head="3")
    settled(page)
    drawn(page, 5, 3)  # and the rerun leaves it open
    page.click(cell(1, 3), modifiers=["Shift"])
    page.wait_for_selector(".legend button:has-text('layer 1, head 3')")
    settled(page)
    expect(page.locator(".cells button[aria-pressed=true]")).to_have_count(2)


def test_slider_opens_a_head_as_well(visit):
    page = visit.open("attention")
    drawn(page, 3, 10)
    settled(page)
    page.locator("[data-testid=stSlider] input").first.focus()
    page.keyboard.press("ArrowRight")
    drawn(page, 4, 10)


def test_tokens_and_heads_are_walked_by_keyboard(visit):
    page = visit.open("attention")
    drawn(page, 3, 10)
    settled(page)
    page.locator(".from .token").first.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".readout strong:has-text('he')")
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.wait_for_selector(".readout strong:has-text('bank')")
    page.keyboard.press("ArrowRight")  # to the token that it looks at most
    page.wait_for_selector(".readout:has-text('is looked at by')")
    page.keyboard.press("ArrowLeft")  # and back to what looks at that most
    page.wait_for_selector(".readout:has-text('bank looks at')")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_selector(".from .token[aria-selected=true]:has-text('the')")
    page.locator(cell(3, 10)).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    drawn(page, 4, 10)


def test_head_and_matrix_are_kept_when_one_comes_back(visit):
    page = visit.open("attention")
    drawn(page, 3, 10)
    page.click(cell(5, 3))
    page.wait_for_url("**layer=5**")
    settled(page)
    go_to(page, "layers")
    page.wait_for_selector("h1:has-text('layer to layer')")
    go_to(page, "attention")
    drawn(page, 5, 3)


def test_focus_stays_where_the_keyboard_is(visit):
    page = visit.open("attention")
    drawn(page, 3, 10)
    overlay = page.locator(".legend button").first
    overlay.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".legend button:focus:has-text('Laying over')")
    page.click(".as-matrix")
    page.wait_for_url("**matrix=1**")
    settled(page)
    page.locator(".matrix").focus()
    before = page.locator(".readout strong").inner_text()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(f".readout strong:not(:text-is('{before}'))")
    settled(page)
    page = visit.open("tokens")
    page.wait_for_selector(".chip[tabindex='0']")
    settled(page)
    page.locator(".chip[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip[aria-pressed=true]:focus")
    settled(page)
    assert page.locator(".chip[aria-pressed=true]:focus").count() == 1


def test_figure_of_a_line_laid_over_is_that_heads(visit, encoder):
    page = visit.open("attention?layer=4&head=1")
    drawn(page, 4, 1)
    page.click(cell(1, 3), modifiers=["Shift"])  # the head of the previous token
    page.wait_for_selector(".legend button:has-text('layer 1, head 3')")
    settled(page)
    box = page.locator(".scroll canvas").bounding_box()
    for x in (2, 4):
        page.mouse.move(box["x"] + x, box["y"] + 24 * 8.5 + 3)
    page.wait_for_selector(".readout:has-text('looks at (layer 1, head 3)')")


def test_picked_token_is_picked_on_other_pages(visit):
    page = visit.open("attention")
    drawn(page, 3, 10)
    page.click(".from .token:has-text('deposited')")
    page.wait_for_selector(".from .token[aria-selected=true]:has-text('deposited')")
    settled(page)
    go_to(page, "layers")
    page.wait_for_selector(".chip[aria-pressed=true]:has-text('deposited')")


def test_matrix_and_words_and_hidden_special_tokens(visit):
    page = visit.open("attention?units=words&special=hidden")
    page.wait_for_selector(".token:has-text('He')")
    assert page.locator(".from .token:has-text('[SEP]')").count() == 0
    page.wait_for_selector(".foot .note:has-text('Special tokens are hidden')")
    page.click(".as-matrix")
    page.wait_for_selector(".matrix:not([hidden])")
    box = page.locator(".matrix").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".readout:has-text('looks at')")
    page.wait_for_url("**matrix=1**")
    settled(page)
    page = visit.open(page.url.removeprefix(f"{visit.server.url}/"))  # a copied link
    page.wait_for_selector(".matrix:not([hidden])")


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_picture_is_saved_with_its_caption(visit, kind, tmp_path):
    page = visit.open("attention")
    drawn(page, 3, 10)
    with page.expect_download() as download:
        page.click(f".save-{kind}")
    download.value.save_as(tmp_path / "picture")
    content = (tmp_path / "picture").read_bytes()
    assert download.value.suggested_filename == f"attention-layer-3-head-10.{kind}"
    if kind == "png":
        assert content.startswith(b"\x89PNG")
        return
    text = content.decode()
    for part in ("all-MiniLM-L6-v2", "layer 3, head 10", "deposited money", "<path"):
        assert part in text


def test_weights_are_saved_as_table_and_file(visit, tmp_path, encoder):
    page = visit.open("attention")
    drawn(page, 3, 10)
    settled(page)
    encoding = encode(encoder, BANKS)
    with page.expect_download() as download:
        page.click("text=This picture (CSV)")
    download.value.save_as(tmp_path / "a.csv")
    rows = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 19
    said = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    for part in ("all-MiniLM-L6-v2", "layer 3, head 10", BANKS):
        assert part in said
    assert float(rows[16].split(",")[1 + 5]) == pytest.approx(encoding.attention[2, 9, 15, 5], abs=1e-6)
    with page.expect_download() as download:
        page.click("text=All weights (npz)")
    download.value.save_as(tmp_path / "a.npz")
    assert zipfile.ZipFile(io.BytesIO((tmp_path / "a.npz").read_bytes())).testzip() is None
    file = np.load(tmp_path / "a.npz")
    assert file["attention"] == pytest.approx(encoding.attention, abs=1e-3)
    assert str(file["text"]) == BANKS
    assert "layer 3, head 10" in str(file["about"])
