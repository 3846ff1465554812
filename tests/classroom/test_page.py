"""The page Class: opened, led, its answers as pictures, without a browser; what is somebody else's stays unseen."""

import pytest

from components.engine.classroom import classes, judging, wrong_codes
from components.engine.lessons.lesson import CHOICE, PAIRS, WORD, Lesson, Step
from components.ui.shell.visitor import Secrets, name_of
from tests.driving import errors, pictures, words

TEACHER, STUDENT = Secrets("1" * 32, "2" * 32), Secrets("3" * 32, "4" * 32)
USES = ("She sat by the bank.", "He robbed the bank.", "The bank was muddy.", "Money lies in a bank.")
STEPS = (
    Step("Pick", "tokens", {"text": "A bank."}, "", "Is it?", ("yes", "no"), "So.", ask=CHOICE),
    Step("Guess", "tokens", {"text": "He sat on the [MASK]."}, "", "On what?", (), "So.", ask=WORD),
    Step("Judge", "tokens", {"text": "A bank.", "word": "bank"}, "", "How alike?", USES, "So.", ask=PAIRS),
)
HOSTILE = "</script><img src=x onerror=alert(1)> [a](http://x.y) \u202e"


@pytest.fixture
def led():
    return classes.open_class(name_of("teacher", TEACHER.teacher), Lesson("Try", "English", 5, "A try.", STEPS))


def button(app, label):
    return next(one for one in app.button if one.label == label)


def test_a_teacher_opens_a_class_and_goes_on_and_somebody_else_sees_nothing_of_it(open_page):
    app = button(open_page("classroom", visitor_secrets=TEACHER), "Open a class").click().run()
    assert errors(app) == []
    code = classes.led_by(name_of("teacher", TEACHER.teacher))[0]
    assert " ".join(code) in words(app)
    button(app, "Next").click().run()
    assert classes.find(code).step == 2
    other = open_page("classroom", {"class_led": code}, visitor_secrets=STUDENT)
    assert code not in words(other)
    button(app, "Delete all answers for good").click().run()
    assert classes.led_by(name_of("teacher", TEACHER.teacher)) == []


def test_answers_come_as_bars_beside_berts_and_judgements_as_graphs(open_page, led):
    for number, (pick, word, line) in enumerate(
        [("0", "floor", "411114"), ("0", "Floor", "421124"), ("1", HOSTILE, "311113")]
    ):
        classes.join(led, str(number), HOSTILE)
        for step, said in enumerate((pick, word, line), 1):
            classes.answer(led, str(number), step, said)
    app = open_page("classroom", {"class_led": led.code}, visitor_secrets=TEACHER)
    assert "3 answers: yes 2, no 1" in pictures(app)[0]
    app.selectbox(key="class_step").set_value("2").run()
    assert "floor 2" in pictures(app)[0].casefold()
    assert "BERT’s own answer" not in words(app)  # before somebody asks for it
    app.selectbox(key="class_step").set_value("3").run()
    assert "joined are 1 and 2, 3 and 4" in pictures(app)[0]
    assert not any("layer" in picture for picture in pictures(app))
    app.toggle(key="class_bert").set_value(True).run()
    assert errors(app) == []
    assert "layer 6" in pictures(app)[1]
    alpha = judging.agreement(judging.read_judgements(["411114", "421124", "311113"], 4)).alpha
    assert f"α = {alpha:.2f}" in words(app)
    assert "Spearman’s ρ = " in words(app)
    app.selectbox(key="class_step").set_value("2").run()
    assert "BERT’s own answer: " in words(app)
    assert app.get("plotly_chart")[0].proto.spec.count("<img") == 0


def test_a_member_follows_answers_once_and_finds_the_answers_again(open_page, led):
    link = {"lesson": f"class-{led.code}", "lesson_step": "1"}
    app = open_page("tokens", link, visitor_secrets=STUDENT)
    app.radio(key="lesson_answer_1").set_value(1).run()
    button(app, "Answer again").click().run()
    app.radio(key="lesson_answer_1").set_value(0).run()
    assert [(one.step, one.said) for one in classes.answers(led)] == [(1, "0")]
    app.session_state["lesson_answers"] = ""  # as when the lesson is begun once more
    app.run()
    assert "You: **yes**" in words(app)
    assert [(one.step, one.said) for one in classes.answers(led)] == [(1, "0")]
    classes.lead_to(led, 2)
    again = open_page("tokens", link, visitor_secrets=STUDENT)
    assert "step 2 of 3" in words(again)
    button(again, "Back").click().run()
    assert "You: **yes**" in words(again)
    assert "The class is at step 2" in words(again)
    assert len(classes.members(led)) == 1
    button(again, "Leave").click().run()
    assert [member.step for member in classes.members(led)] == [0]
    assert len(classes.answers(led)) == 1


def test_a_member_on_another_page_is_led_back_and_told_when_the_class_is_gone(open_page, led):
    link = {"lesson": f"class-{led.code}", "lesson_step": "1"}
    app = open_page("tokens", link, visitor_secrets=STUDENT)
    app.query_params.clear()
    app.switch_page("pages/layers.py").run()
    assert "Try, step 1" in words(app)
    assert "You are with the class" in words(app)
    assert button(app, "Back to the lesson")
    classes.delete(led)
    app.run()
    assert "its teacher has deleted it" in words(app)


def test_every_wrong_code_is_told_in_the_same_words_and_many_are_kept_waiting(open_page, led, monkeypatch):
    monkeypatch.setattr(wrong_codes, "LINE", wrong_codes.Line())
    app = open_page("classroom", visitor_secrets=STUDENT)
    for code in ("AAAA", "ÄÖÜß"):
        assert errors(app.text_input(key="class_code").set_value(code).run()) == [
            f"There is no class “{code}”. Look at the four letters once more."
        ]
    for _ in range(wrong_codes.AT_ONCE):
        wrong_codes.LINE.wait()
    late = errors(app.text_input(key="class_code").set_value("EEEE").run())
    assert "is answered in" in late[0]
    app.text_input(key="class_code").set_value("AB").run()
    assert "A code has 4 letters; this has 2." in words(app)
    app.text_input(key="class_code").set_value(" ".join(led.code.lower())).run()
    assert errors(app) == []
    assert "Try" in words(app)


def test_the_key_of_a_teacher_makes_another_browser_the_teacher(open_page, led):
    app = open_page("classroom", visitor_secrets=STUDENT)
    app.file_uploader(key="teacher_file").set_value(("k.json", b"{}", "application/json")).run()
    assert "not a teacher" in errors(app)[0]
    key = f'{{"file": "sensescope teacher", "version": 1, "secret": "{TEACHER.teacher}"}}'.encode()
    app.file_uploader(key="teacher_file").set_value(("k.json", key, "application/json")).run()
    assert led.code in app.selectbox(key="class_led").options
