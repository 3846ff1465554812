"""The map of a word in a real browser: it moves, is clicked, is lassoed, and keeps its zoom."""

import re

import pytest

from tests.browsing import draw_lasso, expect, go_to, lasso, settled, wait_for_charts

# In whole pixels: a point that glided to its place is off by a millionth.
PLACES = (
    "[...document.querySelectorAll('.st-key-word_map .point')]"
    ".map(e => e.getAttribute('transform').match(/[-0-9.]+/g).map(Math.round).join(' ')).join()"
)


def open_map(visit, path="senses"):
    page = visit.open(path)
    wait_for_charts(page, 1)
    method = "PCA of 36" if "PCA" in path else "UMAP of 36"
    page.wait_for_selector(f"text={method} occurrences", timeout=240_000)
    settled(page)
    return page


def test_layer_slider_moves_points_in_the_browser_and_the_link_follows_at_rest(visit):
    sent = []
    visit.page.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append(1)))
    page = open_map(visit)
    before, count = page.evaluate(PLACES), len(sent)
    moved = page.locator("input#layer").evaluate(
        "async slider => {"
        "  for (let turn = 0; turn < 20; turn++) {"
        "    slider.value = 2 + turn % 2;"
        "    slider.dispatchEvent(new Event('input'));"
        "    await new Promise(done => setTimeout(done, 100));"
        "  }"
        f"  return {PLACES};"
        "}"
    )
    assert moved != before
    assert len(sent) == count
    page.wait_for_url("**layer=3**")
    settled(page)
    shown = page.evaluate(PLACES)
    page.wait_for_timeout(1000)
    assert page.evaluate(PLACES) == shown  # the run at rest draws nothing anew
    open_map(visit, "senses?layer=3")
    assert page.evaluate(PLACES) == shown
    expect(page.locator("input#layer")).to_have_value("3")


def test_play_walks_from_layer_0_to_the_last(visit):
    page = open_map(visit)
    before = page.evaluate(PLACES)
    page.click("button[aria-label='Play all layers']")
    page.wait_for_function(f"{PLACES} !== '{before}'")
    page.wait_for_selector("button[aria-label='Play all layers']")
    settled(page)
    expect(page.locator("input#layer")).to_have_value("6")
    assert page.evaluate(PLACES) == before


MAP = "document.querySelector('.st-key-word_map .js-plotly-plot')"
RANGE = f"{MAP}._fullLayout.xaxis.range.join()"


def test_added_sentence_moves_no_other_point_and_keeps_layer_and_zoom(visit):
    page = open_map(visit, "senses?layer=4")
    whole = page.evaluate(RANGE)
    area = page.locator(".st-key-word_map .nsewdrag").bounding_box()
    page.mouse.move(area["x"] + 60, area["y"] + 40)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] - 60, area["y"] + area["height"] - 40, steps=5)
    page.mouse.up()
    page.wait_for_function(f"{RANGE} !== '{whole}'")
    zoomed = page.evaluate(RANGE)
    before = page.evaluate(f"{MAP}.calcdata.map(points => points.map(point => point.x))")
    page.fill("input[aria-label='Add a sentence']", "He sat on the bank.")
    page.press("input[aria-label='Add a sentence']", "Enter")
    page.wait_for_function(f"{MAP}?.data?.length === {len(before) + 1}")
    page.wait_for_selector("text=nearest:")
    settled(page)
    page.wait_for_timeout(1000)
    assert page.evaluate(f"{MAP}.calcdata.map(points => points.map(point => point.x))")[:-1] == before
    assert page.evaluate(RANGE) == zoomed
    expect(page.locator("input#layer")).to_have_value("4")


def test_zoom_of_a_new_chart_stays_when_streamlit_draws_its_figure_once_more(visit):
    page = open_map(visit)
    whole = page.evaluate(f"['xaxis', 'yaxis'].map(name => {MAP}._fullLayout[name].range.slice())")
    page.evaluate(f"window.first = {MAP}")
    area = page.locator(".st-key-word_map .nsewdrag").bounding_box()
    page.mouse.move(area["x"] + 60, area["y"] + 40)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] - 60, area["y"] + area["height"] - 40, steps=5)
    page.mouse.up()
    page.wait_for_function(f"{RANGE} !== '{','.join(map(str, whole[0]))}'")
    zoomed = page.evaluate(RANGE)
    page.fill("input[aria-label='Add a sentence']", "He sat on the bank.")
    page.press("input[aria-label='Add a sentence']", "Enter")
    page.wait_for_function(f"{MAP} && {MAP} !== window.first && {RANGE} === '{zoomed}'")
    settled(page)
    axes = "xaxis: {...chart.layout.xaxis, range: whole[0]}, yaxis: {...chart.layout.yaxis, range: whole[1]}"
    again = f"{{...chart.layout, {axes}}}"  # what Streamlit knew before the zoom
    page.evaluate(f"whole => {{ const chart = {MAP}; return Plotly.react(chart, chart.data, {again}) }}", whole)
    page.wait_for_function(f"{RANGE} === '{zoomed}'", timeout=10_000)
    page.wait_for_timeout(500)  # and stay there
    assert page.evaluate(RANGE) == zoomed


def test_move_ends_with_its_chart(visit):
    page = open_map(visit, "senses?method=PCA")
    page.locator("input#layer").evaluate(
        "async slider => {"
        f"  const chart = {MAP}, {{ data, layout }} = chart, frames = chart._transitionData._frames;"
        "  slider.value = 1;"
        "  slider.dispatchEvent(new Event('input'));"
        "  chart.removeAllListeners('plotly_react');"  # the player hears of it too late
        "  await Plotly.react(chart, { data, layout, frames });"  # as a new theme draws it
        "  Plotly.purge(chart);"  # as another view does away with it
        "  chart.remove();"
        "}"
    )
    page.wait_for_timeout(1500)  # longer than a move takes
    assert visit.errors == []


