"""Lessons: the shipped ones work, a file is refused with its line, a link opens one, foreign text is text."""

import json

import pytest

from components.engine.errors import LessonError
from components.engine.lessons.lesson import ASKS, Lesson, Step
from components.engine.lessons.lesson_file import FOLDER, read_lesson, shipped
from components.engine.lessons.written import write_lesson
from components.ui.lessons import lesson
from components.ui.shell.saved_work import values_set
from tests.driving import errors, in_link, last_kept, pictures, set_text, words

HEAD = "---\ntitle: T\nlanguage: English\nminutes: 5\nabout: A.\n---\n"
STEP = "---\ntitle: One\npage: tokens\ntext: Hello there.\n---\nNote.\n"


def asking(lines):
    """A lesson whose step asks in a certain way, told from line 12 on."""
    return HEAD + STEP.replace("\n---\nNote", f"\nquestion: Why?\n{lines}\nthen: So.\n---\nNote")


def button(app, label):
    return next(one for one in app.button if one.label == label)


def asked(app):
    """The boxes in which the step's question is answered and that are empty still."""
    boxes = [*app.radio, *app.number_input, *app.text_input]
    return [one for one in boxes if str(one.key).startswith("lesson_answer") and one.value in (None, "")]


def answer(app):
    """Answer the step's question, if it has one: the first choice (of those left, the second), number 1, or a word."""
    while empty := asked(app):
        values = {"Radio": empty[0].key.count("_") - 2, "NumberInput": 1, "TextInput": "water"}
        empty[0].set_value(values[type(empty[0]).__name__]).run()
    return app


