"""The attention page in a real browser with a text of 512 tokens."""

from tests.attention.test_browser import cell, drawn
from tests.browsing import settled

LONG = "The bank of the river was steep and the other bank charged interest on loans. " * 30


def test_line_under_the_pointer_is_told(visit):
    page = visit.open("attention?layer=1&head=3")  # the head of the previous token
    drawn(page, 1, 3)
    box = page.locator(".scroll canvas").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 24 * 8.5)
    page.mouse.move(box["x"] + 4, box["y"] + 24 * 8.5)
    page.wait_for_selector(".readout strong:has-text('river')")


def test_512_tokens_open_scroll_and_react(visit):
    page = visit.open("attention")
    drawn(page, 3, 10)
    page.fill("textarea[aria-label='Text']", LONG)
    page.press("textarea[aria-label='Text']", "Control+Enter")
    page.wait_for_selector(".microscope[data-rows='482']", timeout=120_000)
    assert page.locator(".token").count() == 2 * 482
    settled(page)
    page.click(cell(5, 2))
    drawn(page, 5, 2)
    page.locator(".from .token").last.scroll_into_view_if_needed()
    page.locator(".from .token").last.hover()
    page.wait_for_selector(".readout strong:has-text('[SEP]')")
    assert page.locator(".foot .note").inner_text().startswith("Weights below 2.0% are not drawn")
    settled(page)


# Points at a place in every tenth of the canvas; counts, of the dearest move, the lines drawn and what changed in the
# page, and of all moves what changed among the buttons of the grid and what was pointed at.
POINT = """async canvas => {
  const root = canvas.getRootNode(), box = canvas.getBoundingClientRect()
  const frames = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  let lines = 0, changes = [], most = { lines: 0, changes: 0, buttons: 0, told: new Set() }
  const stroke = CanvasRenderingContext2D.prototype.stroke
  CanvasRenderingContext2D.prototype.stroke = function (...rest) { lines++; stroke.apply(this, rest) }
  const observer = new MutationObserver(list => changes.push(...list))
  observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true })
  for (let turn = 0; turn < 30; turn++) {
    lines = 0, changes = []
    const at = { clientX: box.left + box.width * (0.1 + 0.8 * (turn * 7 % 10) / 10), clientY: box.top + 20 + 13 * turn }
    canvas.dispatchEvent(new PointerEvent('pointermove', at))
    await frames()
    most.lines = Math.max(most.lines, lines)
    most.changes = Math.max(most.changes, changes.length)
    most.buttons += changes.filter(({ target }) => target.closest?.('.cells')).length
    const told = root.querySelector('.readout strong')
    if (told) most.told.add(told.textContent)
  }
  CanvasRenderingContext2D.prototype.stroke = stroke
  observer.disconnect()
  return { ...most, told: most.told.size }
}"""


def test_pointing_in_a_long_text_draws_and_changes_little_with_seven_heads(visit):
    page = visit.open("attention?layer=1&head=7")  # heads of the first layer look at all tokens alike
    drawn(page, 1, 7)
    page.fill("textarea[aria-label='Text']", LONG)
    page.press("textarea[aria-label='Text']", "Control+Enter")
    page.wait_for_selector(".microscope[data-rows='482']", timeout=120_000)
    settled(page)
    for head in (1, 2, 8, 9, 10, 11):
        page.click(cell(1, head), modifiers=["Shift"])
        page.wait_for_selector(f".legend button:has-text('layer 1, head {head} ')")
        settled(page)
    page.locator(".threshold input").evaluate("e => { e.value = 0; e.dispatchEvent(new Event('input')) }")
    page.wait_for_timeout(1000)
    seen = page.locator(".scroll canvas").evaluate(POINT)
    assert seen["told"] > 5
    assert seen["lines"] < 1000  # in two frames; seven heads have 3,374 lines at each token
    assert seen["changes"] < 300  # there are 964 tokens and 72 heads
    assert seen["buttons"] == 0
