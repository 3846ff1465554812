"""The quiz on Senses: who was right, and that nothing is compared with a copy of itself."""

from types import SimpleNamespace

import numpy as np
import pytest

from components.ui.senses import quiz
from tests.driving import choose


def test_quiz_keeps_the_score(open_page):
    app = open_page("senses")
    app.segmented_control(key="view").set_value("Quiz").run()
    for _ in range(3):
        app.button(key="quiz_0").click().run()
        next(button for button in app.button if button.label == "Next sentence").click().run()
    score = app.session_state["quiz"]
    assert score.answered == 3
    assert any("of 3" in text.value for text in app.markdown)


def test_quiz_compares_with_other_sentences_alone():
    vectors = np.array([[1, 0], [1, 0], [0.8, 0.6], [0, 1], [0.1, 1]], dtype=np.float32)
    reference = SimpleNamespace(occurrences=SimpleNamespace(states=vectors[None]), labels=("a", "a", "a", "b", "b"))
    others = np.array([False, False, True, True, True])  # the second is a copy of the first
    closeness = quiz.to_senses(reference, 0, others, 0)
    assert closeness[0] == pytest.approx(0.8)


def test_quiz_counts_who_was_right():
    score = quiz.Score(0)
    quiz.take(score, answer="shore", truth="shore", nearest="money")
    quiz.take(score, answer="money", truth="shore", nearest="shore")
    quiz.take(score, answer="shore", truth="shore", nearest="money")
    assert (score.answered, score.right) == (3, {"you": 2, "BERT": 1})


def test_quiz_of_another_word_is_not_answered_yet(open_page):
    app = open_page("senses")
    app.segmented_control(key="view").set_value("Quiz").run()
    app.button(key="quiz_0").click().run()
    choose(app, "word", "bat")
    assert not app.button(key="quiz_0").disabled
