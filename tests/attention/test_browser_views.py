"""The attention page in a real browser: text is never markup, nothing is left behind."""

import json
from urllib.parse import quote_plus

import pytest
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from tests.attention.test_browser import COUNT_LISTENERS, EVIL, drawn
from tests.browsing import Server, Visit, expect, go_to, settled
from tests.conftest import tiny_tokenizer


@pytest.fixture(scope="module")
def evil_folder(tmp_path_factory):
    """Save a model whose vocabulary, and whose folder, hold markup; the text reaches the piece whole."""
    folder = tmp_path_factory.mktemp("models") / EVIL
    config = BertConfig(
        vocab_size=20,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=24,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder)
    tiny_tokenizer().save_pretrained(folder)
    settings = json.loads((folder / "tokenizer.json").read_text())
    settings["model"]["vocab"][EVIL] = 16
    settings["pre_tokenizer"] = {
        "type": "Split",
        "pattern": {"String": "|"},
        "behavior": "Removed",
        "invert": False,
    }
    (folder / "tokenizer.json").write_text(json.dumps(settings))
    assert EVIL in PreTrainedTokenizerFast.from_pretrained(folder).tokenize(f"the|{EVIL}|bank")
    return folder


def test_markup_in_a_vocabulary_is_drawn_as_text_in_every_view(browser, server, evil_folder, tmp_path):
    visit = Visit(browser, server)
    dialogs = []
    visit.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page = visit.open(f"attention?model={quote_plus(str(evil_folder))}&text={quote_plus(f'the|{EVIL}|bank')}")
    page.wait_for_selector("text=Load this model")
    settled(page)
    page.click("text=Load this model")
    page.wait_for_selector(".microscope[data-rows='5']")
    page.wait_for_selector(f".from .token:text-is('{EVIL}')")
    with page.expect_download() as download:
        page.click(".save-svg")
    download.value.save_as(tmp_path / "picture.svg")
    assert "<img" not in (tmp_path / "picture.svg").read_text()
    settled(page)
    with page.expect_download() as download:
        page.click("text=This picture (CSV)")
    download.value.save_as(tmp_path / "picture.csv")
    assert EVIL in (tmp_path / "picture.csv").read_text(encoding="utf-8-sig")
    for view in ("Step by step", "Summary", "Flow", "Knock-out", "Find heads", "BertViz"):
        settled(page)
        page.click(f"[data-testid=stMain] button:has-text('{view}')")
        settled(page)
        assert page.locator("img[src='x']").count() == 0
        if view == "BertViz":
            frame = page.frame_locator("iframe")
            frame.locator(f"text='{EVIL}'").first.wait_for()
            assert frame.locator("img").count() == 0
            with page.expect_download() as download:
                page.click("text=This view (HTML)")
            download.value.save_as(tmp_path / "bertviz.html")
    page.goto(f"file://{tmp_path / 'bertviz.html'}")
    page.wait_for_selector(f"text='{EVIL}'")
    assert page.locator("img").count() == 0
    visit.close()
    assert dialogs == []
    assert visit.errors == []


def test_words_joined_to_markup_are_drawn_as_text(visit):
    page = visit.open("attention?units=sentences")
    page.wait_for_selector(".token")
    page.fill("textarea[aria-label='Text']", f"{EVIL} A bank.")
    page.press("textarea[aria-label='Text']", "Control+Enter")
    page.wait_for_selector(".token:has-text('<img src=x')")
    assert page.locator("img[src='x']").count() == 0


def test_ten_page_changes_and_a_theme_change_leave_nothing_behind(visit):
    visit.page.add_init_script(COUNT_LISTENERS)
    page = visit.open("attention?view=Two+contexts")  # two instances on one page
    page.wait_for_function(
        "[...document.querySelectorAll('*')].filter(e => e.shadowRoot?.querySelector('.microscope')).length === 2",
        timeout=60_000,
    )
    settled(page)

    def round_trip():
        for name in ("tokens", "attention"):
            go_to(page, name)
            page.wait_for_selector(".chip" if name == "tokens" else ".token")
            settled(page)
        return page.evaluate("[window.listening, window.observing]")

    first = round_trip()
    for _ in range(4):
        last = round_trip()
    assert last[0] <= first[0]
    assert last[1] == first[1] == 2
    page.emulate_media(color_scheme="dark")
    settled(page)
    expect(page.locator(".microscope")).to_have_count(2)
    assert page.evaluate("window.observing") == 2


def test_theme_change_recolours_the_picture(visit):
    page = visit.open("attention")
    drawn(page, 3, 10)
    settled(page)
    before = page.locator(".microscope").evaluate("e => getComputedStyle(e).getPropertyValue('--shade')")
    expect(page.locator(".microscope")).to_have_css("--shade", before)
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".microscope")).not_to_have_css("--shade", before)


def test_worked_example_is_one_click_away(visit):
    page = visit.open("attention?view=Step+by+step")
    page.click("button:has-text('Worked example')")
    page.wait_for_selector(".chip[aria-pressed=true]:has-text('love')")
    expect(page.locator("textarea[aria-label='Text']")).to_have_value("I love natural language processing")


def test_cell_opens_the_tokens_of_its_sentences(visit):
    page = visit.open("attention?view=Sentences")
    page.wait_for_selector(".matrix:not([hidden])")
    page.wait_for_selector("strong:has-text('She deposited money')")
    settled(page)
    box = page.locator(".matrix:not([hidden])").first.bounding_box()
    page.mouse.click(box["x"] + 0.72 * box["width"], box["y"] + box["height"] - 30)
    page.wait_for_selector(".from .token:text-is('deposited')")


def test_narrow_page_cuts_nothing(browser, server: Server):
    visit = Visit(browser, server)
    visit.page.set_viewport_size({"width": 390, "height": 844})
    page = visit.open("attention")
    drawn(page, 3, 10)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    visit.close()
