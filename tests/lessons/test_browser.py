"""A lesson gone through in a browser by keyboard alone, from its link to its end."""

from tests.browsing import settled

LABEL = "(document.activeElement.innerText ?? '').trim()"
EMPTY = ".st-key-lesson [data-testid=stTextInput], .st-key-lesson [role=radiogroup]:not(:has(:checked))"
OWN = b"""---
title: Mine
language: English
minutes: 5
about: My own.
---
---
title: First
page: tokens
text: Hello.
---
---
title: Second
page: masked
text: Hello again.
question: Which word?
then: That one.
---
"""
WAITS = "text=The picture comes after your answer"


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
    visit.page.goto(f"{visit.server.url}/?lesson=3_one_hot_to_bert")
    page, steps, waited = visit.page, 8, 0
    for number in range(1, steps + 1):
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


def test_a_lesson_from_a_file_is_there_after_a_reload(visit):
    page = visit.open("notebook")
    page.wait_for_selector("text=A lesson’s file of yours", timeout=60_000)
    own = {"name": "own.md", "mimeType": "text/markdown", "buffer": OWN}
    page.set_input_files(".st-key-lesson_file input[type=file]", own)
    page.click("button:has-text('Begin “Mine”')", timeout=60_000)
    page.wait_for_selector("text=step 1 of 2", timeout=60_000)
    page.click(".st-key-lesson_next button")
    page.fill(".st-key-lesson_answer_2 input", "river")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=You: river", timeout=60_000)
    settled(page)
    page.reload()
    page.wait_for_selector("text=Mine, step 2 of 2", timeout=60_000)
    page.wait_for_selector("text=You: river", timeout=60_000)
    assert page.locator("textarea[aria-label=Text]").input_value() == "Hello again."
