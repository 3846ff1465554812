"""A lesson gone through in a browser by keyboard alone, from its link to its end."""

from tests.browsing import Server, Visit, guarded, settled

LABEL = "(document.activeElement.innerText ?? '').trim()"
EMPTY = ".st-key-lesson [data-testid=stTextInput], .st-key-lesson [role=radiogroup]:not(:has(:checked))"
WAITS = "text=The picture comes after your answer"
VIEWS = (
    "tokens?text=First.",
    "attention?text=A+cat+sat.",
    "attention?view=Flow",
    "layers",
    "masked",
    "senses?method=PCA",
)


def tab_to(page, there):
    """Press Tab until what has the focus is what is looked for."""
    for _ in range(80):
        if page.evaluate(there):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {there}")


def answer(page):
    tab_to(page, f"Boolean(document.activeElement.closest('{EMPTY}'))")
    page.keyboard.type("river ")  # the space picks an answer
    page.keyboard.press("Enter")


def test_a_lesson_is_gone_through_by_keyboard_alone(visit):
    visit.page.goto(f"{visit.server.url}/?lesson=3_one_hot_to_bert&lesson_step=3")
    page, steps, waited = visit.page, 8, 0
    for number in range(3, steps + 1):  # what comes before is asked in the same ways
        page.wait_for_selector(f"text=step {number} of {steps}", timeout=60_000)
        settled(page)
        if page.locator(WAITS).count():
            waited += 1
            answer(page)
            if page.get_by_text("Nearest", exact=True).count():  # of three, the second follows
                page.wait_for_selector("text=And next", timeout=60_000)
                answer(page)
            page.wait_for_selector(WAITS, state="detached", timeout=60_000)
        page.wait_for_selector("h1", timeout=60_000)
        settled(page)
        page.evaluate("document.activeElement.blur()")
        tab_to(page, f"{LABEL} === {'Next' if number < steps else 'Done'!r}")
        page.keyboard.press("Enter")
    assert waited > 0
    page.wait_for_selector(".st-key-lesson", state="detached", timeout=60_000)
    assert "lesson" not in visit.query()


def test_a_lesson_of_six_kept_views_goes_to_a_fresh_server_by_file_and_by_link(browser, visit, tmp_path):
    page = visit.page
    for address in VIEWS:
        visit.open(address)
        settled(page)
        page.click("text=Keep this view")
        page.wait_for_selector("text=is in your notebook", timeout=60_000)
    visit.open("notebook")
    page.wait_for_selector("[class*=st-key-kept_] button >> nth=5", timeout=60_000)
    with page.expect_download() as saved:
        page.click("button:has-text('Notebook (JSON)')")
    saved.value.save_as(tmp_path / "six.json")
    fresh = Server(tmp_path / "log.txt", **guarded(tmp_path))
    try:
        first, second = Visit(browser, fresh), Visit(browser, fresh)
        page = first.open("notebook")
        page.set_input_files(".st-key-notebook_file input[type=file]", tmp_path / "six.json")
        page.wait_for_selector("text=6 views added", timeout=60_000)
        page.click("button:has-text('Open this notebook as a lesson') >> visible=true")
        walk(page, VIEWS)
        page.reload()
        page.wait_for_selector("text=step 6 of 6", timeout=60_000)
        second.page.goto(page.url)  # the link alone
        second.page.wait_for_selector("text=step 6 of 6", timeout=60_000)
        second.page.wait_for_selector("h1:has-text('contexts')", timeout=60_000)
        for one in (first, second):
            one.close()
            assert (one.errors, one.foreign) == ([], [])
    finally:
        fresh.stop()


def walk(page, addresses):
    """Go through the steps of a lesson by keyboard, one an address, and stay at the last."""
    for number, address in enumerate(addresses, start=1):
        page.wait_for_selector(f"text=step {number} of {len(addresses)}", timeout=60_000)
        page.wait_for_selector("h1", timeout=60_000)
        settled(page)
        assert address.partition("?")[0] in page.url
        if number < len(addresses):
            page.evaluate("document.activeElement.blur()")
            tab_to(page, f"{LABEL} === 'Next'")
            page.keyboard.press("Enter")
