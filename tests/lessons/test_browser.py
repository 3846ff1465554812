"""A lesson gone through in a browser by keyboard alone, from its link to its end."""

from components.engine.notebook.kept import Notebook, read_view, write_notebook
from tests.browsing import Visit, settled
from tests.notebook.sample import view

LABEL = "(document.activeElement.innerText ?? '').trim()"
EMPTY = ".st-key-lesson [data-testid=stTextInput], .st-key-lesson [role=radiogroup]:not(:has(:checked))"
WAITS = "text=The picture comes after your answer"
VIEWS = (
    ("tokens", {"text": "First."}),
    ("attention", {"text": "A cat sat."}),
    ("attention", {"view": "Flow"}),
    ("layers", {}),
    ("masked", {}),
    ("senses", {"method": "PCA"}),
)


def tab_to(page, there):
    """Press Tab until what has the focus is what is looked for."""
    for _ in range(100):  # round the whole page
        if page.evaluate(there):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {there}")


def answer(page):
    tab_to(page, f"Boolean(document.activeElement.closest('{EMPTY}'))")
    page.keyboard.type("river ")  # the space picks an answer
    page.keyboard.press("Enter")


def test_a_lesson_is_gone_through_by_keyboard_alone(visit):
    visit.page.goto(f"{visit.server.url}/?lesson=3_one_hot_to_bert&lesson_step=4")
    page, steps, waited = visit.page, 8, 0
    for number in range(4, steps + 1):  # what comes before is asked in the same ways
        page.wait_for_selector(f"text=step {number} of {steps}")
        settled(page)
        if page.locator(WAITS).count():
            waited += 1
            answer(page)
            if page.get_by_text("Nearest", exact=True).count():  # of three, the second follows
                page.wait_for_selector("text=And next")
                answer(page)
            page.wait_for_selector(WAITS, state="detached")
        page.wait_for_selector("h1")
        settled(page)
        page.evaluate("document.activeElement.blur()")
        tab_to(page, f"{LABEL} === {'Next' if number < steps else 'Done'!r}")
        page.keyboard.press("Enter")
    assert waited > 0
    page.wait_for_selector(".st-key-lesson", state="detached")
    visit.wait_for_link(lesson=None)


def test_a_lesson_of_six_kept_views_goes_to_another_browser_by_file_and_by_link(browser, server, visit, tmp_path):
    views = [read_view(view(n, page, page=page, **settings)) for n, (page, settings) in enumerate(VIEWS)]
    (tmp_path / "six.json").write_bytes(write_notebook(Notebook("", tuple(views))))
    page = visit.open("notebook")
    settled(page)  # nobody has a file ready before
    page.set_input_files(".st-key-notebook_file input[type=file]", tmp_path / "six.json")
    page.wait_for_selector("text=6 views added")
    page.click("button:has-text('Open this notebook as a lesson') >> visible=true")
    walk(page, [page for page, _ in VIEWS])
    page.reload()
    page.wait_for_selector("text=step 6 of 6")
    other = Visit(browser, server)
    other.page.goto(page.url)  # the link alone
    other.page.wait_for_selector("text=step 6 of 6")
    other.page.wait_for_selector("h1:has-text('contexts')")
    other.close()
    assert (other.errors, other.foreign) == ([], [])


def walk(page, addresses):
    """Go through the steps of a lesson by keyboard, one an address, and stay at the last."""
    for number, address in enumerate(addresses, start=1):
        page.wait_for_selector(f"text=step {number} of {len(addresses)}")
        page.wait_for_selector("h1")
        settled(page)
        page.wait_for_url(f"**/{address}?*")
        if number < len(addresses):
            page.evaluate("document.activeElement.blur()")
            tab_to(page, f"{LABEL} === 'Next'")
            page.keyboard.press("Enter")
