"""A newcomer brings a file, embeds its words, sees them on the map and takes some along, in a browser."""

import re

from tests.browsing import draw_lasso, expect, settled
from tests.shell.test_browser_access import AXE, LOOK

PLACES = ["harbour", "valley", "market", "station", "garden", "forest"]
LINES = [
    line.format(place)
    for place in PLACES
    for line in (
        "The bank near the {} lent money to farmers.",
        "They moored the boat at the river bank by the {}.",
        "Rain flooded the {} and washed the muddy bank away.",
        "Her account at the bank beside the {} was closed.",
    )
]


def test_a_file_is_brought_embedded_mapped_and_lassoed(visit, tmp_path):
    file = tmp_path / "\u202elines.txt"  # the sign turns what follows round
    file.write_text("\n".join(LINES))
    page = visit.open("corpus")
    page.wait_for_selector("text=Try the news")
    settled(page)  # nobody has a file ready before
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name="Bring", exact=True).click()
    page.get_by_role("radio", name="Chosen words").or_(page.get_by_role("button", name="Chosen words")).first.click()
    page.get_by_label("Words", exact=True).fill("bank")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Embed", exact=True).click()
    page.wait_for_selector("text=trustworthiness", timeout=120_000)
    page.wait_for_selector("text=24 points")
    drawn = page.get_by_role("img", name="Map of 24 points").element_handle()
    settled(page)
    page.evaluate(AXE)
    assert page.evaluate(LOOK, ["[data-testid=stSidebar]", {}]) == []
    expect(page.get_by_label("Corpus", exact=True)).to_have_value("·lines · 24 sentences")
    canvas = drawn.bounding_box()
    assert canvas is not None  # the map is not made anew once it is there
    page.get_by_role("button", name="Lasso").click()
    left, top = canvas["x"] + 3, canvas["y"] + 3
    right, low = canvas["x"] + canvas["width"] - 3, canvas["y"] + canvas["height"] - 3
    draw_lasso(page, left, top, right, low)
    page.wait_for_selector("text=The 24 points inside the lasso")
    page.get_by_label("Like this", exact=False).fill("They sat on the muddy *bank*.")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Colour by")
    page.get_by_role("radio", name="Find").or_(page.get_by_role("button", name="Find")).first.click()
    page.wait_for_selector("text=a blind pick has")
    settled(page)
    assert page.evaluate(LOOK, ["[data-testid=stSidebar]", {}]) == []
    first = page.locator("[data-testid=stMarkdownContainer] p", has_text=re.compile(r"^0\.\d\d · ")).first.inner_text()
    assert "river" in first or "muddy" in first
    page.get_by_role("button", name="“bank” on Senses").click()
    page.wait_for_url("**/senses**")
    expect(page.get_by_label("Your sentences, one a line")).to_have_value(re.compile(re.escape(LINES[1])))