@pytest.mark.parametrize("name", shipped())
def test_every_step_of_a_shipped_lesson_opens_its_page_with_a_picture(open_page, name):
    steps = lesson.read((FOLDER / f"{name}.md").read_bytes(), name).steps
    assert 6 <= len(steps) <= 9
    app = open_page("start", {"lesson": name})
    for number, step in enumerate(steps, start=1):
        assert f"step {number} of {len(steps)}" in words(app)
        if step.waits:
            assert not app.title
        app = answer(app)
        assert errors(app) == []
        assert [one.value for one in app.warning] == [], step.title
        assert pictures(app) or app.dataframe, step.title
        for key, value in step.settings.items():
            assert app.session_state[key] == value, (step.title, key)
        if number < len(steps):
            button(app, "Next").click().run()
    button(app, "Done").click().run()
    assert f"step {len(steps)} of" not in words(app)
    assert errors(app) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Hello", "“l.md”, line 1: a lesson begins with a front matter"),
        (HEAD, "front matter, line 1: there are 0 steps"),
        (HEAD + "---\ntitle: One\npage: tokens", "line 7: this line --- begins a front matter without an end"),
        (HEAD + STEP.replace("---\nNote", "Note") + STEP, "line 7: this line --- begins a front matter without"),
        (HEAD + STEP + "---\nMore.\n" + STEP, "line 13: this line --- begins a front matter without an end"),
        (
            HEAD + STEP.replace("text: Hello there.", "question: Why?\nanswer: So.\nthen: X."),
            "a choice needs 2 lines “answer: …”; there are 1",
        ),
        (HEAD + STEP.replace("tokens", "token"), "step 1, line 9: there is no page “token”"),
        (HEAD + STEP + STEP.replace("text:", "txt:"), "step 2, line 16: “txt” is neither"),
        (HEAD + STEP.replace("text: Hello there.", "layer: two"), "line 10: “layer” is “two”; write a whole number"),
        (HEAD + STEP.replace("text: Hello there.", "question: Why?"), "line 10: a question needs “then"),
        (HEAD + STEP.replace("text: Hello there.", "text Hello"), "line 10: “text Hello” is not like “key: value”"),
        (HEAD.replace("5", "five") + STEP, "front matter, line 4: “minutes” is “five”"),
        (asking("ask: touch"), "line 12: “ask” is “touch”; write one of choice, word, sense, head, order"),
        (asking("ask: choice"), "line 12: a choice needs 2 lines “answer: …”; there are 0"),
        (asking("ask: word\nanswer: a"), "line 13: “answer” does not go with “ask: word”"),
        (asking("sentence: Hello."), "line 12: “sentence” goes with “ask: sense” or “ask: order”"),
        (asking("ask: sense\nword: bank\nsentence: A coast."), "line 14: “bank” does not stand in “A coast.”"),
        (asking("ask: sense\nword: coast\nsentence: A coast."), "line 13: There are no built-in sentences for “coast”"),
        (
            asking("ask: order\nsentence: A.\nanswer: B."),
            "line 12: “ask: order” needs 3 lines “answer: …”; there are 1",
        ),
        (asking("ask: head\nfrom: there\nto: here"), "line 14: “here” does not stand in the step’s “text”"),
        (asking("from: there\nto: Hello"), "line 12: “from” goes with “ask: head”"),
        (HEAD + STEP.replace("text:", "ask: head\ntext:"), "line 10: “ask” needs a “question” or “predict”"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line(content, said):
    with pytest.raises(LessonError) as refusal:
        read_lesson(content.encode(), "l.md", {"text": str, "layer": int, "word": str}, {"tokens"})
    assert said in str(refusal.value)


def test_a_key_on_several_lines_is_a_text_of_several_lines_or_a_list():
    step = STEP.replace("text: Hello there.", "text: a\ntext: b\nfollowed: x\nfollowed: y\nlarge: yes")
    kinds = {"text": str, "followed": list, "large": bool}
    read = read_lesson((HEAD + step).encode(), "l.md", kinds, {"tokens"}).steps[0]
    assert read.settings == {"text": "a\nb", "followed": ["x", "y"], "large": True}
    assert read.note == "Note."


def test_a_link_opens_a_step_and_one_may_go_away_and_come_back(open_page):
    app = open_page("senses", {"lesson": "1_one_word", "lesson_step": "4", "layer": "3"})
    assert "step 4 of" in words(app)
    assert app.session_state["layer"] == 3  # the link’s own setting wins over the step’s
    assert in_link(app, "lesson") == "1_one_word"
    app.switch_page("pages/tokens.py").run()
    assert "step 4 of" not in words(app)
    assert "lesson" not in app.query_params
    button(app, "Back to the lesson").click().run()
    assert "step 4 of" in words(app)
    assert app.session_state["layer"] == 6


def test_a_lesson_from_a_file_is_inert_and_a_wrong_one_is_told(open_page):
    app = open_page("notebook")
    foreign = HEAD + STEP.replace("Note.", "[click](https://evil.example) <b>x</b> ![p](https://evil.example/p.png)")
    app.file_uploader(key="lesson_file").set_value(("l.md", foreign.encode(), "text/markdown")).run()
    button(app, "Begin “T”").click().run()
    note = next(one.value for one in app.markdown if "evil" in one.value)
    assert "\\[click\\]" in note
    assert "\\<b\\>" in note
    assert app.title[0].value == "How does text become BERT’s input?"
    app.switch_page("pages/notebook.py").run()
    app.file_uploader(key="lesson_file").set_value(("l.md", b"Hello", "text/markdown")).run()
    assert any("begins with a front matter" in error for error in errors(app))


def test_the_picked_token_and_the_hidden_words_are_set_by_a_step_and_kept_with_a_view(open_page):
    steps = STEP.replace("tokens", "attention").replace("text:", "view: Find heads\ntoken: 2\ntext:")
    steps += STEP.replace("tokens", "masked").replace("text:", "hidden: 0-1\ntext:")
    app = begin_own(open_page("start"), HEAD + steps)
    assert "Chosen token: ` there `" in words(app)
    assert in_link(app, "token") == "2"
    button(app, "Keep this view").click().run()
    assert last_kept(app).settings["token"] == 2
    button(app, "Next").click().run()
    assert list(app.segmented_control(key="hidden_piece").options) == ["1 hello", "2 there"]
    assert in_link(app, "hidden") == "0-1"
    set_text(app, "Good morning, world.")  # in which nothing was picked yet
    assert "hidden" not in app.query_params
    assert not [one for one in app.segmented_control if one.key == "hidden_piece"]
    button(app, "Back").click().run()
    assert "Chosen token: ` there `" in words(app)
    assert errors(app) == []


def test_a_notebook_is_gone_through_as_a_lesson(open_page):
    app = set_text(open_page("tokens"), "Hello there.")
    app.session_state["token"] = 2
    button(app, "Keep this view").click().run()
    app = set_text(app.switch_page("pages/masked.py").run(), "She drank hot [MASK].")
    button(app, "Keep this view").click().run()
    set_text(app, "Something else.")
    app.switch_page("pages/notebook.py").run()
    button(app, "Open this notebook as a lesson").click().run()
    assert "A lesson of kept views, step 1 of 2" in words(app)
    assert "` there ` is row" in words(app)
    app.query_params.clear()  # as a browser does between pages
    button(app, "Next").click().run()
    assert app.title[0].value == "Which word would BERT put there?"
    assert app.text_area(key="text").value == "She drank hot [MASK]."
    assert errors(app) == []


def test_saved_work_brings_a_lesson_back_with_its_answers(open_page):
    app = answer(open_page("start", {"lesson": "1_one_word", "lesson_step": "1"}))
    work = json.dumps({"sensescope": 1, **values_set(app.session_state["visit"])}).encode()
    app = open_page("start")
    app.file_uploader(key="work_file").set_value(("sensescope.json", work, "application/json")).run()
    assert "One word, many vectors, step 1 of" in words(app)
    assert "You: **Yes, one word has one vector**" in words(app)
    assert errors(app) == []


def begin_own(app, content):
    """Begin a lesson of the visitor's own."""
    app.session_state["lesson_text"] = content
    app.session_state["lesson"], app.session_state[lesson.GOES] = lesson.OWN, True
    return app.run()


def test_every_kind_of_question_is_asked_in_the_shipped_lessons_which_take_15_to_20_minutes():
    read = [lesson.shipped(name) for name in shipped()]
    assert {step.ask for whole in read for step in whole.steps if step.question} == set(ASKS)
    assert all(15 <= whole.minutes <= 20 for whole in read)


@pytest.mark.parametrize("name", shipped())
def test_a_lesson_that_is_written_reads_as_the_same(name):
    whole = lesson.shipped(name)
    assert lesson.read(write_lesson(whole).encode(), "l.md") == whole


def test_what_a_file_cannot_hold_is_written_as_its_like():
    hard = Step("Two\nlines", "tokens", {"text": "a\x0bb\u2028---\nkey: c", "large": True}, "One.\n---\nTwo.")
    read = lesson.read(write_lesson(Lesson("", "", 0, "", (hard,))).encode(), "l.md").steps
    assert read == (Step("Two lines", "tokens", {"text": "a\nb\n---\nkey: c", "large": True}, "One.\n***\nTwo."),)


def test_an_own_lesson_rides_in_the_link(open_page):
    app = begin_own(open_page("start"), HEAD + STEP)
    link = {key: in_link(app, key) for key in app.query_params}
    again = open_page("tokens", link)
    assert "step 1 of 1" in words(again)
    assert errors(again) == []