# Counts what our code has set going: clocks that tick, and observers of the page.
COUNT_WATCHES = """window.ticking = 0, window.watching = 0
const ours = () => new Error().stack.includes('sensescope_map')
const tick = window.setInterval
window.setInterval = (...rest) => { if (ours()) window.ticking++; return tick(...rest) }
window.MutationObserver = class extends MutationObserver {
  observe(...rest) { if (ours()) { this.ours = true; window.watching++ } super.observe(...rest) }
  disconnect() { if (this.ours) window.watching--; this.ours = false; super.disconnect() }
}"""


def test_new_chart_is_noticed_without_a_clock_and_nothing_is_left_behind(visit):
    visit.page.add_init_script(COUNT_WATCHES)
    page = open_map(visit)
    for _ in range(2):
        assert page.evaluate("[window.ticking, window.watching]") == [0, 1]
        go_to(page, "tokens")
        page.wait_for_selector(".chip")
        settled(page)
        assert page.evaluate("[window.ticking, window.watching]") == [0, 0]
        go_to(page, "senses")
        page.wait_for_selector(".player")
        wait_for_charts(page, 1)
        settled(page)
    page.locator("input#layer").focus()
    before = page.evaluate(PLACES)
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"{PLACES} !== '{before}'")


def test_click_opens_an_occurrence_and_lasso_lists_sentences(visit):
    page = open_map(visit)
    page.locator(".st-key-word_map .point").nth(5).hover(force=True)
    page.wait_for_selector(".st-key-word_map .hovertext")  # where Plotly points, it takes a click
    page.mouse.down()
    page.mouse.up()
    page.wait_for_selector("text=Nearest in other sentences, in all 384 dimensions")
    page.wait_for_function(f"{MAP}?.data?.some(trace => trace.name === 'picked') && {MAP}._fullLayout")
    settled(page)
    page.click("button:has-text('Lasso')")
    page.wait_for_function(f"{MAP}?._fullLayout?.dragmode === 'lasso'")
    area = page.locator(".st-key-word_map .nsewdrag").bounding_box()
    left, top, right, low = area["x"] + 3, area["y"] + 3, area["x"] + area["width"] - 3, area["y"] + area["height"] - 3
    draw_lasso(page, left, top, right, low)
    page.wait_for_selector("text=36 inside the lasso")
    assert page.locator(".st-key-word_map .point").count() >= 36
    settled(page)
    page.mouse.dblclick(left + 5, top + 5)
    page.locator("text=inside the lasso").wait_for(state="detached")


SELECTED = f"{MAP}.data.map(trace => (trace.selectedpoints ?? []).length).reduce((sum, count) => sum + count, 0)"


def test_what_is_inside_the_lasso_survives_an_added_sentence_another_view_and_a_reload(visit):
    page = open_map(visit)
    page.click("button:has-text('Lasso')")
    lasso(page, "word_map")
    page.wait_for_selector("text=inside the lasso")
    settled(page)
    inside = page.evaluate(SELECTED)
    assert 0 < inside < 36
    page.fill("input[aria-label='Add a sentence']", "He sat on the bank.")
    page.press("input[aria-label='Add a sentence']", "Enter")
    page.wait_for_selector("text=nearest:")
    page.wait_for_function(f"{SELECTED} === {inside}")
    settled(page)
    assert page.evaluate(SELECTED) == inside
    expect(page.locator("button:has-text('Lasso')")).to_have_attribute("aria-pressed", "true")
    page.click("button:has-text('Quiz')")
    page.wait_for_selector("text=Which sense is it?")
    page.click("button:has-text('Map')")
    page.wait_for_function(f"{MAP} && {SELECTED} === {inside}")
    page.reload()
    page.wait_for_function(f"{MAP} && {SELECTED} === {inside}")
    page.wait_for_selector(f"text={inside} inside the lasso")


def test_solid_map_turns_with_the_layer(visit):
    page = open_map(visit, "senses?dimensions=3-D&method=PCA")
    page.wait_for_selector(".st-key-word_map .gl-container canvas")
    page.locator("input#layer").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**layer=5**")
    first = "document.querySelector('.st-key-word_map .js-plotly-plot').data[0].x[0]"
    frame = "document.querySelector('.st-key-word_map .js-plotly-plot')._transitionData._frames[5].data[0].x[0]"
    page.wait_for_function(f"{first} === {frame}")


def test_twenty_own_sentences_push_nothing_down(visit):
    def top(count):
        own = "%0A".join(f"The+bank+{number}+is+here." for number in range(count))
        page = open_map(visit, f"senses?method=PCA&own={own}")
        return page.locator("h3:has-text('At which layer')").bounding_box()["y"]

    assert top(20) <= top(5) + 1


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_map_is_saved_for_slides_with_title_legend_and_caption(visit, kind, tmp_path):
    page = open_map(visit, "senses?layer=4")
    with page.expect_download() as download:
        page.click(f".save-{kind}")
    download.value.save_as(tmp_path / "picture")
    content = (tmp_path / "picture").read_bytes()
    assert download.value.suggested_filename == f"word-map.{kind}"
    if kind == "png":
        assert content.startswith(b"\x89PNG")
        return
    said = " ".join(re.findall(r">([^<>]+)<", content.decode()))
    for part in ("“bank” in many contexts", "all-MiniLM-L6-v2, UMAP, n = 36, layer 4 of 6", "river"):
        assert part in said
